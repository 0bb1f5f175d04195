"""Generated articles: rows written past `save()` must be what `save()` would have written."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from cms.sites import SiteIndex
from demo.bulk import SPAN, Press
from demo.calendar import Calendar
from demo.management.commands.seed_demo import Command
from demo.newsroom import Newsroom
from demo.prose import Writer
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article

NEWEST = dt.datetime(2026, 1, 10, 6, 0, tzinfo=dt.UTC)


@pytest.fixture
def newsroom(index: NewsIndexPage) -> Newsroom:
    """A newsroom with a listing that has one article, a category for each subject, an author and two pictures."""
    make_article(index, slug="by-hand", published_at=timezone.now())
    newsroom = Newsroom({}, Calendar(timezone.localdate()))
    newsroom.listings["en"] = index
    for slug in Writer().subjects:
        newsroom.categories["en", slug] = CategoryFactory(slug=slug)
    newsroom.authors["ana"] = AuthorFactory(slug="ana")
    newsroom.shelf.pictures = {"ana": ImageFactory().pk, "one": ImageFactory().pk, "two": ImageFactory().pk}
    return newsroom


@pytest.fixture
def printed(newsroom: Newsroom) -> list[ArticlePage]:
    """Forty generated articles, oldest first."""
    assert list(Press(newsroom, 40, NEWEST).run()) == [40]
    return list(ArticlePage.objects.exclude(slug="by-hand").order_by("published_at"))


def test_the_tree_is_sound(printed: list[ArticlePage], index: NewsIndexPage) -> None:
    index.refresh_from_db()

    assert Page.find_problems() == ([], [], [], [], [])
    assert index.numchild == 41
    assert [page.pk for page in index.get_children().order_by("path")][1:] == [page.pk for page in printed]
    assert [page for page in printed if page.url_path != f"{index.url_path}{page.slug}/"] == []
    assert len({page.translation_key for page in printed}) == 40
    assert {page.get_parent().pk for page in printed} == {index.pk}


def test_another_article_can_be_added_below_the_generated_ones(
    printed: list[ArticlePage], index: NewsIndexPage
) -> None:
    index.refresh_from_db()
    added = make_article(index)

    assert added.path > printed[-1].path
    assert Page.find_problems() == ([], [], [], [], [])


def test_they_are_older_than_what_was_written_by_hand(printed: list[ArticlePage]) -> None:
    moments = [page.published_at for page in printed if page.published_at]

    assert NEWEST - SPAN <= moments[0] < moments[-1] <= NEWEST
    assert all(page.first_published_at == page.last_published_at == page.published_at for page in printed)


def test_they_are_what_saving_them_would_make_of_them(printed: list[ArticlePage]) -> None:
    for page in printed:
        stored = page.body.raw_data
        before = (page.reading_minutes, page.url_path, page.draft_title, list(stored))
        page.full_clean()
        page.save()
        page.refresh_from_db()
        assert (page.reading_minutes, page.url_path, page.draft_title, list(page.body.raw_data)) == before


def test_they_are_filed(printed: list[ArticlePage], newsroom: Newsroom) -> None:
    pictures = {newsroom.shelf.pictures["one"], newsroom.shelf.pictures["two"]}

    assert all(page.tags.count() in range(1, 5) for page in printed)
    assert all(page.bylines.count() in (1, 2) for page in printed)
    assert {page.image_id for page in printed} == {None, *pictures}
    assert len({page.category_id for page in printed}) > 4


def test_wagtail_finds_the_same_references_as_were_noted(printed: list[ArticlePage]) -> None:
    def references(page: ArticlePage) -> list[tuple[object, ...]]:
        rows = ReferenceIndex.get_references_for_object(page).values_list(
            "base_content_type", "content_type", "to_content_type", "to_object_id", "model_path", "content_path_hash"
        )
        return sorted(rows)

    noted = [references(page) for page in printed]
    for page in printed:
        ReferenceIndex.create_or_update_for_object(page)

    assert noted == [references(page) for page in printed]
    assert any("body.image.image" in row for rows in noted for row in rows)


def test_the_admins_search_finds_them(printed: list[ArticlePage]) -> None:
    page = printed[-1]

    assert page in ArticlePage.objects.search(page.title)


def test_frontends_read_them(printed: list[ArticlePage], api: GraphQLClient) -> None:
    answer = api.data("{articles(first: 50) {totalCount nodes {title path tags authors {name} body {__typename}}}}")

    assert answer["articles"]["totalCount"] == 41
    newest = answer["articles"]["nodes"][1]
    assert newest["title"] == printed[-1].title
    assert newest["path"] == f"/news/{printed[-1].slug}/"
    assert all(node["body"] for node in answer["articles"]["nodes"][1:])


def test_the_same_articles_are_printed_again(newsroom: Newsroom, printed: list[ArticlePage]) -> None:
    writer = Writer()

    assert [page.title for page in printed] == [writer.write(number).title for number in range(40)]


@pytest.mark.parametrize(("wanted", "generated"), [(0, 0), (36, 0), (38, 2)])
def test_as_many_are_generated_as_are_wanted_beyond_the_hand_written(
    newsroom: Newsroom, wanted: int, generated: int
) -> None:
    command = Command()
    command.quiet = True
    command.print_more(newsroom, wanted)

    assert ArticlePage.objects.exclude(slug="by-hand").count() == generated


def test_chunks_join_without_a_seam(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.bulk.ARTICLES_PER_INSERT", 7)

    assert list(Press(newsroom, 16, NEWEST).run()) == [7, 7, 2]
    assert Page.find_problems() == ([], [], [], [], [])
    tree = SiteIndex().trees[0]
    assert tree.path_of(ArticlePage.objects.order_by("path").last()).startswith("/news/")
