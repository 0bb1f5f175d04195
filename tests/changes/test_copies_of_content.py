"""A copy of what pages show, kept by `changes` alone, equals `pages` after edits of what they refer to, in any way."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes import comparison
from cms.changes.models import ChangeSet, PageChange
from cms.images.models import CreditedImage
from cms.images.tasks import make_interim_rendition, make_renditions
from cms.pages import pages_written
from news.models import ArticlePage, Author, Menus, NewsIndexPage, SiteSettings, Tag
from tests.changes.acts import begin_log, recorded
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    DocumentFactory,
    ImageFactory,
    make_article,
    make_collection,
    stored,
)

pytestmark = pytest.mark.django_db

SHOWN = """... on ArticlePage { id title summary category { name } authors { name } tags
  image { alt credit placeholder rendition(preset: FULL) { url } } body { ... on DocumentBlock { title url } } }"""
ALL_ARTICLES = f"{{ pages(first: 100, type: [ARTICLE]) {{ nodes {{ {SHOWN} }} }} }}"
NEWS_OF_ARTICLES = f"""query($after: String) {{ changes(first: 100, after: $after) {{
  nodes {{ kind pageId page {{ {SHOWN} }} }} pageInfo {{ endCursor }}
}} }}"""


@dataclass
class Stories:
    """Two articles that refer to the same things, one with a hidden picture, and one that refers to nothing."""

    articles: list[ArticlePage]
    author: Any
    category: Any
    image: Any
    hidden: Any
    document: Any
    private: Any

    @property
    def first(self) -> Any:
        return ArticlePage.objects.filter(pk=self.articles[0].pk)


@pytest.fixture
def stories(index: NewsIndexPage) -> Stories:
    author, category = AuthorFactory(name="Ana"), CategoryFactory(name="Sea")
    image, document, private = ImageFactory(), DocumentFactory(), make_collection("Private", private=True)
    hidden = ImageFactory(collection=private)
    body = stored(("document", {"document": document.pk}))
    shown: dict[str, Any] = {"category": category, "tags": ["Ferries"], "image": image, "body": body}
    articles = [make_article(index, slug=f"a-{number}", authors=[author], **shown) for number in range(2)]
    articles += [make_article(index, slug="pictured", image=hidden), make_article(index, slug="plain")]
    make_interim_rendition(image.pk)
    for article in articles:
        ReferenceIndex.create_or_update_for_object(article)
    begin_log()
    return Stories(articles, author, category, image, hidden, document, private)


class ContentCopy:
    """What all articles show, by their ids."""

    def __init__(self, api: GraphQLClient) -> None:
        self.api, self.after = api, None
        self.articles = self.all()

    def all(self) -> dict[str, Any]:
        return {node["id"]: node for node in self.api.data(ALL_ARTICLES)["pages"]["nodes"]}

    def read(self) -> list[str]:
        """Read what has changed; return the titles of the pages."""
        part = self.api.data(NEWS_OF_ARTICLES, after=self.after)["changes"]
        for change in part["nodes"]:
            if change["page"]:
                self.articles[change["pageId"]] = change["page"]
            else:
                self.articles.pop(change["pageId"], None)
        self.after = part["pageInfo"]["endCursor"]
        return [change["pageId"] for change in part["nodes"]]


def save(row: Any, **fields: Any) -> None:
    row = type(row)._default_manager.get(pk=row.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def close_root(stories: Stories) -> None:
    root = Collection.get_first_root_node()
    CollectionViewRestriction.objects.create(collection=root, restriction_type="login")


def write_past_save(stories: Stories, **which: Any) -> None:
    ArticlePage.objects.filter(pk__in=[page.pk for page in stories.articles]).update(summary="By a statement")
    pages_written.send(sender=ArticlePage, **which)


PAST = timezone.now() - dt.timedelta(minutes=1)
ACTS: dict[str, Callable[[Stories], object]] = {
    "a category is renamed": lambda it: save(it.category, name="Ocean"),
    "an author is renamed": lambda it: save(it.author, name="Ana Duarte"),
    "an author is withdrawn": lambda it: Author.objects.get(pk=it.author.pk).unpublish(),
    "a tag is renamed": lambda it: save(Tag.objects.get(name="Ferries"), name="Boats"),
    "a picture gets another credit": lambda it: save(it.image, credit="© Ana"),
    "a picture is withdrawn": lambda it: save(it.image, usage_terms="FORBIDDEN"),
    "the rights of a picture have expired": lambda it: save(it.image, rights_expire_at=PAST),
    "a picture is moved to a private place by a bulk action": lambda it: CreditedImage.objects.filter(
        pk=it.image.pk
    ).update(collection=it.private),
    "pictures become public with their place": lambda it: it.private.view_restrictions.all().delete(),
    "a document is renamed": lambda it: save(it.document, title="Figures"),
    "all files are hidden with their place": close_root,
    "a picture is deleted": lambda it: it.image.delete(),
    "the sizes of a picture are made": lambda it: make_renditions(it.image),
    "a size of a picture is deleted": lambda it: it.image.renditions.all()[0].delete(),
    "pages are written past save()": lambda it: write_past_save(it, pages=[page.pk for page in it.articles]),
    "pages below a path are written past save()": lambda it: write_past_save(it, path=it.articles[0].path[:-4]),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_copy_of_what_pages_show(stories: Stories, api: GraphQLClient, act: str) -> None:
    copy = ContentCopy(api)
    before = dict(copy.articles)
    recorded(lambda: ACTS[act](stories))
    copy.read()

    assert copy.articles == copy.all()
    assert copy.articles != before, "the act shows"


def test_what_is_done_to_hidden_pictures_changes_no_page(stories: Stories, api: GraphQLClient) -> None:
    recorded(lambda: save(stories.hidden, credit="© Ana"))
    recorded(stories.hidden.delete)

    assert not PageChange.objects.exists()
    told = {key for one in ChangeSet.objects.all() for key in one.keys}
    assert told.isdisjoint(surrogate_key(f"page:{article.pk}") for article in stories.articles)


def test_a_page_that_is_saved_is_told_whatever_else_is_recorded_with_it(
    stories: Stories, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_all(summary: str) -> None:
        for article in stories.articles:
            save(article, summary=summary)
        ArticlePage.objects.filter(pk=0).update(title="A statement that names no row")

    copy = ContentCopy(api)
    recorded(lambda: save_all("Another"))
    assert len(copy.read()) == len(stories.articles)
    monkeypatch.setattr(comparison, "MAX_NAMED_PAGES", 2)
    recorded(lambda: save_all("A third"))
    assert len(copy.read()) == len(stories.articles)
    assert copy.articles == copy.all()
    recorded(lambda: ArticlePage.objects.filter(pk=0).update(title="Nothing"))
    assert copy.read() == []


def test_settings_and_menus_are_events_and_change_no_page(stories: Stories) -> None:
    site = stories.articles[0].get_site()
    recorded(lambda: SiteSettings.objects.create(site=site, organisation="Wire Ltd"))
    recorded(lambda: Menus.for_site(site).save())

    events = [event for one in ChangeSet.objects.order_by("pk") for event in one.events]
    assert events == ["settings.updated", "menu.updated"]
    assert not PageChange.objects.exists()
