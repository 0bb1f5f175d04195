"""What the recorder writes of each act of an editor, and of the clock."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes.models import ChangeSet, LedgerState, PageChange, PendingCommit, PublicPage
from cms.changes.recording import record_changes
from news.models import ArticlePage, Menus, NewsIndexPage
from tests.changes.acts import begin_log, edit, log, publish, unpublish, unrecorded
from tests.factories import make_article, make_index, restrict

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    """A public article, with a log that begins after it."""
    made = make_article(index, title="First", slug="first")
    begin_log()
    return made


def test_a_first_run_enters_what_is_public_and_says_nothing(index: NewsIndexPage) -> None:
    article = make_article(index, slug="first")
    make_article(index, slug="draft", live=False)
    LedgerState.objects.all().delete()
    PublicPage.objects.all().delete()
    ChangeSet.objects.all().delete()

    assert record_changes.call() == 0
    assert set(PublicPage.objects.values_list("page_id", flat=True)) == {
        article.pk,
        index.pk,
        index.get_parent().pk,
    }
    assert log() == []


def test_publishing_and_updating(article: ArticlePage, index: NewsIndexPage) -> None:
    publish(article, title="Second")
    new = make_article(index, slug="new")
    assert log() == [("updated", "/news/first/"), ("published", "/news/new/")]
    change = PageChange.objects.latest("pk")
    assert (change.page_id, change.page_type, change.locale, change.hostname) == (
        new.pk,
        "news.ArticlePage",
        "en",
        "localhost",
    )
    assert change.url.endswith("/news/new/")


def test_what_is_hidden_before_and_after_says_nothing(article: ArticlePage, index: NewsIndexPage) -> None:
    edit(article, title="Draft")
    draft = make_article(index, slug="draft", live=False)
    edit(draft, title="Other")
    held = make_article(index, slug="held", embargo=True)
    publish(held, title="Held still")
    ArticlePage.objects.filter(pk=held.pk).update(title="By queryset")
    held.delete()
    assert log() == []
    assert not ChangeSet.objects.exists()
    assert not PendingCommit.objects.exists()


def test_removals_say_what_happened(index: NewsIndexPage, site: object) -> None:
    unpublished, deleted, expired, closed, embargoed = (
        make_article(index, slug=slug) for slug in ("unpublished", "deleted", "expired", "closed", "embargoed")
    )
    begin_log()
    unpublish(unpublished)
    deleted.delete()
    ArticlePage.objects.filter(pk=expired.pk).update(expire_at=timezone.now())
    restrict(closed)
    publish(embargoed, embargo=True)
    assert sorted(log()) == [
        ("deleted", "/news/deleted/"),
        ("expired", "/news/expired/"),
        ("hidden", "/news/closed/"),
        ("hidden", "/news/embargoed/"),
        ("unpublished", "/news/unpublished/"),
    ]


def test_a_move_names_both_paths_of_all_pages_that_moved(site: object, article: ArticlePage) -> None:
    other = make_index(site, slug="other")
    begin_log()
    article.refresh_from_db()
    article.move(other, "last-child")
    record_changes.call()
    [change] = PageChange.objects.all()
    assert (change.event, change.previous_path, change.path) == ("moved", "/news/first/", "/other/first/")


def test_entries_of_a_commit_are_in_the_order_of_the_page_tree(article: ArticlePage, index: NewsIndexPage) -> None:
    make_article(index, slug="second")
    make_article(index, slug="third")
    publish(article, title="Written last, which moves its row in PostgreSQL")
    begin_log()
    index.refresh_from_db()
    index.slug = "wire"
    index.save_revision().publish()
    assert [path for _, path in log()] == ["/wire/", "/wire/first/", "/wire/second/", "/wire/third/"]


def test_an_embargo_lifts_by_the_clock(article: ArticlePage, index: NewsIndexPage) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    held = make_article(index, slug="held", embargo=True, embargo_until=soon)
    assert log() == []
    past = timezone.now() - dt.timedelta(minutes=1)
    LedgerState.objects.update(looked_at=past - dt.timedelta(minutes=1))
    ArticlePage.objects.filter(pk=held.pk).update(embargo_until=past)
    PendingCommit.objects.all().delete()
    assert log() == [("embargo_lifted", "/news/held/")]


def test_a_commit_is_recorded_with_it_or_not_at_all(article: ArticlePage) -> None:
    with transaction.atomic():
        publish(article, title="Undone")
        transaction.set_rollback(True)
    assert log() == []
    assert not PendingCommit.objects.exists()


def test_a_commit_that_nobody_recorded_is_found_by_the_next_run(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unrecorded(monkeypatch):
        publish(article, title="Second")
    assert PendingCommit.objects.exists()
    assert log() == [("updated", "/news/first/")]
    assert not PendingCommit.objects.exists()


def test_keys_name_the_page_and_its_tables(article: ArticlePage) -> None:
    publish(article, title="Second")
    record_changes.call()
    [change_set] = ChangeSet.objects.all()
    expected = {f"page:{article.pk}", "list:article", "list:page", f"path:{article.path}"}
    assert {surrogate_key(tag) for tag in expected} <= set(change_set.keys)


def test_a_page_type_may_have_got_another_name(article: ArticlePage) -> None:
    PublicPage.objects.filter(page_id=article.pk).update(page_type="news.OldPage")
    publish(article, title="Second")
    assert log() == [("updated", "/news/first/")]


def test_a_menu_is_an_event(article: ArticlePage, site: object) -> None:
    Menus.for_site(site).save()
    record_changes.call()
    assert "menu.updated" in {event for one in ChangeSet.objects.all() for event in one.events}
    assert not PageChange.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_writers_and_recorders_at_once_lose_nothing(article: ArticlePage, index: NewsIndexPage) -> None:
    articles = [make_article(index, slug=f"article-{number}") for number in range(8)]
    begin_log()

    def write(page: ArticlePage) -> None:
        try:
            publish(page, title="Published at once")
            record_changes.call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, articles))
    changes = PageChange.objects.order_by("pk")
    assert set(changes.values_list("page_id", flat=True)) == {one.pk for one in articles}
    assert not PendingCommit.objects.exists()
    assert list(changes.values_list("change_set", flat=True)) == sorted(changes.values_list("change_set", flat=True))
