"""News items of agencies in ninjs as rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from news.importing.bodies.formats import convert
from news.importing.bodies.reading import ReadingRules
from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow
from news.importing.problems import ImportRefused
from tests.news.importing.bodies.contents import contents, picture, text

ITEM = {
    "uri": "urn:quay:7",
    "type": "text",
    "versionCreated": "2024-03-08T10:00:00Z",
    "contentCreated": "2024-03-07T08:30:00Z",
    "pubStatus": "usable",
    "headlines": [{"role": "main", "value": "Fog halts the ferry"}],
    "bodies": [{"contentType": "text/html", "value": "<p>It <b>rose</b>.</p>"}],
}
QUAY = {
    "name": "main",
    "type": "picture",
    "by": "N.N.",
    "descriptions": [{"role": "alt", "value": "A quay"}, {"role": "caption", "value": "The quay."}],
    "renditions": [
        {"href": "https://cdn.example/s.jpg", "width": 10},
        {"href": "https://cdn.example/l.jpg", "width": "900"},
    ],
}


def rows(directory: Path, document: Any) -> list[RawRow]:
    path = directory / "items.json"
    path.write_text(json.dumps(document))
    assert reader_for(path).name == "ninjs"
    return list(read_rows(path))


def test_an_item(tmp_path: Path) -> None:
    item = ITEM | {
        "descriptions": [{"role": "summary", "contentType": "text/html", "value": "<p>Ballots &amp; bells.</p>"}],
        "firstCreated": "2024-03-07T09:00:00Z",
        "expires": "2034-03-07T09:00:00Z",
        "language": "en",
        "people": [{"name": "Ana Duarte", "rel": "author"}, {"name": "A. Mayor", "rel": "about"}],
        "by": "By Somebody Else",
        "subjects": [{"name": "Harbour", "rel": "category"}, {"name": "Fog"}],
        "associations": [QUAY, {"type": "video", "uri": "urn:quay:film"}],
        "altIds": [{"role": "web", "value": "https://old.example/2024/fog/"}, {"role": "desk", "value": "9"}],
        "slugline": "fog",
        "edNote": "CORRECTION 2024-03-09: It was quay four.\nMore to follow.",
        "urgency": 4,
        "version": "3",
    }

    (row,) = rows(tmp_path, item)

    assert row.values == {
        "import_id": "urn:quay:7",
        "title": "Fog halts the ferry",
        "date": "2024-03-07T08:30:00Z",
        "updated_at": "2024-03-08T10:00:00Z",
        "first_published_at": "2024-03-07T09:00:00Z",
        "expire_at": "2034-03-07T09:00:00Z",
        "locale": "en",
        "summary": "Ballots & bells.",
        "authors": ["Ana Duarte"],
        "categories": [["Harbour"]],
        "tags": ["Fog"],
        "image": "https://cdn.example/l.jpg",
        "image_description": "A quay",
        "image_credit": "N.N.",
        "old_paths": ["https://old.example/2024/fog/"],
        "slug": "fog",
        "corrections": [{"kind": "correction", "date": "2024-03-09", "text": "It was quay four."}],
        "body": "<p>It <b>rose</b>.</p>",
        "body_format": "html",
    }
    assert row.notes == (
        "left out its byline, which does not name its authors: By Somebody Else",
        "left out what articles have no place for: video urn:quay:film",
        "left out the caption of the picture at its top: The quay.",
        "left out its note to editors: More to follow.",
        "left out what articles have no place for: urgency (4)",
    )


def test_version_1(tmp_path: Path) -> None:
    item = {
        "uri": "urn:quay:8",
        "versioncreated": "2024-03-07T08:30:00Z",
        "embargoed": "2024-03-09T08:30:00Z",
        "headline": "Fog",
        "byline": "By Ana Duarte and Bo Lind, Quay News",
        "description_text": "Ballots close.",
        "body_text": "It rose.\n\nIt sank.",
        "body_xhtml": "<p>It rose.</p><p>It sank.</p>",
        "subject": [{"name": "Fog"}],
        "associations": {
            "second": QUAY | {"renditions": {"big": {"href": "https://cdn.example/b.jpg"}}},
            "featuremedia": {"type": "picture", "byline": "N.N.", "renditions": {"o": {"href": "a.jpg"}}},
        },
        "altids": {"web": "https://old.example/fog"},
    }

    (row,) = rows(tmp_path, [item])

    blocks, _notes = convert((values := dict(row.values)).pop("body"), "html", ReadingRules(pictures=True))
    assert contents(blocks) == [
        text("<p>It rose.</p><p>It sank.</p>"),
        ("image", picture("https://cdn.example/b.jpg", "A quay", "The quay.", "N.N.")),
    ]
    assert values == {
        "import_id": "urn:quay:8",
        "title": "Fog",
        "date": "2024-03-07T08:30:00Z",
        "embargo": "yes",
        "embargo_until": "2024-03-09T08:30:00Z",
        "summary": "Ballots close.",
        "authors": ["Ana Duarte", "Bo Lind, Quay News"],
        "categories": [],
        "tags": ["Fog"],
        "image": "a.jpg",
        "image_credit": "N.N.",
        "old_paths": ["https://old.example/fog"],
        "body_format": "html",
    }


@pytest.mark.parametrize(
    ("values", "expected", "notes"),
    [
        ({"pubStatus": "withheld"}, {"embargo": "yes", "embargo_until": None}, ()),
        (
            {"pubStatus": "canceled"},
            {"status": "draft"},
            ("was canceled by its source: a new article of it is a draft",),
        ),
        (
            {"pubStatus": "canceled", "embargoedUntil": "2024-04-01T00:00:00Z"},
            {"status": "draft", "embargo": "yes", "embargo_until": "2024-04-01T00:00:00Z"},
            ("was canceled by its source: a new article of it is a draft",),
        ),
        ({"bodies": []}, {"body": "", "body_format": "text"}, ("has no story",)),
        (
            {"bodies": [{"contentType": "application/nitf+xml", "value": "<nitf/>"}]},
            {"body": ""},
            ("has no story but in application/nitf+xml",),
        ),
        ({"bodies": [{"value": "A < B"}]}, {"body": "A < B", "body_format": "text"}, ()),
        (
            {"slugline": "FOG-FERRY"},
            {"slug": None},
            ("left out what articles have no place for: slugline (FOG-FERRY)",),
        ),
        (
            {"service": [{"name": "Harbour", "code": "h"}], "keywords": ["Fog"], "authors": [{"name": "Ana"}]},
            {"categories": [["Harbour"]], "tags": ["Fog"], "authors": ["Ana"]},
            (),
        ),
    ],
)
def test_status_and_losses(
    tmp_path: Path, values: dict[str, Any], expected: dict[str, Any], notes: tuple[str, ...]
) -> None:
    (row,) = rows(tmp_path, ITEM | values)

    assert {name: row.values.get(name) for name in expected} == expected
    assert row.notes == notes


def test_what_is_no_text_by_itself_is_counted(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, {"items": [QUAY | {"uri": "urn:quay:9"}, ITEM], "next": None})

    assert row.notes == ("the files also hold what is no text by itself: 1 of type picture",)
    with pytest.raises(ImportRefused, match=r"holds no text, which is what becomes articles: 1 of type picture\."):
        rows(tmp_path, [QUAY | {"uri": "urn:quay:9", "versionCreated": "2024"}])


def test_what_is_of_the_wrong_kind_is_a_fault(tmp_path: Path) -> None:
    wrong = ITEM | {"headlines": "Fog", "people": 5, "associations": [QUAY | {"renditions": ["x"]}], "keywords": [1]}

    (row,) = rows(tmp_path, [wrong])

    assert row.faults == (
        "`headlines` must be a list, not text.",
        "`people` must be a list, not a number.",
        "`keywords` must be a list of texts, not a list.",
        "`associations.renditions` must be a list of objects, not text.",
    )


def test_a_folder_of_items_names_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.json").write_text(json.dumps(ITEM | {"uri": "urn:quay:2"}))
    (folder / "1.json").write_text(json.dumps(ITEM))
    (folder / "package.json").write_text('{"name": "tool"}')

    found = list(read_rows(folder))

    assert [(row.file, row.values["import_id"]) for row in found] == [
        ("1.json", "urn:quay:7"),
        ("b/2.json", "urn:quay:2"),
    ]
    assert found[-1].notes == ("the files also hold what is no text by itself: 1 of no news item",)


def test_the_latest_version_of_an_item_counts(tmp_path: Path) -> None:
    old = ITEM | {"versionCreated": "2024-03-08T11:00:00+02:00", "headlines": [{"value": "Old"}]}
    unnamed = {name: value for name, value in ITEM.items() if name != "uri"}

    found = rows(tmp_path, [old, ITEM, ITEM, unnamed, unnamed])

    assert [row.values["import_id"] for row in found] == ["urn:quay:7", "", ""]
    assert found[0].values["title"] == "Fog halts the ferry"
    assert found[-1].notes == ("left out 2 older versions of texts",)


def test_a_higher_number_of_version_counts_before_its_moment(tmp_path: Path) -> None:
    later = ITEM | {"version": "2", "versionCreated": "2024-03-09T10:00:00Z", "headlines": [{"value": "Old"}]}

    (row,) = rows(tmp_path, [ITEM | {"version": "10"}, later])

    assert row.values["title"] == "Fog halts the ferry"
