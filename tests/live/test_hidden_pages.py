"""A hidden page's changes tell nothing: no change set has a tag that a public answer carries."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes.models import ChangeSet
from cms.changes.recording import record_changes
from cms.live.change_feed import changes_after, log_position
from news.models import ArticlePage, NewsIndexPage
from tests.factories import index_of, make_article, make_site
from tests.graphql.http.requests import get

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ANSWERS = ["{ articles { nodes { title } } }", '{ page(path: "/news/shown/") { title } }', "{ site { name } }"]


@pytest.fixture
def newsroom(db: None) -> NewsIndexPage:
    Page.objects.filter(depth=2).delete()
    index = index_of(make_site())
    make_article(index, slug="shown")
    make_article(index, slug="restricted", title="Secret")
    PageViewRestriction.objects.create(page=Page.objects.get(slug="restricted"), restriction_type="login")
    make_article(index, slug="embargoed", title="Secret", embargo=True)
    make_article(index, slug="draft", title="Secret", live=False)
    record_changes.call()
    return index


def followed() -> set[str]:
    """Returns the tags of public answers."""
    tags: set[str] = set()
    for query in ANSWERS:
        tags |= set(get(Client(), query=query, extensions=json.dumps({"tags": True})).json()["extensions"]["tags"])
    return tags


def told(act: Callable[[], object]) -> set[str]:
    """Returns which of the followed tags an act changes, as a connection would be told."""
    tags, before = followed(), log_position().newest
    act()
    record_changes.call()
    return set().union(*(change.of(tags) for change in changes_after(before)))


def revise(slug: str, publish: bool = True) -> Callable[[], object]:
    def act() -> object:
        article = ArticlePage.objects.get(slug=slug)
        article.title += " again"
        revision = article.save_revision()
        return revision.publish() if publish else revision

    return act


def test_a_public_page_is_told_of(newsroom: NewsIndexPage) -> None:
    shown = ArticlePage.objects.get(slug="shown")

    assert surrogate_key(f"page:{shown.pk}") in told(revise("shown"))


@pytest.mark.parametrize("slug", ["restricted", "embargoed"])
def test_a_hidden_page_is_published_edited_and_deleted_in_silence(newsroom: NewsIndexPage, slug: str) -> None:
    assert told(revise(slug, publish=False)) == set()
    assert told(revise(slug)) == set()
    assert told(ArticlePage.objects.get(slug=slug).delete) == set()
    assert told(lambda: make_article(newsroom, slug="more", live=False)) == set()


def test_a_draft_of_a_public_page_is_silent(newsroom: NewsIndexPage) -> None:
    assert told(revise("shown", publish=False)) == set()
    assert told(revise("draft", publish=False)) == set()


def test_the_log_is_read_in_the_same_number_of_statements(
    newsroom: NewsIndexPage, django_assert_num_queries: Callable[[int], object]
) -> None:
    for _number in range(3):
        revise("shown")()
        record_changes.call()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert changes_after(0)
    assert ChangeSet.objects.exists()
