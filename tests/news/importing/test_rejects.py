"""Rejected rows in a table: mended there, they come in as they were in their file."""

import csv
from pathlib import Path
from typing import Any

from wagtail.contrib.redirects.models import Redirect

from news.importing.listing import import_listing
from news.importing.options import Options
from news.models import ArticlePage, NewsIndexPage
from tests.news.importing.samples import bring
from tests.news.importing.test_command import run

ROW: dict[str, Any] = {
    "title": '=HYPERLINK("https://evil.example", "Fog")',
    "date": "2024-02-30",
    "summary": "Ballots close;=1+1\n- and open",
    "kicker": "@harbour",
    "authors": ["Ana Duarte", "Lind, Bo; Quay News"],
    "category": ["World", "Europe"],
    "tags": ["Paris, France", "Work"],
    "old_paths": ["https://old.example/fog/", "/?p=7"],
}


def test_a_mended_row_is_what_it_was(index: NewsIndexPage, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    assert bring(tmp_path, index, ROW, rejects=rejects).rejected == 1
    written = rejects.read_text(encoding="utf-8")
    assert not [cell for cells in csv.reader(written.splitlines()) for cell in cells if cell[:1] in tuple("=+-@")]

    rejects.write_text(written.replace("2024-02-30", "2024-02-29", 1), encoding="utf-8")
    report = import_listing(rejects, index, Options())

    assert (report.created, report.notes) == (1, [])
    page = ArticlePage.objects.get()
    assert (page.title, page.kicker) == (ROW["title"], ROW["kicker"])
    assert page.summary == ROW["summary"]
    assert [byline.author.name for byline in page.bylines.all()] == ROW["authors"]
    assert str(page.category) == "World › Europe"
    assert sorted(tag.name for tag in page.tags.all()) == ROW["tags"]
    assert sorted(Redirect.objects.values_list("old_path", flat=True)) == ["/?p=7", "/fog"]


def test_no_cell_of_the_report_is_a_formula(index: NewsIndexPage, tmp_path: Path) -> None:
    folder = tmp_path / "+site"
    folder.mkdir()
    (folder / "=1+1.md").write_text("---\ntitle: Fog\ndate: soon\n---\nWords.", encoding="utf-8")
    report = tmp_path / "report.csv"

    run(folder, report=report, skip_bad=tmp_path / "rejects.csv")

    with report.open(newline="", encoding="utf-8") as file:
        assert [note["file"] for note in csv.DictReader(file)] == ["'=1+1.md"]
