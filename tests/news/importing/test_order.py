"""The order in which readers see what was imported."""

from pathlib import Path

from news.models import ArticlePage, NewsIndexPage
from tests.news.importing.samples import HARBOUR, bring, titles

LISTED = [str(row["title"]) for row in HARBOUR]


def test_a_longer_listing_of_the_same_days_keeps_the_order(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, HARBOUR[1], HARBOUR[2], HARBOUR[3])
    before = list(ArticlePage.objects.order_by("pk").values())
    late = {"title": "Fog lifts", "date": "2024-03-07"}
    between = {"title": "Fog thickens", "date": "2024-03-07"}

    report = bring(tmp_path, index, HARBOUR[0], late, HARBOUR[1], between, *HARBOUR[2:])

    assert (report.created, report.updated, report.unchanged) == (4, 0, 3)
    assert titles() == [LISTED[0], "Fog lifts", LISTED[1], "Fog thickens", *LISTED[2:]]
    assert list(ArticlePage.objects.order_by("pk").values())[:3] == before


def test_an_update_restores_the_listings_order(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, *HARBOUR)
    swapped = [HARBOUR[0], HARBOUR[2], HARBOUR[1], *HARBOUR[3:]]

    report = bring(tmp_path, index, *swapped)
    assert report.notes == [
        (3, "differs in date; --update would change it"),
        (3, "has a later date than row 2 and stands above it in listings"),
    ]
    assert titles() == LISTED

    assert bring(tmp_path, index, *swapped, update=True).updated == 1
    assert titles() == [LISTED[0], LISTED[2], LISTED[1], *LISTED[3:]]


def test_rows_of_the_same_moment_keep_the_listings_order(index: NewsIndexPage, tmp_path: Path) -> None:
    report = bring(tmp_path, index, *(row | {"date": "2024-03-07T08:00:00Z"} for row in HARBOUR))

    assert titles() == LISTED
    assert report.notes == []


def test_a_listing_against_the_calendar_is_noted(index: NewsIndexPage, tmp_path: Path) -> None:
    report = bring(tmp_path, index, *HARBOUR[::-1])

    assert report.notes == [
        (3, "has a later date than row 2 and stands above it in listings (and 1 more above theirs)")
    ]
    assert titles() == [LISTED[0], LISTED[2], LISTED[1], LISTED[4], LISTED[3]]
