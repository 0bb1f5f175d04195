"""Bylines, tags, corrections and editions are parts of their page: only answers with that page fall with them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Correction, Edition, Tag
from tests.factories import AuthorFactory, index_of, make_article, make_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PARTS = """{ page(path: "/news/%s/") { ... on ArticlePage {
    authors { name } tagList { name } corrections { text } editions { totalCount nodes { note } }
} } }"""
DETAILS = """{ page(path: "/news/%s/") { ... on ArticlePage {
    title kicker authors { name url } tagList { name path } corrections { text }
    editions(first: 20) { nodes { number publishedAt note } } structuredDataScript translations { path }
    seo { title } body { id }
} } }"""


class Newsroom:
    """Two articles with parts, and a draft of an author."""

    @transaction.atomic
    def __init__(self) -> None:
        Page.objects.filter(depth=2).delete()
        index = index_of(make_site())
        self.http = Client()
        self.draft = AuthorFactory(name="Unknown", live=False)
        self.one, self.two = [
            make_article(index, slug=slug, tags=[f"tag of {slug}"], authors=[AuthorFactory(name=f"Author of {slug}")])
            for slug in ("one", "two")
        ]
        ArticleAuthor.objects.create(page=self.one, author=self.draft, sort_order=9)
        for article in (self.one, self.two):
            Correction.objects.create(page=article, text=f"Note on {article.slug}")

    def ask(self, slug: str, query: str = PARTS) -> tuple[bool, str]:
        """Returns whether an answer was made anew, and the answer."""
        with CaptureQueriesContext(connection) as queries:
            response = self.http.get("/graphql/", {"query": query % slug})
        assert b'"errors"' not in response.content
        return len(queries) > 0, response.content.decode()


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Newsroom]:
    """Two articles, whose answers are cached."""
    settings.RESPONSE_CACHE_TTL = 3_600
    response_store.cache_clear()
    newsroom = Newsroom()
    for slug in ("one", "two"):
        for query in (PARTS, DETAILS):
            assert newsroom.ask(slug, query)[0]
            assert not newsroom.ask(slug, query)[0]
    yield newsroom
    response_store.cache_clear()


def republish(newsroom: Newsroom, change: Callable[[Any], Any]) -> None:
    article = ArticlePage.objects.get(pk=newsroom.one.pk)
    change(article)
    article.save_revision().publish()


def note_an_edition(article: ArticlePage) -> None:
    article.edition_note = "Adds an answer"


def add_a_byline(newsroom: Newsroom) -> None:
    author = AuthorFactory(name="Grace")
    republish(newsroom, lambda article: article.bylines.add(ArticleAuthor(author=author)))


def rename_the_author(newsroom: Newsroom) -> None:
    author = Author.objects.get(name="Author of one")
    author.name = "Grace"
    author.save()


def publish_the_author(newsroom: Newsroom) -> None:
    newsroom.draft.save_revision().publish()


def rename_the_tag(newsroom: Newsroom) -> None:
    tag = Tag.objects.get(name="tag of one")
    tag.name = "docks"
    tag.save()


def amend(newsroom: Newsroom) -> None:
    correction = Correction.objects.get(page=newsroom.one)
    correction.text = "Another note"
    correction.save()


def delete_past_signals(newsroom: Newsroom) -> None:
    rows = Correction.objects.filter(page=newsroom.one)
    rows._raw_delete(rows.db)


def delete_twice(newsroom: Newsroom) -> None:
    delete_past_signals(newsroom)
    Correction.objects.get(page=newsroom.two).delete()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda newsroom: republish(newsroom, note_an_edition), "Adds an answer"),
        (lambda newsroom: republish(newsroom, lambda article: article.tags.add("quay")), "quay"),
        (
            lambda newsroom: republish(newsroom, lambda article: article.corrections.add(Correction(text="New note"))),
            "New note",
        ),
        (add_a_byline, "Grace"),
        (rename_the_author, "Grace"),
        (publish_the_author, "Unknown"),
        (rename_the_tag, "docks"),
        (amend, "Another note"),
        (lambda newsroom: Correction.objects.create(page=newsroom.one, text="On its own"), "On its own"),
        (lambda newsroom: ArticleAuthor.objects.create(page=newsroom.one, author=AuthorFactory(name="Ida")), "Ida"),
    ],
)
@pytest.mark.parametrize("in_transaction", [False, True])
def test_a_part_falls_with_its_page_alone(
    newsroom: Newsroom, change: Callable[[Newsroom], Any], told: str, in_transaction: bool
) -> None:
    assert told not in newsroom.ask("one")[1]

    if in_transaction:
        with transaction.atomic():
            change(newsroom)
    else:
        change(newsroom)

    assert told in newsroom.ask("one")[1]
    if in_transaction:
        assert not newsroom.ask("two")[0]
        assert not newsroom.ask("two", DETAILS)[0]


@pytest.mark.parametrize(
    ("remove", "was", "anything_falls"),
    [
        (lambda newsroom: Correction.objects.get(page=newsroom.one).delete(), "Note on one", False),
        (lambda newsroom: Correction.objects.filter(page=newsroom.one).delete(), "Note on one", False),
        (lambda newsroom: ArticleTag.objects.get(content_object=newsroom.one).delete(), "tag of one", False),
        (lambda newsroom: republish(newsroom, lambda article: article.tags.clear()), "tag of one", False),
        (lambda newsroom: republish(newsroom, lambda article: article.bylines.clear()), "Author of one", False),
        (lambda newsroom: Author.objects.get(name="Author of one").unpublish(), "Author of one", False),
        # Statements that name no row.
        (delete_past_signals, "Note on one", True),
        (delete_twice, "Note on one", True),
        (lambda newsroom: Author.objects.filter(name="Author of one").update(live=False), "Author of one", True),
    ],
)
def test_what_is_removed_is_gone(
    newsroom: Newsroom, remove: Callable[[Newsroom], Any], was: str, anything_falls: bool
) -> None:
    assert was in newsroom.ask("one")[1]

    with transaction.atomic():
        remove(newsroom)

    assert was not in newsroom.ask("one")[1]
    assert newsroom.ask("two")[0] is anything_falls


@pytest.mark.parametrize(
    ("model", "column", "told"),
    [(Correction, "page", "Note on one"), (ArticleTag, "content_object", "tag of one")],
)
def test_both_pages_fall_with_a_part_that_is_moved(newsroom: Newsroom, model: Any, column: str, told: str) -> None:
    part = model.objects.get(**{column: newsroom.one})
    with transaction.atomic():
        setattr(part, column, newsroom.two)
        part.save()

    assert told not in newsroom.ask("one")[1]
    assert told in newsroom.ask("two")[1]


def test_the_count_falls_with_an_edition_that_is_saved_alone(newsroom: Newsroom) -> None:
    assert '"totalCount":0' in newsroom.ask("one")[1]

    with transaction.atomic():
        Edition.objects.create(article=newsroom.one, number=1, published_at=timezone.now())

    assert '"totalCount":1' in newsroom.ask("one")[1]
