"""Feeds of this project, as the import reads them back."""

import datetime as dt
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.test import Client

from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow
from news.models import ArticlePage, Correction
from tests.news.feeds.conftest import PRINTED
from tests.news.feeds.test_agency import PATH, agency_client


def read_back(directory: Path, client: Client, path: str, name: str) -> RawRow:
    file = directory / "feed"
    file.write_bytes(client.get(path).content)
    assert reader_for(file).name == name
    (row,) = read_rows(file)
    return row


def test_ninjs(story: ArticlePage, tmp_path: Path) -> None:
    Correction.objects.create(page=story, date="2026-05-29", kind="correction", text="It was noon.")

    row = read_back(tmp_path, agency_client(), PATH, "ninjs")

    assert story.published_at
    body = row.values["body"]
    assert {name: value for name, value in row.values.items() if name in EXPECTED} == EXPECTED
    assert row.values["import_id"].startswith("tag:localhost,")
    assert row.values["date"] == story.published_at.isoformat()
    assert row.values["image"].startswith("http")
    assert row.values["slug"] == "ferry"
    assert row.values["corrections"] == [{"kind": "correction", "date": "2026-05-29", "text": "It was noon."}]
    assert "<p>The <b>ferry</b> left at “noon”.</p>" in body
    assert row.notes == ("left out what articles have no place for: copyrightholder (Wire Ltd)",)


EXPECTED = {
    "title": PRINTED,
    "summary": "Tickets < 5 € & no queue",
    "authors": ["Ana Duarte", "Max Ernst"],
    "categories": [["Sea & coast"]],
    "tags": ["Ferries", "Ports"],
    "locale": "en",
    "old_paths": ["https://www.example.org/news/ferry/"],
    "image_description": "A ferry & a <quay>",
    "image_credit": "© Ana Duarte 2026",
}


@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_rss_and_atom(story: ArticlePage, tmp_path: Path, extension: str) -> None:
    row = read_back(tmp_path, Client(), f"/feeds/localhost/en/full.{extension}", "feed")

    assert story.published_at
    # Atom has the language on the feed, which is that of the listing.
    expected = {name: value for name, value in EXPECTED.items() if (extension, name) != ("atom", "locale")}
    assert {name: value for name, value in row.values.items() if name in EXPECTED} == expected
    assert row.values["import_id"].startswith("tag:localhost,")
    assert row.values["image"].startswith("http")
    date = row.values["date"]
    moment = parsedate_to_datetime(date) if extension == "rss" else dt.datetime.fromisoformat(date)
    assert moment == story.published_at.replace(microsecond=0)
    assert "<p>The <b>ferry</b> left at “noon”.</p>" in row.values["body"]
    assert row.notes == ()
