"""What the CDN is told of and when, what becomes of a purge that fails, and what answers say to caches."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from wagtail.models import Page

from cms.api.caching import MOST_TAGS, bounded
from cms.images.models import CreditedImage
from cms.publishing import purging
from cms.publishing.answers import answers
from cms.publishing.models import Purge
from cms.publishing.purging import SETTLED, late_since, send_owed
from cms.publishing.writes import UNREAD_TABLES
from cms.reading import EVERYTHING
from news.models import ArticlePage, Category
from tests.factories import CategoryFactory, ImageFactory, index_of, make_article, make_site
from tests.people import log_in, make_user
from tests.publishing.cdn import Edge, Reply, edge

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

DONE: Reply = (200, {}, b"Dropped")
WORKER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def cdn(settings: Settings) -> Iterator[Edge]:
    """A Varnish that is told of changes; a worker has yet to be run."""
    with edge(DONE) as found:
        settings.TASKS = WORKER
        settings.ANSWERS_KEPT = settings.GRAPHQL_SHARED_MAX_AGE = 3_600
        settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "cms.publishing.cdn.Varnish", "URLS": [found.url]}}
        answers.cache_clear()
        yield found
        answers.cache_clear()


@pytest.fixture
def article(cdn: Edge) -> ArticlePage:
    """An article of which the CDN knows."""
    Page.objects.filter(depth=2).delete()
    article = make_article(
        index_of(make_site()), slug="one", category=CategoryFactory(name="Ports"), image=ImageFactory()
    )
    forget()
    return article


def forget() -> None:
    Purge.objects.all().delete()
    DBTaskResult.objects.all().delete()


def picture_of(article: ArticlePage) -> CreditedImage:
    assert article.image is not None
    return article.image


def publish(article: ArticlePage, title: str = "Anew") -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = title
    page.save_revision().publish()


def work() -> int:
    """Runs the worker's task, and returns of how many commits it told."""
    done: int = send_owed.call()
    return done


def queued() -> list[dt.datetime | None]:
    """Returns for when each task that tells the CDN is queued; None for at once."""
    path = "cms.publishing.purging.send_owed"
    found = DBTaskResult.objects.filter(task_path=path).order_by("enqueued_at")
    return [None if row.run_after is None or row.run_after.year > 9000 else row.run_after for row in found]


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
    assert {tag for asked in cdn.asked for tag in asked.tags} == tags


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
    assert owed.due_at > owed.written_at + SETTLED
    assert queued() == [None, owed.due_at]
    assert work() == 0

    Purge.objects.update(due_at=timezone.now(), written_at=timezone.now() - SETTLED)
    assert work() == 1
    assert not Purge.objects.exists()
    assert [asked.tags for asked in cdn.asked] == [["list:category", "rows:category"]] * 2


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
    assert cdn.asked[-1].tags == ["list:category", "list:image", "rows:category", "rows:image"]
    assert [len(asked.tags) for asked in cdn.asked] == [2, 2, 4]
    assert "could not be told of 1 commits" in caplog.text
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


def test_a_process_that_dies_after_the_commit_takes_nothing_with_it(cdn: Edge, article: ArticlePage) -> None:
    Category.objects.update(name="Harbours")
    DBTaskResult.objects.all().delete()  # it died before it could queue the task

    call_command("purge_cdn")

    assert [asked.tags for asked in cdn.asked] == [["list:category", "rows:category"]]


def test_a_worker_that_dies_meanwhile_too(cdn: Edge, article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(tags: set[str]) -> None:
        raise SystemExit

    Category.objects.update(name="Harbours")
    with monkeypatch.context() as patch:
        patch.setattr(purging, "purge", die)
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
    labels = {f":{table.removeprefix('wagtailcore_').rstrip('_')}" for table in UNREAD_TABLES}
    for query in (
        '{ page(path: "/news/one/") { title lastPublishedAt ... on ArticlePage { image { credit } } } }',
        "{ articles { totalCount nodes { title category { name } } } site { name } }",
        '{ search(query: "one") { totalCount nodes { title } } }',
    ):
        tags = Client().get("/graphql/", {"query": query})["Surrogate-Key"]
        assert not [label for label in labels if label in tags]


def test_too_many_tags_are_everything(cdn: Edge, article: ArticlePage) -> None:
    Purge.objects.create(tags=[f"page:{number}" for number in range(purging.MOST_TAGS + 1)])
    work()

    assert cdn.asked[-1].tags == [EVERYTHING]


def test_every_answer_and_picture_carries_that_tag(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    response = Client().get("/graphql/", {"query": '{ page(path: "/news/one/") { title } }'})
    assert response["Surrogate-Key"].split()[0] == response["Cache-Tag"].split(",")[0] == EVERYTHING

    picture = Client().get(f"{settings.MEDIA_URL}{picture_of(article).file.name}")
    assert picture["Surrogate-Key"] == (
        f"{EVERYTHING} image:{picture_of(article).pk} list:collection list:collectionviewrestriction"
    )
    picture.close()


def test_an_answer_whose_tags_were_collapsed_falls_with_each_of_them(cdn: Edge, article: ArticlePage) -> None:
    rows = [f"page:{number}" for number in range(MOST_TAGS + 1)]
    assert bounded([*rows, f"path:{article.path}", "rows:article"]) == [
        "list:page",
        f"path:{article.path}",
        "rows:article",
    ]
    publish(article)
    assert "list:page" in {tag for one in Purge.objects.all() for tag in one.tags}

    forget()
    picture_of(article).credit = "Another"
    with transaction.atomic():
        picture_of(article).save()
    assert {f"image:{picture_of(article).pk}", "list:image"} <= {
        tag for one in Purge.objects.all() for tag in one.tags
    }


def cache_control(query: str) -> str:
    return str(Client().get("/graphql/", {"query": query})["Cache-Control"])


def test_caches_give_nothing_that_the_clock_makes_false(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    settings.GRAPHQL_MAX_AGE, settings.GRAPHQL_STALE_WHILE_REVALIDATE = 5, 600
    query = '{ page(path: "/news/one/") { title } }'
    cache_control(query)  # the first answers give tags their versions
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() + dt.timedelta(seconds=100))
    for _again in range(2):
        told = cache_control(query)
        own, shared, stale = (int(part.partition("=")[2]) for part in told.split(", ")[1:])
        assert own == 5
        assert 90 <= shared <= 100
        assert max(own, shared) + stale <= 100


def test_what_is_not_kept_here_no_cache_keeps(
    cdn: Edge, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers(), "lookup", lambda key, claim=False: None)  # as when Redis is down

    assert cache_control("{ articles { totalCount } }") == ("public, max-age=0, s-maxage=0, stale-while-revalidate=0")


def test_the_dashboard_says_so_when_a_purge_is_late(cdn: Edge, article: ArticlePage) -> None:
    browser = log_in(make_user("Editors"))
    cdn.replies = [(500, {}, b"")]
    Category.objects.update(name="Harbours")
    work()
    assert late_since() is None
    assert "late-purges" not in browser.get("/admin/").content.decode()

    Purge.objects.filter(attempts__gt=0).update(written_at=timezone.now() - dt.timedelta(minutes=6))
    assert late_since() is not None
    assert "the CDN could not be told of changes since" in " ".join(browser.get("/admin/").content.decode().split())


def command(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("purge_cdn", *arguments, stdout=out, **options)
    return out.getvalue()


def test_by_hand(cdn: Edge, article: ArticlePage) -> None:
    assert command("--tag", "page:12", "--tag", "list:article") == "Dropped: page:12 list:article\n"
    assert command("--all") == "Dropped: everything\n"
    assert [asked.tags for asked in cdn.asked] == [["list:article", "page:12"], ["everything"]]

    assert command("--all", "--dry-run") == "Would drop: everything\n"
    Category.objects.update(name="Harbours")
    assert command("--dry-run") == "1 commits are owed to cdn: list:category rows:category\n"
    assert len(cdn.asked) == 2


def test_by_hand_says_what_is_wrong(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    cdn.replies = [(500, {}, b"oh")]
    with pytest.raises(CommandError, match=r"The CDN did not do it\. It answered 500: oh"):
        command("--all")
    with pytest.raises(CommandError, match="A tag has no spaces and no commas"):
        command("--tag", "page:1, page:2")
    with pytest.raises(CommandError, match="not allowed with argument"):
        command("--all", "--tag", "page:1")

    settings.WAGTAILFRONTENDCACHE = {}
    with pytest.raises(CommandError, match="There is no CDN: set the environment variable CDN"):
        command()


def test_without_a_cdn_nothing_is_noted(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    settings.WAGTAILFRONTENDCACHE = {}
    publish(article)

    assert not Purge.objects.exists()


def test_migrations_let_everything_fall(cdn: Edge, article: ArticlePage) -> None:
    purging.before_migrations()
    Category.objects.update(name="Harbours")
    assert not Purge.objects.exists()

    purging.after_migrations(using="default", plan=["one"])
    assert [one.tags for one in Purge.objects.all()] == [[EVERYTHING]]
