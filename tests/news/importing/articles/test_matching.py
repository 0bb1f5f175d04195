"""How rows find their articles."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from news.importing.problems import ImportRefused
from news.models import ArticlePage, ImportedArticle, NewsIndexPage
from tests.factories import make_article
from tests.news.importing.samples import bring

FOG = {"title": "Fog report", "date": "2024-03-07"}


def slugs() -> list[str]:
    return list(ArticlePage.objects.order_by("-published_at", "-pk").values_list("slug", flat=True))


def counts(report: Any) -> tuple[int, int, int]:
    return report.created, report.updated + report.left, report.unchanged


def test_slugs_are_made_of_titles(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(
        tmp_path,
        index,
        FOG | {"title": "Fog, again: “why?”"},
        FOG | {"title": "Émeute à Nîmes"},
        FOG | {"title": "港の霧"},
        FOG | {"title": "?!"},
        FOG | {"title": "x" * 255},
        FOG | {"slug": "by-hand"},
    )

    assert slugs() == ["fog-again-why", "émeute-à-nîmes", "港の霧", "article", "x" * 230, "by-hand"]


def test_the_same_headline_each_week_is_another_article(index: NewsIndexPage, tmp_path: Path) -> None:
    weeks = [FOG | {"date": f"2024-03-{day:02}"} for day in (21, 14, 7)]

    assert counts(bring(tmp_path, index, weeks[2])) == (1, 0, 0)
    assert counts(bring(tmp_path, index, weeks[1], weeks[2])) == (1, 0, 1)
    assert counts(bring(tmp_path, index, *weeks)) == (1, 0, 2)
    assert slugs() == ["fog-report-2024-03-21", "fog-report-2024-03-14", "fog-report"]
    assert counts(bring(tmp_path, index, *weeks)) == (0, 0, 3)


def test_a_headline_that_is_there_with_another_date_is_noted(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FOG)

    report = bring(tmp_path, index, FOG | {"date": "2024-03-08"})

    assert counts(report) == (1, 0, 0)
    assert report.notes == [
        (1, "is another article than the one at “fog-report”, so it went to “fog-report-2024-03-08”")
    ]


def test_headlines_with_one_slug_are_told_apart(index: NewsIndexPage, tmp_path: Path) -> None:
    rows = [FOG | {"title": "Fog!"}, FOG | {"title": "Fog?"}]

    assert counts(bring(tmp_path, index, *rows)) == (2, 0, 0)
    assert slugs() == ["fog", "fog-2024-03-07"]
    assert counts(bring(tmp_path, index, *rows)) == (0, 0, 2)
    with pytest.raises(ImportRefused) as caught:
        bring(tmp_path, index, *rows, FOG | {"title": "Fog."})
    assert [str(problem) for problem in caught.value.problems] == [
        "row 3, slug: “fog” and “fog-2024-03-07”: taken by another page or row. Give this row a slug of its own."
    ]


def test_editors_may_reword_and_move_an_article(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FOG)
    page = ArticlePage.objects.get()
    page.title = "Fog in the harbour"
    page.published_at = dt.datetime(2024, 3, 9, 8, tzinfo=dt.UTC)
    page.save_revision().publish()

    report = bring(tmp_path, index, FOG)

    assert [entry[1:4] for entry in report.entries] == [
        (f"kept the editors’ {column}, which the file has as it was imported before", column, "kept")
        for column in ("title", "date")
    ]
    assert counts(report) == (0, 0, 1)
    bring(tmp_path, index, FOG, update=True)
    assert slugs() == ["fog-report"]
    assert ArticlePage.objects.get().title == "Fog in the harbour"


def test_a_slug_finds_its_article_whatever_else_changed(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FOG | {"slug": "f-1"}, FOG | {"slug": "f-2"})

    report = bring(tmp_path, index, {"title": "Fog lifts", "date": "2024-03-10", "slug": "f-2"}, update=True)

    assert counts(report) == (0, 1, 0)
    page = ArticlePage.objects.get(slug="f-2")
    assert (page.title, page.published_at) == ("Fog lifts", dt.datetime(2024, 3, 10, 12, tzinfo=dt.UTC))
    assert counts(bring(tmp_path, index, {"title": "Fog lifts", "date": "2024-03-10"})) == (1, 0, 0)


def test_a_row_with_a_slug_goes_before_one_that_only_sounds_like_it(index: NewsIndexPage, tmp_path: Path) -> None:
    make_article(index, title="Fog report", slug="fog-report", published_at="2024-03-07T12:00:00Z")
    rows = [FOG, {"title": "Mist", "date": "2024-03-06", "slug": "fog-report"}]

    report = bring(tmp_path, index, *rows, update=True)

    assert counts(report) == (1, 1, 0)
    assert slugs() == ["fog-report-2024-03-07", "fog-report"]


def test_the_sources_own_name_finds_an_article_whatever_else_changed(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FOG | {"import_id": "urn:1"}, FOG | {"import_id": "urn:2"})
    pages = dict(ImportedArticle.objects.values_list("import_id", "article_id"))

    changed = {"title": "Mist", "date": "2023-01-01", "slug": "elsewhere", "import_id": "urn:2"}
    report = bring(tmp_path, index, changed, FOG | {"import_id": "urn:1"}, update=True)

    assert counts(report) == (0, 1, 1)
    mist = ArticlePage.objects.get(title="Mist")
    assert (mist.pk, mist.slug) == (pages["urn:2"], "fog-report-2024-03-07")
    with pytest.raises(ImportRefused) as caught:
        bring(tmp_path, index, FOG | {"import_id": "urn:1"}, changed | {"import_id": "urn:1"})
    assert [str(problem) for problem in caught.value.problems] == ["row 2, import_id: row 1 has the same import_id."]


def test_an_article_that_editors_moved_to_another_listing_is_found_there(index: NewsIndexPage, tmp_path: Path) -> None:
    row = FOG | {"import_id": "urn:1"}
    bring(tmp_path, index, row)
    archive = index.get_parent().add_child(instance=NewsIndexPage(title="Archive", slug="archive"))
    ArticlePage.objects.get().move(archive, pos="last-child")

    assert counts(bring(tmp_path, index, row)) == (0, 0, 1)
    assert ArticlePage.objects.get().get_parent().specific == archive


def test_two_stories_of_one_headline_on_one_day_differ_by_their_times(index: NewsIndexPage, tmp_path: Path) -> None:
    rows = [FOG | {"date": f"2024-03-07T{hour:02}:00:00Z"} for hour in (18, 9, 8)]

    assert counts(bring(tmp_path, index, *rows)) == (3, 0, 0)
    assert slugs() == ["fog-report", "fog-report-2024-03-07", "fog-report-2024-03-07-080000"]
    assert counts(bring(tmp_path, index, *rows, update=True)) == (0, 0, 3)


def test_an_article_that_was_written_by_hand_is_found_too(index: NewsIndexPage, tmp_path: Path) -> None:
    make_article(index, title="Fog report", slug="fog-report", published_at="2024-03-07T20:15:00Z")

    assert counts(bring(tmp_path, index, FOG)) == (0, 0, 1)


def test_another_listing_has_its_own_articles(index: NewsIndexPage, tmp_path: Path) -> None:
    other = index.get_parent().add_child(instance=NewsIndexPage(title="Archive", slug="archive"))
    bring(tmp_path, index, FOG)

    assert counts(bring(tmp_path, other, FOG)) == (1, 0, 0)
    assert slugs() == ["fog-report", "fog-report"]


def test_an_address_of_another_page_is_refused(index: NewsIndexPage, tmp_path: Path) -> None:
    index.add_child(instance=Page(title="Plain", slug="plain"))

    with pytest.raises(ImportRefused) as caught:
        bring(tmp_path, index, FOG | {"slug": "plain"}, FOG | {"slug": "same"}, FOG | {"slug": "same"})

    assert [str(problem) for problem in caught.value.problems] == [
        "row 1, slug: “plain”: taken by another page or row. Give this row a slug of its own.",
        "row 3, slug: row 2 has the same slug.",
    ]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_number_of_queries_does_not_grow_with_unchanged_rows(
    index: NewsIndexPage, tmp_path: Path, rows: int
) -> None:
    stories = [FOG | {"title": f"Fog {number}", "import_id": f"quay-{number}"} for number in range(rows)]
    bring(tmp_path, index, *stories)

    with CaptureQueriesContext(connection) as queries:
        assert counts(bring(tmp_path, index, *stories)) == (0, 0, rows)

    statements = [query["sql"] for query in queries if query["sql"].startswith("SELECT") and " FROM " in query["sql"]]
    assert len(statements) == 10
    of_articles = [one for one in statements if 'FROM "news_articlepage"' in one]
    assert len(of_articles) == 2
    assert [one for one in of_articles if '"depth"' in one.partition(" WHERE ")[2]] == [], "found by keys alone"
