"""`pages` and `changes`: a client that reads both keeps an exact copy of what is public, whatever editors do."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms.changes.models import ChangeSet, LedgerState, PageChange
from cms.changes.recording import record_changes
from news.models import ArticlePage, NewsIndexPage
from tests.changes.acts import begin_log, edit, publish, unpublish, unrecorded
from tests.client import GraphQLClient
from tests.factories import make_article, make_index, restrict

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAGES = """query($after: String, $first: Int) { pages(first: $first, after: $after) {
  nodes { id path } pageInfo { endCursor hasNextPage } } }"""
CHANGES = """query($after: String, $first: Int) { changes(first: $first, after: $after) {
  nodes { kind pageId path previousPath page { id path } } pageInfo { endCursor hasNextPage } } }"""
END = "{ changes(last: 1) { pageInfo { endCursor } } }"


class Copy:
    """A client that keeps the paths of all public pages by their ids, as the recipe of docs/api.md has it."""

    def __init__(self, api: GraphQLClient) -> None:
        self.api = api
        self.cursor = api.data(END)["changes"]["pageInfo"]["endCursor"]
        self.pages = all_pages(api)

    def read(self, first: int = 3) -> list[dict[str, Any]]:
        """Read what is new."""
        seen = []
        while True:
            part = self.api.data(CHANGES, after=self.cursor, first=first)["changes"]
            seen += part["nodes"]
            for change in part["nodes"]:
                if change["kind"] == "REMOVED":
                    self.pages.pop(change["pageId"], None)
                else:
                    self.pages[change["page"]["id"]] = change["page"]["path"]
            self.cursor = part["pageInfo"]["endCursor"]
            if not part["pageInfo"]["hasNextPage"]:
                return seen


def all_pages(api: GraphQLClient, first: int = 4) -> dict[str, str]:
    """Return the paths of all public pages by their ids, as `pages` gives them."""
    found: dict[str, str] = {}
    after = None
    while True:
        part = api.data(PAGES, after=after, first=first)["pages"]
        found |= {node["id"]: node["path"] for node in part["nodes"]}
        after = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            return found


class Desk:
    """Acts of editors on articles chosen at random."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.chance = chance
        self.listings = [make_index(site, slug=f"listing-{number}") for number in (1, 2)]
        self.count = 0

    def act(self) -> str:
        """Do something, and return what."""
        acts: list[Callable[[], object]] = [
            *(self.create, self.edit, self.publish, self.rename, self.move, self.unpublish, self.embargo),
            *(self.restrict, self.open, self.delete, self.alias, self.update, self.expire, self.close_listing),
        ]
        act = self.chance.choice(acts)
        act()
        return act.__name__

    def some(self) -> ArticlePage:
        found = list(ArticlePage.objects.filter(alias_of=None).order_by("pk"))
        return self.chance.choice(found) if found else self.create()

    def listing(self) -> NewsIndexPage:
        return NewsIndexPage.objects.get(pk=self.chance.choice(self.listings).pk)

    def create(self) -> ArticlePage:
        self.count += 1
        live = self.chance.random() < 0.7
        return make_article(self.listing(), slug=f"a-{self.count}", live=live)

    def edit(self) -> None:
        edit(self.some(), title="Draft")

    def publish(self) -> None:
        publish(self.some(), title="Published", embargo=False, embargo_until=None, expire_at=None)

    def rename(self) -> None:
        self.count += 1
        publish(self.some(), slug=f"b-{self.count}")

    def move(self) -> None:
        page = self.some()
        page.move(self.listing(), "last-child")

    def unpublish(self) -> None:
        unpublish(self.some())

    def embargo(self) -> None:
        publish(self.some(), embargo=True)

    def restrict(self) -> None:
        page = self.some()
        if not PageViewRestriction.objects.filter(page=page).exists():
            restrict(page)

    def open(self) -> None:
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()

    def close_listing(self) -> None:
        page = self.listing()
        if not PageViewRestriction.objects.filter(page=page).exists():
            restrict(page)

    def delete(self) -> None:
        self.some().delete()

    def alias(self) -> None:
        self.count += 1
        self.some().create_alias(parent=self.listing(), update_slug=f"alias-{self.count}")

    def update(self) -> None:
        ArticlePage.objects.filter(pk=self.some().pk).update(live=self.chance.random() < 0.5)

    def expire(self) -> None:
        ArticlePage.objects.filter(pk=self.some().pk).update(expire_at=timezone.now())


@pytest.mark.parametrize("seed", range(2))
def test_a_copy_stays_exact_whatever_editors_do(site: Site, api: GraphQLClient, seed: int) -> None:
    chance = random.Random(seed)  # the same each time
    desk = Desk(site, chance)
    record_changes.call()
    copy = Copy(api)
    done = []
    for _number in range(30):
        done.append(desk.act())
        if chance.random() < 0.3:
            record_changes.call()
            copy.read()
            assert copy.pages == all_pages(api), done
    record_changes.call()
    copy.read(first=100)
    assert copy.pages == all_pages(api), done


def test_what_is_hidden_since_is_told_as_removed_without_a_reason(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="first", title="Secret")
    begin_log()
    publish(article, slug="second")
    record_changes.call()
    unpublish(article)
    publish_hidden_path(article)
    record_changes.call()

    assert [
        (one["kind"], one["path"], one["previousPath"], one["page"]) for one in api.data(CHANGES)["changes"]["nodes"]
    ] == [("REMOVED", "/news/second/", "/news/first/", None), ("REMOVED", "/news/second/", None, None)]


def publish_hidden_path(article: ArticlePage) -> None:
    """Give a page that is hidden another slug."""
    page = ArticlePage.objects.get(pk=article.pk)
    page.slug = "hidden-slug"
    page.save()


def test_an_empty_log_has_an_end_from_which_to_go_on(index: NewsIndexPage, api: GraphQLClient) -> None:
    begin_log()
    empty = api.data(CHANGES)["changes"]
    assert (empty["nodes"], empty["pageInfo"]["hasNextPage"]) == ([], False)
    make_article(index, slug="new")
    record_changes.call()
    part = api.data(CHANGES, after=empty["pageInfo"]["endCursor"])["changes"]
    assert [(one["kind"], one["path"]) for one in part["nodes"]] == [("PUBLISHED", "/news/new/")]
    again = api.data(CHANGES, after=part["pageInfo"]["endCursor"])["changes"]
    assert (again["nodes"], again["pageInfo"]["endCursor"]) == ([], part["pageInfo"]["endCursor"])


def test_an_entry_that_is_filtered_out_moves_the_end_on(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    begin_log()
    make_article(index, slug="new")
    record_changes.call()
    query = "{ changes(types: [STANDARD]) { nodes { path } totalCount pageInfo { endCursor } } }"
    part = api.data(query)["changes"]
    assert (part["nodes"], part["totalCount"]) == ([], 0)
    assert part["pageInfo"]["endCursor"] == api.data(END)["changes"]["pageInfo"]["endCursor"]


def test_a_cursor_that_the_log_does_not_go_back_to(index: NewsIndexPage, api: GraphQLClient) -> None:
    begin_log()
    cursor = api.data(END)["changes"]["pageInfo"]["endCursor"]
    make_article(index, slug="new")
    record_changes.call()
    ChangeSet.objects.update(recorded_at=timezone.now() - dt.timedelta(days=31))
    record_changes.call()
    assert not PageChange.objects.exists()

    code, message = api.error(CHANGES, after=cursor)
    assert code == "CURSOR_EXPIRED"
    assert message.startswith("The change log does not go back to this cursor, or was begun anew. Start over: ask for")
    head = api.data(END)["changes"]["pageInfo"]["endCursor"]
    assert api.data(CHANGES, after=head)["changes"]["nodes"] == []

    LedgerState.objects.all().delete()
    record_changes.call()
    assert api.error(CHANGES, after=head)[0] == "CURSOR_EXPIRED"


@pytest.mark.parametrize("field", ["pages", "changes"])
def test_a_broken_cursor(index: NewsIndexPage, api: GraphQLClient, field: str) -> None:
    other = {"pages": "changes", "changes": "pages"}[field]
    cursor = api.data(f"{{ {other}(last: 1) {{ pageInfo {{ endCursor }} }} }}")[other]["pageInfo"]["endCursor"]
    assert api.error(f'{{ {field}(after: "nonsense") {{ totalCount }} }}') == (
        "BAD_USER_INPUT",
        "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it.",
    )
    assert api.error(f'{{ {field}(after: "{cursor}") {{ totalCount }} }}') == (
        "BAD_USER_INPUT",
        "This cursor belongs to another list. Begin again without it.",
    )


def test_pages_by_type_site_language_and_time(index: NewsIndexPage, api: GraphQLClient) -> None:
    old = make_article(index, slug="old", last_published_at=timezone.now() - dt.timedelta(days=3))
    new = make_article(index, slug="new", last_published_at=timezone.now())

    def paths(arguments: str) -> list[str]:
        return [
            node["path"] for node in api.data(f"{{ pages({arguments}) {{ nodes {{ path }} }} }}")["pages"]["nodes"]
        ]

    assert paths("type: [ARTICLE]") == ["/news/old/", "/news/new/"]
    assert paths("type: [ARTICLE], last: 1") == ["/news/new/"]
    assert paths('type: [HOME], site: "localhost", locale: "en"') == ["/"]
    assert paths('locale: "fr"') == []
    day_ago = (timezone.now() - dt.timedelta(days=1)).isoformat()
    assert paths(f'updatedSince: "{day_ago}"') == ["/news/new/"]
    assert old.pk < new.pk
    assert api.error('{ pages(updatedSince: "2026-05-29") { totalCount } }')[1].startswith("A DateTime is a moment")
    assert api.error('{ pages(site: "nowhere.example") { totalCount } }')[0] == "BAD_USER_INPUT"


@pytest.mark.parametrize("size", [3, 30])
def test_sql_does_not_grow_with_rows(
    index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    begin_log()
    articles = [make_article(index) for _number in range(size)]
    record_changes.call()
    ArticlePage.objects.filter(pk__in=[one.pk for one in articles]).update(title="Other")
    counts = {}
    for name, query in {
        "pages": "{ pages(first: 100) { nodes { id path title } } }",
        "changes": "{ changes(first: 100) { nodes { kind path page { id path title } } } }",
    }.items():
        api.data(query)
        with CaptureQueriesContext(connection) as captured:
            assert len(api.data(query)[name]["nodes"]) >= size
        counts[name] = len(captured)
    with unrecorded(monkeypatch):
        ArticlePage.objects.filter(pk__in=[one.pk for one in articles]).update(title="Once more")
    with CaptureQueriesContext(connection) as captured:
        record_changes.call()
    counts["recording"] = len(captured)
    assert PageChange.objects.filter(event="updated").count() == 2 * size
    assert counts == {"pages": 3, "changes": 6, "recording": 23}
