"""Files of other systems as articles: what editors find, and that a second run of the file finds it too."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from news.importing.listing import import_listing
from news.importing.options import Options
from news.models import ArticlePage, NewsIndexPage
from tests.factories import picture_bytes
from tests.news.importing.bodies.contents import contents, text
from tests.news.importing.files.formats import test_feeds as feeds
from tests.news.importing.files.formats import test_newsml as newsml
from tests.news.importing.files.formats.test_ghost import POST, TABLES
from tests.news.importing.files.formats.test_ninjs import ITEM

NOON = dt.datetime(2024, 3, 7, 8, 30, tzinfo=dt.UTC)
MARKDOWN = """---
title: Fog halts the ferry
date: 2024-03-07 08:30:00 +0000
authors: [Ana Duarte]
categories: [Harbour]
tags: [Fog]
image: /boat.jpg
image_alt: A boat
image_credit: N.N.
aliases: [/old.html]
---
It **rose**.

![Boat](boat.jpg "Boat")
"""


def ghost(directory: Path) -> Path:
    post = POST | {"title": "Fog halts the ferry", "html": "<p>It <b>rose</b>.</p>"}
    (directory / "images").mkdir()
    (directory / "images" / "ana.jpg").write_bytes(picture_bytes(colour="navy"))
    path = directory / "ghost.json"
    path.write_text(json.dumps({"db": [{"meta": {"exported_on": 1}, "data": {"posts": [post], **TABLES}}]}))
    return path


def feed(directory: Path) -> Path:
    item = (
        "<item><title>Fog halts the ferry</title><link>https://old.example/fog.html</link><guid>quay-7</guid>"
        "<pubDate>Thu, 07 Mar 2024 08:30:00 +0000</pubDate><dc:creator>Ana Duarte</dc:creator>"
        "<category>Harbour</category><category>Fog</category>"
        "<content:encoded><![CDATA[<p>It <b>rose</b>.</p>]]></content:encoded></item>"
    )
    path = directory / "feed.xml"
    path.write_text(feeds.RSS.replace("{}", item))
    return path


def ninjs(directory: Path) -> Path:
    item = ITEM | {
        "people": [{"name": "Ana Duarte", "rel": "author"}],
        "subjects": [{"name": "Harbour", "rel": "category"}, {"name": "Fog"}],
        "language": "en-US",
    }
    path = directory / "items.json"
    path.write_text(json.dumps([item]))
    return path


def newsml_message(directory: Path) -> Path:
    path = directory / "wire.xml"
    path.write_text(newsml.message(newsml.item().replace(" &lt;up&gt;", "")))
    return path


def markdown(directory: Path) -> Path:
    path = directory / "site.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("content/news/fog/index.md", MARKDOWN)
        packed.writestr("content/news/fog/boat.jpg", picture_bytes(colour="grey"))
        packed.writestr("static/boat.jpg", picture_bytes(colour="navy"))
    return path


@pytest.mark.parametrize("write", [ghost, feed, ninjs, newsml_message, markdown])
def test_an_article_comes_in_and_is_found_again(
    index: NewsIndexPage, tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    path = write(tmp_path)
    images = tmp_path / "images"
    options = Options(images=images if images.exists() else None)

    report = import_listing(path, index, options)

    assert report.created == 1
    page = ArticlePage.objects.get()
    assert (page.title, page.published_at, page.live) == ("Fog halts the ferry", NOON, True)
    assert page.bylines.get(author__name="Ana Duarte")
    if write is not newsml_message:  # whose subjects are no sections
        assert page.category
        assert page.category.name == "Harbour"
        assert [tag.name for tag in page.tags.all()] == ["Fog"]
    assert contents(page.body.raw_data)[0] == text("<p>It <b>rose</b>.</p>")
    again = import_listing(path, index, options)
    assert (again.created, again.unchanged, again.is_idle) == (0, 1, True)


def test_an_archive_brings_its_own_pictures(index: NewsIndexPage, tmp_path: Path) -> None:
    report = import_listing(markdown(tmp_path), index, Options())

    page = ArticlePage.objects.get()
    assert page.image
    assert (page.image.description, page.image.credit) == ("A boat", "N.N.")
    (block,) = [one for one in page.body.raw_data if one["type"] == "image"]
    assert block["value"]["image"] != page.image.pk
    assert report.pictures_imported == 2
    assert report.lines(dry_run=False)[-1].startswith("  row 1 (content/news/fog/index.md): ")


def test_a_note_that_ends_with_a_sentence_has_one_full_stop(index: NewsIndexPage, tmp_path: Path) -> None:
    path = tmp_path / "items.json"
    path.write_text(json.dumps(ITEM | {"edNote": "More to follow."}))

    lines = import_listing(path, index, Options()).lines(dry_run=False)

    assert lines[-1] == "  row 1: left out its note to editors: More to follow."
