"""Which kept answers fall when something changes, and which stay."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.images.models import CreditedImage
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage, Category, NewsIndexPage, StandardPage
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    ImageFactory,
    index_of,
    make_article,
    make_collection,
    make_page,
    make_site,
    make_translation,
    restrict,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ASKED = {
    "one": '{ page(path: "/news/one/") { title url } }',
    "one's picture": '{ page(path: "/news/one/") { ... on ArticlePage { image { credit } category { slug } } } }',
    "one's editions": '{ page(path: "/news/one/") { ... on ArticlePage { updatedAt editions { nodes { note } } } } }',
    "corrections": "{ corrections { nodes { text edition { number } article { title } } } }",
    "two": '{ page(path: "/news/two/") { title ancestors { title } } }',
    "about": '{ page(path: "/about/") { title } }',
    "nothing": '{ page(path: "/nowhere/") { title } }',
    "list": "{ articles { totalCount nodes { title } } }",
    "list with names": "{ articles { nodes { category { name } } } }",
    "authors": "{ authors { nodes { name } } }",
    "moved": '{ route(path: "/old/") { ... on RedirectRoute { location } } }',
    "not moved": '{ route(path: "/older/") { ... on RedirectRoute { location } } }',
}
EVERYTHING = set(ASKED)


class Newsroom:
    """Two articles, a page, and all that hangs on them."""

    @transaction.atomic
    def __init__(self) -> None:
        Page.objects.filter(depth=2).delete()
        self.site: Site = make_site()
        self.index: NewsIndexPage = index_of(self.site)
        self.category = CategoryFactory(name="Ports")
        self.image = ImageFactory()
        self.author = AuthorFactory()
        self.one = make_article(
            self.index, slug="one", category=self.category, image=self.image, authors=[self.author]
        )
        self.two = make_article(self.index, slug="two")
        self.about = make_page(self.site.root_page, slug="about")
        Redirect.add_redirect("/old", self.about)
        self.http = Client()

    def ask(self, name: str) -> tuple[int, bytes]:
        """Returns how many SQL queries an answer took, and the answer."""
        with CaptureQueriesContext(connection) as queries:
            response = self.http.get("/graphql/", {"query": ASKED[name]})
        assert response.status_code == 200
        assert b'"errors"' not in response.content
        return len(queries), response.content

    def fallen(self) -> set[str]:
        """Returns the names of the answers that are made anew."""
        return {name for name in ASKED if self.ask(name)[0] > 0}


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """A newsroom whose answers are all kept."""
    settings.RESPONSE_CACHE_TTL = 3_600
    settings.GRAPHQL_RATE = ""
    response_store.cache_clear()
    newsroom = Newsroom()
    assert newsroom.fallen() == EVERYTHING
    assert newsroom.fallen() == set()
    yield newsroom
    response_store.cache_clear()


LISTS = {"list", "list with names", "authors", "corrections"}
ONE = {"one", "one's picture", "one's editions"}
MOVED = {"moved", "not moved"}


def publish(newsroom: Newsroom) -> None:
    page = ArticlePage.objects.get(pk=newsroom.one.pk)
    page.title = "Anew"
    page.save_revision().publish()


def save_a_draft(newsroom: Newsroom) -> None:
    page = ArticlePage.objects.get(pk=newsroom.one.pk)
    page.title = "Not yet"
    page.save_revision()


def save_one_column(newsroom: Newsroom) -> None:
    page = ArticlePage.objects.get(pk=newsroom.one.pk)
    page.title = "Anew"
    page.save(update_fields=["title"])


def save_as_a_bare_page(newsroom: Newsroom) -> None:
    page = Page.objects.get(pk=newsroom.one.pk)
    page.title = "Anew"
    page.save()


def credit(newsroom: Newsroom) -> None:
    image = CreditedImage.objects.get(pk=newsroom.image.pk)
    image.credit = "© Somebody else"
    image.save()


def rename(newsroom: Newsroom) -> None:
    category = Category.objects.get(pk=newsroom.category.pk)
    category.name = "Harbours"
    category.save()


def edit_the_page(newsroom: Newsroom) -> None:
    page = StandardPage.objects.get(pk=newsroom.about.pk)
    page.title = "About us"
    page.save_revision().publish()


def file_another(newsroom: Newsroom) -> None:
    make_article(NewsIndexPage.objects.get(pk=newsroom.index.pk), slug="three")


# Whatever is written past `save()` may be any row of its table, so that more falls than has to.
@pytest.mark.parametrize(
    ("change", "fall", "stay"),
    [
        (publish, ONE | LISTS, {"two", "about"}),
        (save_a_draft, set(), EVERYTHING),
        (save_one_column, ONE | LISTS, {"two", "about"}),
        (save_as_a_bare_page, ONE | LISTS, set()),
        (lambda newsroom: ArticlePage.objects.filter(slug="one").update(title="Anew"), ONE | LISTS, set()),
        (lambda newsroom: newsroom.one.unpublish(), ONE | LISTS, {"about"}),
        (lambda newsroom: ArticlePage.objects.get(pk=newsroom.one.pk).delete(), ONE | LISTS, set()),
        (credit, {"one's picture"}, {"one", "two", "about", "nothing", "list", "list with names", "authors"}),
        (rename, {"list with names"}, {"one", "two", "about", "nothing", "list", "authors"}),
        (edit_the_page, {"about", "nothing"}, {"one", "one's picture", "two", "list", "list with names"}),
        (file_another, LISTS | {"nothing"}, {"one", "one's picture", "two", "about"}),
        (lambda newsroom: Redirect.add_redirect("/older", newsroom.two), MOVED, EVERYTHING - MOVED),
        (lambda newsroom: Redirect.objects.get().delete(), MOVED, EVERYTHING - MOVED),
        (lambda newsroom: newsroom.about.unpublish(), {"about", "moved"}, {"one", "two"}),
        (lambda newsroom: restrict(newsroom.one), EVERYTHING, set()),
        (lambda newsroom: make_collection("Closed", private=True), EVERYTHING, set()),
        (lambda newsroom: newsroom.index.move(newsroom.about, "last-child"), EVERYTHING, set()),
        (lambda newsroom: make_translation(newsroom.index, "fr"), EVERYTHING, set()),
        (lambda newsroom: Site.objects.update(site_name="Another name"), EVERYTHING, set()),
    ],
)
def test_what_falls(newsroom: Newsroom, change: Callable[[Newsroom], Any], fall: set[str], stay: set[str]) -> None:
    change(newsroom)

    fallen = newsroom.fallen()

    assert fall <= fallen
    assert not stay & fallen
    assert newsroom.fallen() == set()


def expire(newsroom: Newsroom) -> None:
    page = ArticlePage.objects.get(pk=newsroom.one.pk)
    page.expire_at = timezone.now()
    page.save()


def hold_back(newsroom: Newsroom) -> None:
    page = ArticlePage.objects.get(pk=newsroom.one.pk)
    page.embargo = True
    page.save()


@pytest.mark.parametrize("hide", [expire, hold_back, lambda newsroom: restrict(newsroom.one)])
def test_cached_aliases_fall_with_what_hides_their_source(newsroom: Newsroom, hide: Callable[[Newsroom], Any]) -> None:
    newsroom.one.create_alias(update_slug="alias").create_alias(update_slug="alias-of-an-alias")
    query = {"query": '{ page(path: "/news/alias-of-an-alias/") { title } }'}
    shown = newsroom.http.get("/graphql/", query).json()
    assert shown == {"data": {"page": {"title": newsroom.one.title}}}

    hide(newsroom)

    assert newsroom.http.get("/graphql/", query).json() == {"data": {"page": None}}


def test_a_change_is_seen_at_once(newsroom: Newsroom) -> None:
    publish(newsroom)

    assert newsroom.ask("one")[1].count(b"Anew") == 1
    assert b"Anew" in newsroom.ask("list")[1]


def test_nothing_falls_when_a_transaction_is_rolled_back(newsroom: Newsroom) -> None:
    with transaction.atomic():
        publish(newsroom)
        transaction.set_rollback(True)

    assert newsroom.fallen() == set()


def test_an_answer_made_while_something_changes_is_not_kept(newsroom: Newsroom) -> None:
    with response_store().invalidating([f"page:{newsroom.about.pk}"]):
        assert newsroom.ask("about")[0] > 0
        assert newsroom.ask("about")[0] > 0
        assert newsroom.ask("one")[0] == 0
    assert newsroom.ask("about")[0] > 0
    assert newsroom.ask("about")[0] == 0


def test_an_embargo_that_lifts_needs_nobody(newsroom: Newsroom) -> None:
    lifts = timezone.now() + dt.timedelta(seconds=1.5)
    held = make_article(newsroom.index, title="Held back", embargo=True, embargo_until=lifts)
    assert b"Held back" not in newsroom.ask("list")[1]
    while timezone.now() < lifts:
        time.sleep(0.05)

    assert b"Held back" in newsroom.ask("list")[1]
    held.delete()


def test_errors_and_previews_and_tokens_are_not_kept(newsroom: Newsroom) -> None:
    for query in ("{ articles(first: 0) { totalCount } }", '{ preview(token: "none") { title } }'):
        for _again in range(2):
            response = newsroom.http.get("/graphql/", {"query": query})
            assert "ETag" not in response
            assert "public" not in response.get("Cache-Control", "")


def test_http_caches_are_told(newsroom: Newsroom, settings: Settings) -> None:
    settings.GRAPHQL_MAX_AGE, settings.GRAPHQL_SHARED_MAX_AGE, settings.GRAPHQL_STALE_WHILE_REVALIDATE = 5, 600, 30
    parameters = {"query": ASKED["one's picture"]}
    response = newsroom.http.get("/graphql/", parameters)

    assert response["Cache-Control"] == "public, max-age=5, s-maxage=600, stale-while-revalidate=30"
    assert "Surrogate-Key" not in response, "nobody reads it where there is no CDN"
    assert "Cache-Tag" not in response
    with CaptureQueriesContext(connection) as queries:
        again = newsroom.http.get("/graphql/", parameters, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"], len(queries)) == (304, b"", response["ETag"], 0)

    credit(newsroom)

    changed = newsroom.http.get("/graphql/", parameters, headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != response["ETag"]
    assert "Cache-Control" not in newsroom.http.post("/graphql/", parameters, content_type="application/json")
