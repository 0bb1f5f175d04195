"""Who may see imported articles: what was hidden elsewhere stays so."""

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as PublishScheduled
from wagtail.models import PageLogEntry

from news.importing.files.reading import RawRow
from news.importing.files.rows import parse_rows
from news.models import ArticlePage, Edition, NewsIndexPage
from tests.client import GraphQLClient
from tests.news.importing.samples import bring

FOG: dict[str, Any] = {"title": "Fog", "date": "2024-03-07"}
PUBLIC = "{ articles { nodes { title } } }"


def moment(**delta: int) -> str:
    return (timezone.now() + dt.timedelta(**delta)).isoformat(timespec="seconds")


def problems_of(row: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in parse_rows([RawRow(1, None, row)])[1]]


@pytest.mark.django_db
def test_readers_see_what_is_published_alone(index: NewsIndexPage, api: GraphQLClient, tmp_path: Path) -> None:
    report = bring(
        tmp_path,
        index,
        FOG,
        FOG | {"title": "Draft", "status": "draft", "date": None},
        FOG | {"title": "Later", "status": "scheduled", "go_live_at": moment(days=2)},
        FOG | {"title": "Tomorrow", "status": "Scheduled", "date": moment(days=1)},
        FOG | {"title": "Staff", "status": "private"},
        FOG | {"title": "Staff draft", "status": "draft", "private": "yes"},
        FOG | {"title": "Held", "embargo": True, "embargo_until": moment(hours=3), "embargo_note": "Minister"},
        FOG | {"title": "Over", "expire_at": "2024-04-01T10:00:00Z"},
        FOG | {"title": "Ends", "expire_at": moment(days=9)},
        FOG | {"title": "Missed", "status": "scheduled", "go_live_at": "2024-04-01T10:00:00Z"},
    )

    assert [node["title"] for node in api.data(PUBLIC)["articles"]["nodes"]] == ["Fog", "Ends"]
    pages = {page.title: page for page in ArticlePage.objects.all()}
    assert {title for title, page in pages.items() if page.live} == {"Fog", "Staff", "Held", "Ends"}
    assert {title for title, page in pages.items() if page.get_view_restrictions().exists()} == {
        "Staff",
        "Staff draft",
    }
    planned = {
        title: page.latest_revision.approved_go_live_at is not None
        for title, page in pages.items()
        if page.latest_revision is not None
    }
    assert [title for title, is_planned in planned.items() if is_planned] == ["Tomorrow", "Later"]
    assert pages["Draft"].published_at is None
    assert pages["Over"].expired
    assert pages["Held"].first_published_at == pages["Held"].embargo_until
    assert (report.created, report.drafts, report.scheduled, report.private) == (10, 3, 2, 2)
    assert [(number, text) for number, text in sorted(report.notes) if "later date" not in text] == [
        (8, "was to be withdrawn at 2024-04-01 10:00 UTC, which is past; readers do not see it"),
        (10, "was to be published at 2024-04-01 10:00 UTC, which is past; it is a draft"),
    ]


@pytest.mark.django_db
def test_all_lines_say_what_is_held_back(index: NewsIndexPage, tmp_path: Path) -> None:
    report = bring(tmp_path, index, FOG | {"status": "draft"}, FOG | {"title": "S", "status": "private"})

    assert [" ".join(line.split()) for line in report.lines(dry_run=False)[1:4]] == [
        "2 created",
        "1 of these drafts",
        "1 of these private, for staff who have logged in",
    ]


@pytest.mark.django_db
def test_a_scheduled_article_is_published_when_its_time_has_come(
    index: NewsIndexPage, api: GraphQLClient, tmp_path: Path
) -> None:
    bring(tmp_path, index, FOG | {"status": "scheduled", "go_live_at": moment(seconds=3)})
    page = ArticlePage.objects.get()
    assert (page.live, page.has_unpublished_changes, page.first_published_at) == (False, True, None)
    assert list(PageLogEntry.objects.filter(page=page).order_by("pk").values_list("action", flat=True)) == [
        "wagtail.create",
        "wagtail.publish.schedule",
    ]

    assert page.go_live_at is not None
    time.sleep(max(0, (page.go_live_at - timezone.now()).total_seconds() + 0.1))
    PublishScheduled().handle(dryrun=False)

    assert [node["title"] for node in api.data(PUBLIC)["articles"]["nodes"]] == ["Fog"]


@pytest.mark.django_db
def test_the_dates_of_publication_are_kept(index: NewsIndexPage, tmp_path: Path) -> None:
    first, last = "2024-03-07T09:00:00+00:00", "2024-05-01T09:00:00+00:00"
    bring(
        tmp_path,
        index,
        FOG | {"title": "A", "date": first, "updated_at": last},
        FOG | {"title": "B", "date": first, "first_published_at": "2024-03-07T09:30Z", "last_published_at": last},
        FOG | {"title": "C", "date": first, "updated_at": "2024-01-01"},
    )

    def dates(page: ArticlePage) -> list[str]:
        moments = (page.first_published_at, page.last_published_at, page.updated_at)
        return [one.isoformat() for one in moments if one]

    assert {page.title: dates(page) for page in ArticlePage.objects.all()} == {
        "A": [first, last, last],
        "B": ["2024-03-07T09:30:00+00:00", last, last],
        "C": [first, first, first],
    }
    assert sorted(Edition.objects.values_list("article__title", "number", "published_at__month")) == [
        ("A", 1, 5),
        ("B", 1, 5),
        ("C", 1, 3),
    ]


@pytest.mark.django_db
def test_the_same_again_is_unchanged_and_editors_keep_what_they_hold_back(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    rows = [FOG | {"status": "draft"}, FOG | {"title": "Staff", "status": "private", "corrections": []}]
    bring(tmp_path, index, *rows)
    again = bring(tmp_path, index, *rows, update=True)
    published = bring(tmp_path, index, FOG | {"summary": "New"}, rows[1], update=True)

    assert (again.unchanged, again.notes) == (2, [])
    assert (published.left, published.notes) == (1, [(1, "differs in summary; its article is not published")])


@pytest.mark.django_db
def test_a_public_article_whose_row_is_public_no_longer_is_left_to_the_editors(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    bring(tmp_path, index, FOG | {"summary": "It rose."})
    draft = FOG | {"status": "draft"}

    same = bring(tmp_path, index, draft | {"summary": "It rose."}, update=True)
    changed = bring(tmp_path, index, draft | {"summary": "Canceled."}, update=True, overwrite=True)

    why = "its row is no longer public, and its article is: take it down or unpublish it in the admin"
    assert (same.unchanged, [(note.text, note.kind) for note in same.entries]) == (1, [(why, "conflict")])
    assert (changed.updated, changed.left) == (0, 1)
    assert [(note.text, note.kind) for note in changed.entries] == [(f"differs in summary; {why}", "conflict")]
    page = ArticlePage.objects.get()
    assert (page.live, page.summary) == (True, "It rose.")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"status": "publish"}, "status: “publish” is none of published, draft, scheduled and private."),
        ({"status": ["draft"]}, "status: must be text, not a list."),
        (
            {"status": "scheduled", "date": None},
            "go_live_at: is required of a scheduled article, unless its date is to come.",
        ),
        (
            {"status": "published", "go_live_at": "2999-01-01"},
            "go_live_at: is to come, so the status must be scheduled or draft, not published.",
        ),
        ({"go_live_at": "soon"}, "go_live_at: “soon” can be read in more than one way, or in none. Write YYYY-MM-DD"),
        (
            {"go_live_at": "2999-01-02", "expire_at": "2999-01-01"},
            "expire_at: is not after the moment at which the article is to be published.",
        ),
        (
            {"embargo_until": "2999-01-02"},
            "embargo_until: is for articles under embargo: give `embargo` as yes, or leave this empty.",
        ),
        ({"updated_at": "2999-01-02"}, "updated_at: 2999-01-02 00:00 UTC is in the future."),
        ({"private": "perhaps"}, "private: must be yes or no."),
    ],
)
def test_what_is_wrong_is_said(columns: dict[str, Any], expected: str, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    with timezone.override(dt.UTC):
        assert [problem.startswith(f"row 1, {expected}") for problem in problems_of(FOG | columns)][:1] == [True], (
            problems_of(FOG | columns)
        )


def test_rows_of_csv_hold_objects_as_json() -> None:
    (row,), problems = parse_rows(
        [
            RawRow(
                1,
                None,
                FOG | {"authors": json.dumps([{"name": "Ana"}]), "corrections": '[{"date":"2024-03-08","text":"x"}]'},
            )
        ]
    )

    assert problems == []
    assert [one.name for one in row.authors or ()] == ["Ana"]
    assert [(str(one.date), one.kind, one.text) for one in row.corrections or ()] == [
        ("2024-03-08", "correction", "x")
    ]
