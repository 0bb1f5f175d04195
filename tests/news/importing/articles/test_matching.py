"""How rows find their articles."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page

from news.importing.problems import ImportRefused
from news.models import ArticlePage, NewsIndexPage
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

    assert report.notes == [(1, "differs in title, date; --update would change it")]
    assert counts(report) == (0, 1, 0)
    bring(tmp_path, index, FOG, update=True)
    assert slugs() == ["fog-report"]
    assert ArticlePage.objects.get().title == "Fog report"


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
