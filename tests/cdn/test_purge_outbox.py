"""What the CDN is told of and when, what becomes of a purge that fails, and what answers say to caches."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.cdn import purge_outbox
from cms.cdn.models import Purge
from cms.cdn.purge_outbox import SECOND_PURGE_AFTER
from cms.images.models import CreditedImage
from cms.performance.response_cache.cache_tags import EVERYTHING
from cms.performance.response_cache.invalidation import IGNORED_TABLES
from news.models import ArticlePage, Category
from tests.cdn.edge_server import Edge, keys
from tests.cdn.fixtures import DONE
from tests.performance.response_cache.invalidating import forget, picture_of, publish, queued, work
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_publish_is_told_after_its_commit(cdn: Edge, article: ArticlePage) -> None:
    with transaction.atomic():
        publish(article)
        assert not Purge.objects.exists()
        assert queued() == []

    tags = {tag for one in Purge.objects.all() for tag in one.tags}
    assert {f"page:{article.pk}", f"path:{article.path}", f"translation:{article.translation_key}"} < tags
    assert {"list:article", "list:page"} < tags
    assert None in queued()
    assert cdn.asked == []

    work()
    assert {tag for asked in cdn.asked for tag in asked.tags} >= set(keys(*tags))


def test_what_is_rolled_back_is_told_to_nobody(cdn: Edge, article: ArticlePage) -> None:
    with transaction.atomic():
        publish(article)
        transaction.set_rollback(True)

    assert work() == 0
    assert (Purge.objects.count(), queued(), cdn.asked) == (0, [], [])


def test_two_publishes_in_one_transaction_are_one_purge(cdn: Edge, article: ArticlePage) -> None:
    with transaction.atomic():
        publish(article, "One")
        publish(article, "Two")
    assert sum(f"page:{article.pk}" in one.tags for one in Purge.objects.all()) == 1


def test_many_commits_are_one_purge(cdn: Edge, article: ArticlePage) -> None:
    for number in range(5):
        Category.objects.create(name=str(number), slug=str(number), locale=article.locale)

    assert work() == 5
    assert len(cdn.asked) == 1


def test_a_statement_of_its_own_is_told_too(cdn: Edge, article: ArticlePage) -> None:
    CreditedImage.objects.filter(pk=picture_of(article).pk).update(credit="Another")

    (owed,) = Purge.objects.all()
    assert owed.tags == ["list:image", "rows:image"]


def test_a_purge_is_repeated_once_what_was_on_its_way_has_arrived(cdn: Edge, article: ArticlePage) -> None:
    Category.objects.update(name="Harbours")
    (owed,) = Purge.objects.all()

    assert work() == 1
    owed.refresh_from_db()
    assert owed.due_at > owed.written_at + SECOND_PURGE_AFTER
    assert queued() == [None, owed.due_at]
    assert work() == 0

    Purge.objects.update(due_at=timezone.now(), written_at=timezone.now() - SECOND_PURGE_AFTER)
    assert work() == 1
    assert not Purge.objects.exists()
    assert [asked.tags for asked in cdn.asked] == [keys("list:category", "rows:category")] * 2


def test_what_fails_is_told_again_and_nothing_is_lost(
    cdn: Edge, article: ArticlePage, caplog: pytest.LogCaptureFixture
) -> None:
    cdn.replies = [(500, {}, b"oh"), (503, {}, b"no"), DONE]
    Category.objects.update(name="Harbours")

    pauses = []
    for _attempt in range(2):
        before = timezone.now()
        assert work() == 0
        pauses.append(round((Purge.objects.get().due_at - before).total_seconds()))
        CreditedImage.objects.update(credit="Another")  # meanwhile
        assert work() == 0, "nobody bothers it before it is time"
        Purge.objects.update(due_at=timezone.now())
        Purge.objects.exclude(tags=["list:category", "rows:category"]).delete()
    CreditedImage.objects.update(credit="Another")

    assert pauses == [5, 10]
    assert work() == 2
    assert cdn.asked[-1].tags == keys("list:category", "list:image", "rows:category", "rows:image")
    assert [len(asked.tags) for asked in cdn.asked] == [2, 2, 4]
    assert "could not be purged for 1 commits" in caplog.text
    assert "It answered 500: oh" in caplog.text
    assert set(Purge.objects.values_list("attempts", flat=True)) == {0}


def test_a_cdn_that_asks_for_patience_gets_it(cdn: Edge, article: ArticlePage) -> None:
    cdn.replies = [(429, {"Retry-After": "300"}, b"")]
    Category.objects.update(name="Harbours")
    before = timezone.now()
    work()

    owed = Purge.objects.get()
    assert dt.timedelta(seconds=300) <= owed.due_at - before < dt.timedelta(seconds=330)
    assert queued()[-1] == owed.due_at


def test_one_wake_up_waits_while_the_cdn_fails(cdn: Edge, article: ArticlePage) -> None:
    cdn.replies = [(500, {}, b"oh")]
    Category.objects.update(name="Harbours")
    work()
    due = Purge.objects.get().due_at

    for number in range(3):
        CreditedImage.objects.update(credit=f"Another {number}")
        assert work() == 0

    assert [moment for moment in queued() if moment is not None] == [due]


def test_the_wake_up_is_for_the_retry_even_where_more_commits_are_due(
    cdn: Edge, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge_outbox, "MAX_COMMITS_PER_PURGE", 1)
    cdn.replies = [(500, {}, b"oh")]
    Category.objects.update(name="Harbours")
    CreditedImage.objects.update(credit="Another")

    assert work() == 0

    assert [moment for moment in queued() if moment is not None] == [Purge.objects.get(attempts=1).due_at]
    assert len(cdn.asked) == 1


def test_two_tasks_at_once_purge_once(cdn: Edge, article: ArticlePage) -> None:
    Category.objects.update(name="Harbours")
    [leased] = Purge.objects.lease(10)  # by the other

    assert work() == 0

    assert cdn.asked == []
    leased.refresh_from_db()
    assert queued() == [None, leased.due_at]


def test_a_process_that_dies_after_the_commit_takes_nothing_with_it(cdn: Edge, article: ArticlePage) -> None:
    Category.objects.update(name="Harbours")
    DBTaskResult.objects.all().delete()  # it died before it could queue the task

    call_command("purge_cdn")

    assert [asked.tags for asked in cdn.asked] == [keys("list:category", "rows:category")]


def test_a_worker_that_dies_meanwhile_too(cdn: Edge, article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(tags: set[str]) -> None:
        raise SystemExit

    Category.objects.update(name="Harbours")
    with monkeypatch.context() as patch:
        patch.setattr(purge_outbox, "purge", die)
        with pytest.raises(SystemExit):
            work()
    assert work() == 0, "others leave it alone for a while"

    Purge.objects.update(due_at=timezone.now())  # a minute later
    assert work() == 1
    assert len(cdn.asked) == 1


def test_what_no_answer_reads_is_told_to_nobody(cdn: Edge, article: ArticlePage) -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = "Not yet"
    page.save_revision()
    browser = log_in(make_user("Editors"))
    forget()
    browser.get("/admin/")
    browser.session.save()

    assert [one.tags for one in Purge.objects.all()] == []


def test_no_answer_has_a_tag_of_the_tables_that_are_not_watched(cdn: Edge, article: ArticlePage) -> None:
    labels = {f":{table.removeprefix('wagtailcore_').rstrip('_')}" for table in IGNORED_TABLES}
    for query in (
        '{ page(path: "/news/one/") { title lastPublishedAt ... on ArticlePage { image { credit } } } }',
        "{ articles { totalCount nodes { title category { name } } } site { name } }",
        '{ search(query: "one") { totalCount nodes { title } } }',
    ):
        with patch("cms.cdn.surrogate_keys.surrogate_key", str):
            tags = Client().get("/graphql/", {"query": query})["Surrogate-Key"]
        assert not [label for label in labels if label in tags]


def test_without_a_cdn_nothing_is_noted(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    settings.WAGTAILFRONTENDCACHE = {}
    publish(article)

    assert not Purge.objects.exists()


def test_migrations_let_everything_fall(cdn: Edge, article: ArticlePage) -> None:
    purge_outbox.pause_purges()
    Category.objects.update(name="Harbours")
    assert not Purge.objects.exists()

    purge_outbox.resume_purges(using="default", plan=["one"])
    assert [one.tags for one in Purge.objects.all()] == [[EVERYTHING]]
