"""Whole listings: written once, found again, changed only when asked, and all or nothing."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from taggit.models import Tag
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend
from wagtail.signals import page_published

from cms.images.models import CreditedImage
from news.importing.listing import import_listing
from news.importing.options import Options
from news.importing.problems import ImportRefused
from news.models import ArticlePage, Author, Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, picture_bytes
from tests.news.importing.samples import HARBOUR, bring, stored_files, write_json

pytestmark = pytest.mark.wagtail_indexes

LISTED = [str(row["title"]) for row in HARBOUR]
FULL: dict[str, Any] = {
    "title": "Night ferry returns",
    "date": "2024-03-02",
    "category": "Harbour",
    "kicker": "After a year",
    "summary": "It sails at ten.",
    "authors": ["Ana Duarte", "Ben Li"],
    "tags": ["ferries", "night"],
    "body": "<h2>At ten</h2><p>It <b>sails</b>.</p>",
}


def state() -> dict[str, list[Any]]:
    """Returns what is stored of everything that an import could touch."""
    models = [ArticlePage, Page, Revision, PageLogEntry, CreditedImage, Category, Author, Tag, ReferenceIndex]
    found: dict[str, list[Any]] = {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }
    return {**found, "files": sorted(stored_files())}


def notes(report: Any) -> list[str]:
    return [f"{number}: {text}" for number, text in report.notes]


def test_readers_see_the_rows_in_the_listings_order(index: NewsIndexPage, api: GraphQLClient, tmp_path: Path) -> None:
    report = bring(tmp_path, index, *HARBOUR)

    data = api.data("{ articles { totalCount nodes { title kicker publishedAt summary } } }")["articles"]
    assert (report.created, report.categories, report.notes) == (5, 3, [])
    assert data["totalCount"] == 5
    assert [tuple(node.values()) for node in data["nodes"]] == [
        ("Pilots vote on night shifts", "Work", "2024-03-08T12:00:00+00:00", "Ballots close at six."),
        ("Quay four opens early", "Harbour", "2024-03-07T12:00:00+00:00", "Cranes passed the test."),
        ("Fog halts the ferry", "Harbour", "2024-03-07T11:59:00+00:00", None),
        ("Rope makers show their craft", None, "2024-03-05T12:00:00+00:00", "Forty stalls."),
        ("Lighthouse gets a new lamp", "Q&A", "2024-03-05T11:59:00+00:00", "It turns again."),
    ]


def test_an_article_is_published_as_of_its_dateline(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FULL)

    page = ArticlePage.objects.get()
    noon = dt.datetime(2024, 3, 2, 12, tzinfo=dt.UTC)
    assert (page.slug, page.kicker, page.reading_minutes) == ("night-ferry-returns", "After a year", 1)
    assert (page.published_at, page.first_published_at, page.last_published_at) == (noon, noon, noon)
    assert (page.live, page.has_unpublished_changes, page.locale) == (True, False, index.locale)
    assert page.live_revision is not None
    assert page.live_revision == page.latest_revision
    assert page.revisions.count() == 1
    assert page.live_revision.as_object().body.raw_data[0]["value"] == {"text": "At ten", "level": "2"}
    actions = PageLogEntry.objects.filter(page=page).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["wagtail.create", "wagtail.publish"]
    assert [byline.author.name for byline in page.bylines.order_by("sort_order")] == ["Ana Duarte", "Ben Li"]
    assert sorted(page.tags.names()) == ["ferries", "night"]
    assert [child.block_type for child in page.body] == ["heading", "paragraph"]


def test_it_can_be_searched_and_its_references_are_known(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FULL)

    page = ArticlePage.objects.get()
    assert list(get_search_backend().search("sails", ArticlePage)) == [page]
    assert page.category is not None
    used = {group[0].pk for group in ReferenceIndex.get_grouped_references_to(page.category)}
    assert used == {page.pk}


def test_publications_are_announced(index: NewsIndexPage, tmp_path: Path) -> None:
    seen: list[tuple[str, bool]] = []

    def listen(instance: Page, revision: Revision, **kwargs: Any) -> None:
        seen.append((instance.title, instance.live and revision.pk == instance.latest_revision_id))

    page_published.connect(listen)
    try:
        bring(tmp_path, index, *HARBOUR[:2])
        bring(tmp_path, index, HARBOUR[0] | {"summary": "New."}, update=True)
    finally:
        page_published.disconnect(listen)

    assert seen == [(LISTED[1], True), (LISTED[0], True), (LISTED[0], True)]


def test_a_second_run_changes_nothing(index: NewsIndexPage, tmp_path: Path) -> None:
    (tmp_path / "boat.jpg").write_bytes(picture_bytes())
    picture = {"image": "boat.jpg", "image_description": "A boat.", "image_credit": "© Ana Duarte 2024"}
    rows = [*HARBOUR, FULL | picture]
    bring(tmp_path, index, *rows, images=tmp_path)
    before = state()

    for update in (False, True):
        report = bring(tmp_path, index, *rows, images=tmp_path, update=update)
        assert (report.created, report.updated, report.unchanged, report.left) == (0, 0, 6, 0)
        assert report.notes == []
        assert report.is_idle
        assert state() == before


def test_what_differs_is_left_and_named(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, *HARBOUR, FULL)
    before = state()
    changed = {
        "category": "Ferries",
        "kicker": "",
        "summary": "It sails at nine.",
        "authors": ["Ben Li"],
        "tags": ["Night"],
        "body": "<p>New.</p>",
    }

    report = bring(tmp_path, index, *HARBOUR, FULL | changed)

    assert (report.created, report.updated, report.unchanged, report.left) == (0, 0, 5, 1)
    assert notes(report) == ["6: differs in category, kicker, summary, authors, tags, body; --update would change it"]
    assert report.is_idle
    assert state() == before


def test_an_update_changes_what_differs_and_nothing_else(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, *HARBOUR, FULL)
    page = ArticlePage.objects.get(title="Night ferry returns")
    blocks = list(page.body.raw_data)
    others = list(Page.objects.exclude(pk=page.pk).order_by("pk").values())
    row = {
        "title": "Night ferry returns",
        "date": "2024-03-02",
        "summary": "",
        "authors": ["Ben Li"],
        "body": "<h2>At ten</h2><p>It sails.</p>",
    }

    report = bring(tmp_path, index, *HARBOUR, row, update=True)

    assert (report.created, report.updated, report.unchanged, report.left) == (0, 1, 5, 0)
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.summary, page.kicker, page.category.name if page.category else None) == (
        "",
        "After a year",
        "Harbour",
    )
    assert [byline.author.name for byline in page.bylines.all()] == ["Ben Li"]
    assert sorted(page.tags.names()) == ["ferries", "night"]
    assert [block["id"] == blocks[0]["id"] for block in page.body.raw_data] == [True, False]
    assert page.body.raw_data[1]["value"] == {"html": '<p data-block-key="00001">It sails.</p>'}
    assert (page.live, page.has_unpublished_changes, page.revisions.count()) == (True, False, 2)
    assert page.live_revision == page.latest_revision
    assert page.first_published_at == dt.datetime(2024, 3, 2, 12, tzinfo=dt.UTC)
    actions = PageLogEntry.objects.filter(page=page).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["wagtail.create", "wagtail.publish", "wagtail.edit", "wagtail.publish"]
    assert list(Page.objects.exclude(pk=page.pk).order_by("pk").values()) == others


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"live": False}, "its article is not published"),
        ({"has_unpublished_changes": True}, "its article has changes that were not published yet"),
        ({"locked": True}, "its article is locked"),
    ],
)
def test_what_editors_hold_back_is_left_alone(
    index: NewsIndexPage, tmp_path: Path, fields: dict[str, bool], reason: str
) -> None:
    bring(tmp_path, index, *HARBOUR)
    Page.objects.filter(title=LISTED[0]).update(**fields)
    before = state()

    report = bring(tmp_path, index, HARBOUR[0] | {"summary": "New."}, *HARBOUR[1:], update=True)

    assert (report.updated, report.unchanged, report.left) == (0, 4, 1)
    assert notes(report) == [f"1: differs in summary; {reason}"]
    assert state() == before


def test_a_withdrawn_article_is_noted_even_when_it_is_the_same(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, *HARBOUR)
    ArticlePage.objects.get(title=LISTED[0]).unpublish()

    report = bring(tmp_path, index, *HARBOUR, update=True)

    assert (report.unchanged, notes(report)) == (5, ["1: its article is not published"])
    assert not ArticlePage.objects.get(title=LISTED[0]).live


def test_a_dry_run_reports_the_same_and_leaves_nothing(index: NewsIndexPage, tmp_path: Path) -> None:
    (tmp_path / "boat.jpg").write_bytes(picture_bytes())
    picture = {"image": "boat.jpg", "image_description": "A boat.", "image_no_credit_owed": "yes"}
    before = state()

    report = bring(tmp_path, index, *HARBOUR, FULL | picture, images=tmp_path, dry_run=True)

    assert (report.created, report.categories, report.authors, report.pictures_imported) == (6, 3, 2, 1)
    assert state() == before


def test_all_bad_rows_are_named_and_nothing_is_written(index: NewsIndexPage, tmp_path: Path) -> None:
    make_article(index, title="Harbour office", slug="harbour-office")
    rows = [
        *HARBOUR,
        {"title": "", "date": "2024-03-01"},
        {"title": "Late news", "date": "soon", "image": "x.jpg", "image_description": "x"},
        {"title": LISTED[0], "date": "2024-03-08", "summary": "Twice."},
    ]
    before = state()

    with pytest.raises(ImportRefused) as caught:
        bring(tmp_path, index, *rows)

    assert str(caught.value) == "3 bad rows. Nothing was imported; mend the file and run the command again."
    assert [str(problem) for problem in caught.value.problems] == [
        "row 6, title: is required.",
        "row 7, date: “soon” can be read in more than one way, or in none. Write YYYY-MM-DD or "
        "YYYY-MM-DDThh:mm+hh:mm, or say by --date-format how it is written.",
        "row 7, image: needs --images, which names the directory of the files.",
        "row 8, title: row 1 has the same title and date.",
    ]
    assert state() == before


def test_a_failure_in_the_middle_leaves_nothing(index: NewsIndexPage, tmp_path: Path) -> None:
    (tmp_path / "boat.jpg").write_bytes(picture_bytes())
    picture = {"image": "boat.jpg", "image_description": "A boat.", "image_no_credit_owed": "yes"}
    path = write_json(tmp_path, *HARBOUR, FULL | picture)
    before = state()
    seen: list[tuple[str, int]] = []

    def fail(instance: Page, **kwargs: Any) -> None:
        seen.append((instance.title, len(stored_files() - set(before["files"]))))
        if len(seen) == 3:
            raise RuntimeError("The power failed.")

    page_published.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="The power failed"):
            import_listing(path, index, Options(images=tmp_path))
    finally:
        page_published.disconnect(fail)

    assert seen == [("Night ferry returns", 1), (LISTED[4], 1), (LISTED[3], 1)]
    assert state() == before
    assert bring(tmp_path, index, *HARBOUR, FULL | picture, images=tmp_path).created == 6


def test_the_number_of_queries_grows_with_new_rows_alone(
    index: NewsIndexPage, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    rows = [FULL | {"title": f"Ferry {number}"} for number in range(30)]
    bring(tmp_path, index, *rows)

    few = write_json(tmp_path, *rows[:3], name="few.json")
    many = write_json(tmp_path, *rows, name="many.json")
    for path in (few, many):
        with django_assert_num_queries(14):
            import_listing(path, index, Options())
