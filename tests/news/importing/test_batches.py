"""Batches: each committed or not at all, resumed after a kill, bad rows set aside, notes in a file."""

import csv
import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from pytest_django import Settings
from wagtail.models import Page

from cms.scheduling.locks import exclusive_lock
from news.importing.listing import import_listing
from news.importing.options import Options
from news.importing.problems import ImportRefused
from news.models import ArticlePage, ImportedArticle, ImportRun, NewsIndexPage
from tests.factories import ImageFactory, picture_bytes
from tests.news.importing.samples import bring, titles, write_csv, write_json
from tests.news.importing.test_command import refusal, run

ROWS: list[dict[str, Any]] = [
    {"title": f"Story {number}", "date": f"2024-03-{20 - number:02}", "summary": "As it was."}
    for number in range(1, 8)
]
BAD = {"title": "", "date": "2024-02-30", "summary": "Kept."}


def refused(directory: Path, index: NewsIndexPage, *rows: dict[str, Any], **options: Any) -> str:
    with pytest.raises(ImportRefused) as caught:
        bring(directory, index, *rows, **options)
    return str(caught.value)


class _KilledError(BaseException):
    """Ends a run as a kill does: nothing handles it."""


def interrupted(path: Path, index: NewsIndexPage, after: int, **options: Any) -> None:
    """Runs an import that dies once so many rows are committed."""

    @contextmanager
    def progress(what: str, rows: int | None) -> Any:
        done = 0

        def advance(more: int) -> None:
            nonlocal done
            done += more
            if what == "Importing" and done >= after:
                raise _KilledError

        yield advance

    with pytest.raises(_KilledError):
        import_listing(path, index, Options(batch_rows=2, **options), progress)


def test_batches_that_were_committed_stay_and_a_run_is_resumed_after_them(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    path = write_json(tmp_path, *ROWS)
    interrupted(path, index, 4)
    assert titles() == [f"Story {number}" for number in (4, 5, 6, 7)]
    assert ImportRun.objects.values_list("rows_done", "rows").get() == (4, 7)

    report = import_listing(path, index, Options(batch_rows=2, resume=True))

    assert (report.resumed_after, report.created, report.unchanged) == (4, 3, 0)
    assert titles() == [f"Story {number}" for number in range(1, 8)]
    assert not ImportRun.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])
    assert bring(tmp_path, index, *ROWS).unchanged == 7


def test_rows_that_were_rejected_before_a_run_was_killed_are_rejected_by_the_one_that_resumes_it(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    (tmp_path / "boat.jpg").write_bytes(picture_bytes(colour="navy"))
    ImageFactory(file=ContentFile(picture_bytes(colour="navy"), name="boat.jpg"), usage_terms="FORBIDDEN")
    path = write_json(tmp_path, *ROWS[:6], ROWS[6] | {"image": "boat.jpg"})
    rejects = tmp_path / "rejects.jsonl"
    interrupted(path, index, 2, images=tmp_path, rejects=rejects)
    assert (titles(), rejects.exists()) == (["Story 6"], False)

    options = Options(batch_rows=2, images=tmp_path, rejects=rejects, resume=True)
    report = import_listing(path, index, options)

    assert (report.resumed_after, report.created, report.rejected) == (2, 5, 1)
    assert [json.loads(line)["title"] for line in rejects.read_text().splitlines()] == ["Story 7"]
    assert titles() == [f"Story {number}" for number in range(1, 7)]
    assert not ImportRun.objects.exists()


def test_what_cannot_be_resumed_is_refused(index: NewsIndexPage, tmp_path: Path) -> None:
    path = write_json(tmp_path, *ROWS)
    assert refused(tmp_path, index, *ROWS, resume=True) == (
        "No import into this listing was interrupted: run the command without --resume."
    )
    interrupted(path, index, 2)
    assert refused(tmp_path, index, *ROWS, resume=True, update=True) == (
        "The interrupted import had other options: give the same ones, or run the command without --resume."
    )
    assert refused(tmp_path, index, *ROWS[:6], ROWS[6] | {"summary": "Changed."}, resume=True) == (
        "The interrupted import was of another file, listing.json, or that file has been changed since: run the "
        "command without --resume, which finds what is imported already."
    )
    assert ArticlePage.objects.count() == 2
    report = bring(tmp_path, index, *ROWS)
    assert (report.created, report.unchanged) == (5, 2)
    assert not ImportRun.objects.exists()


def test_all_or_nothing_leaves_nothing(index: NewsIndexPage, tmp_path: Path) -> None:
    interrupted(write_json(tmp_path, *ROWS), index, 6, all_or_nothing=True)

    assert not ArticlePage.objects.exists()
    assert not ImportedArticle.objects.exists()


def test_one_import_runs_at_a_time(index: NewsIndexPage, tmp_path: Path) -> None:
    with exclusive_lock("news import") as is_held:
        assert is_held
        assert refused(tmp_path, index, *ROWS) == (
            "Another import is running. Run the command again when it has ended."
        )
    assert bring(tmp_path, index, *ROWS).created == 7


def test_rejected_rows_can_be_mended_in_their_file(index: NewsIndexPage, tmp_path: Path) -> None:
    heading = ["Title", "date", "summary"]
    path = write_csv(
        tmp_path, [heading, ["Fog", "2024-03-01", "a"], ["", "2024-02-30", "b"], ["Fog", "2024-03-01", ""]]
    )
    rejects = tmp_path / "rejects.csv"

    text = run(path, skip_bad=rejects)

    assert "        1 created\n" in text
    assert "        2 rejected\n" in text
    assert "  row 3: rejected, title: row 1 has the same title and date.\n" in text
    with rejects.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["title", "date", "summary", "import_error"],
        ["", "2024-02-30", "b", "date: “2024-02-30” does not exist in the calendar. title: is required."],
        ["Fog", "2024-03-01", "", "title: row 1 has the same title and date."],
    ]
    rejects.write_text(rejects.read_text().replace(",2024-02-30", "Mist,2024-02-29").replace("Fog,", "Fog 2,"))
    assert "        2 created\n" in run(rejects)
    assert titles() == ["Fog 2", "Fog", "Mist"]


def test_a_row_that_a_publication_refuses_is_set_aside_too(index: NewsIndexPage, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    bad = {"title": "Tide", "date": "2024-03-01", "body": "<blockquote> </blockquote><h2>x</h2>", "kicker": "K"}
    rows = [*ROWS[:3], BAD, bad]

    report = bring(tmp_path, index, *rows, rejects=rejects)

    assert (report.created, report.rejected) == (4, 1)
    assert [json.loads(line)["summary"] for line in rejects.read_text().splitlines()] == ["Kept."]
    assert refused(tmp_path, index, *rows) == (
        "1 bad row. Nothing was imported; mend the file and run the command again."
    )


def test_the_report_has_a_line_for_each_note(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, *ROWS)
    page = ArticlePage.objects.get(title="Story 2")
    page.summary = "By the editors."
    page.save_revision().publish()
    changed = [ROWS[0], ROWS[1] | {"summary": "By the file."}, ROWS[2] | {"summary": "Only by the file."}]
    lost = ROWS[3] | {"body": "<p>Text.</p><img src='lost.jpg'>", "title": "New"}

    run(write_json(tmp_path, *changed, lost), report=tmp_path / "report.json")
    run(write_json(tmp_path, *changed, lost), report=tmp_path / "report.csv")

    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [(note["row"], note["field"], note["kind"]) for note in found] == [
        (2, "summary", "conflict"),
        (3, "summary", "differs"),
        (4, "body", "loss"),
    ]
    assert found[0]["page"] == page.pk
    assert (tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "row,file,line,field,kind,text,page",
        "2,,,summary,conflict,\"differs in summary; editors changed it, too, and it stays;' --update --overwrite"
        f' would change it",{page.pk}',
    ]


def test_only_what_the_file_alone_changed_is_taken(index: NewsIndexPage, tmp_path: Path) -> None:
    row = ROWS[0] | {"slug": "s", "kicker": "K", "category": "Harbour", "body": "<p>One.</p>"}
    bring(tmp_path, index, row)
    page = ArticlePage.objects.get()
    page.summary, page.kicker = "By the editors.", "Editors"
    page.body.append(("embed", {"url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ"}))
    page.save_revision().publish()
    changed = row | {"summary": "By the file.", "category": "Work", "title": "Retitled"}

    def state() -> tuple[Any, ...]:
        found = ArticlePage.objects.get()
        blocks = [block.block_type for block in found.body]
        return found.title, found.summary, found.kicker, str(found.category), blocks

    report = bring(tmp_path, index, changed, update=True, update_columns=["category"])
    assert report.updated == 1
    assert state() == ("Story 1", "By the editors.", "Editors", "Work", ["paragraph", "embed"])

    report = bring(tmp_path, index, changed, update=True)
    assert state() == ("Retitled", "By the editors.", "Editors", "Work", ["paragraph", "embed"])
    assert [(note.field, note.kind) for note in report.entries] == [
        ("kicker", "kept"),
        ("body", "kept"),
        ("summary", "conflict"),
    ]
    assert bring(tmp_path, index, changed, update=True).updated == 0

    bring(tmp_path, index, changed, update=True, overwrite=True)
    assert state() == ("Retitled", "By the file.", "Editors", "Work", ["paragraph", "embed"])


def test_an_article_that_no_import_brought_is_left_until_it_is_overwritten(
    index: NewsIndexPage, tmp_path: Path
) -> None:
    bring(tmp_path, index, ROWS[0])
    ImportedArticle.objects.all().delete()
    changed = ROWS[0] | {"summary": "By the file."}

    report = bring(tmp_path, index, changed, update=True)

    assert report.notes == [
        (
            1,
            "differs in summary; no import is on record for it, so editors may have, and it stays; --update "
            "--overwrite would change it",
        )
    ]
    assert bring(tmp_path, index, changed, update=True, overwrite=True).updated == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"update": "sumary"}, "--update cannot change sumary. Columns: title, date, category,"),
        ({"overwrite": True}, "--overwrite says how --update changes articles: give that, too."),
        ({"batch_size": 0}, "--batch-size must be from 1 to 10,000."),
        ({"resume": True, "dry_run": True}, "--resume goes on after a batch:"),
        ({"report": Path("notes.txt")}, "--report must end with .csv or .json"),
        ({"skip_bad": Path("none/rejects.csv")}, "There is no directory "),
    ],
)
def test_options_that_cannot_be_are_refused(
    index: NewsIndexPage, tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    assert refusal(write_json(tmp_path, *ROWS), **options)[0].startswith(reason)
    assert not ArticlePage.objects.exists()


def test_no_write_is_sent_by_a_dry_run(
    index: NewsIndexPage, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    row = ROWS[0] | {"category": "New", "authors": ["Nobody yet"], "tags": ["new"], "image_credit": "© Ben Li 2024"}
    with django_assert_max_num_queries(50) as queries:
        report = bring(tmp_path, index, row, *ROWS[1:], dry_run=True)

    assert (report.created, report.categories, report.authors, report.pictures_drawn) == (7, 1, 1, 1)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_development_does_not_keep_the_statements_of_batches_that_are_written(
    index: NewsIndexPage, tmp_path: Path, settings: Settings
) -> None:
    settings.DEBUG = True
    after_each: list[str] = []

    @contextmanager
    def progress(what: str, rows: int | None) -> Any:
        yield lambda more: after_each.append(" ".join(query["sql"] for query in connection.queries))

    import_listing(write_json(tmp_path, *ROWS), index, Options(batch_rows=2), progress)

    assert len(after_each) >= 4
    assert [texts for texts in after_each if "As it was." in texts] == []
