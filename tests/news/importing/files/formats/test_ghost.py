"""Exports of Ghost as rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from news.importing.bodies.formats import convert
from news.importing.bodies.reading import ReadingRules
from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow, ReadOptions
from news.importing.problems import ImportRefused
from tests.news.importing.bodies.contents import contents, picture, text

POST = {
    "id": "p1",
    "uuid": "u-1",
    "title": "Fog & ferries",
    "slug": "fog",
    "html": "<p>It <b>rose</b>.</p>",
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2024-03-07T08:30:00.000Z",
    "updated_at": "2024-03-08T10:00:00.000Z",
}
TABLES = {
    "tags": [
        {"id": "t1", "name": "Harbour", "slug": "harbour", "visibility": "public"},
        {"id": "t2", "name": "Fog", "slug": "fog", "visibility": "public"},
        {"id": "t3", "name": "#wide", "slug": "hash-wide", "visibility": "internal"},
    ],
    "users": [
        {
            "id": "a1",
            "name": "Ana Duarte",
            "slug": "ana",
            "email": "ana@old.example",
            "password": "$2a$10$x",
            "bio": "Writes about harbours.",
            "profile_image": "__GHOST_URL__/content/images/ana.jpg",
        },
        {"id": "a2", "name": "Bo Lind", "slug": "bo", "bio": None, "profile_image": None},
    ],
    "posts_tags": [
        {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
        {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
        {"post_id": "p1", "tag_id": "t3", "sort_order": 2},
    ],
    "posts_authors": [
        {"post_id": "p1", "author_id": "a2", "sort_order": 1},
        {"post_id": "p1", "author_id": "a1", "sort_order": 0},
    ],
}


def rows(directory: Path, *posts: Any, **tables: Any) -> list[RawRow]:
    path = directory / "quay.json"
    # Ghost writes its tables in the order of the alphabet: posts stand above tags and users.
    data = {"posts": posts, **TABLES, **tables}
    path.write_text(json.dumps({"db": [{"meta": {"exported_on": 1, "version": "5.0"}, "data": data}]}))
    assert reader_for(path).name == "ghost"
    return list(read_rows(path))


def test_a_post(tmp_path: Path) -> None:
    post = POST | {"custom_excerpt": "Ballots close.", "feature_image": "__GHOST_URL__/content/images/quay.jpg"}
    meta = {
        "post_id": "p1",
        "meta_title": "Fog",
        "meta_description": "All about fog.",
        "og_image": "https://cdn.example/og.jpg",
        "feature_image_alt": "A quay",
        "feature_image_caption": "The <i>quay</i>. Photo: N.N.",
    }

    (row,) = rows(tmp_path, post, posts_meta=[meta])

    assert row.values == {
        "import_id": "ghost:u-1",
        "title": "Fog & ferries",
        "date": "2024-03-07T08:30:00.000Z",
        "updated_at": "2024-03-08T10:00:00.000Z",
        "status": "published",
        "summary": "Ballots close.",
        "authors": [
            {
                "name": "Ana Duarte",
                "slug": "ana",
                "bio": "Writes about harbours.",
                "portrait": "/content/images/ana.jpg",
            },
            {"name": "Bo Lind", "slug": "bo"},
        ],
        "categories": [["Harbour"]],
        "tags": ["Fog"],
        "slug": "fog",
        "old_paths": ["/fog/"],
        "seo_title": "Fog",
        "search_description": "All about fog.",
        "social_image": "https://cdn.example/og.jpg",
        "image": "/content/images/quay.jpg",
        "image_description": "A quay",
        "image_credit": "Photo: N.N.",
        "body": "<p>It <b>rose</b>.</p>",
        "body_format": "html",
    }
    assert row.notes == (
        "left out the caption of the picture at its top: The quay.",
        "left out what articles have no place for: internal tag #wide",
    )


@pytest.mark.parametrize(
    ("post", "values", "note"),
    [
        ({"status": "draft", "published_at": None}, {"status": "draft", "date": ""}, ""),
        ({"status": "scheduled"}, {"status": "scheduled"}, ""),
        ({"status": "sent"}, {"status": "draft"}, "was sent by mail and never on the site, so it came in as a draft"),
        (
            {"visibility": "members"},
            {"status": "published", "private": "yes"},
            "was for members alone, so only staff can see it",
        ),
        (
            {"canonical_url": "https://elsewhere.example/fog"},
            {},
            "was first published at https://elsewhere.example/fog, which it does not name as its source any more",
        ),
        ({"featured": True}, {}, "left out what articles have no place for: featured (True)"),
        (
            {"html": None, "lexical": '{"root":{}}'},
            {"body": "", "body_format": "text"},
            "lost its story: the export lacks its HTML, and has nothing readable as lexical",
        ),
        (
            {"html": None, "mobiledoc": "{}", "plaintext": "It rose."},
            {"body": "It rose.", "body_format": "text"},
            "lost its pictures and formatting: the export lacks its HTML, and has nothing readable as mobiledoc",
        ),
    ],
)
def test_status_and_losses(tmp_path: Path, post: dict[str, Any], values: dict[str, Any], note: str) -> None:
    (row,) = rows(tmp_path, POST | post, posts_tags=[])

    assert {name: row.values.get(name) for name in values} == values
    assert row.notes == ((note,) if note else ())


def test_pictures_of_the_site_have_its_address_where_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "quay.json"
    post = POST | {"feature_image": "__GHOST_URL__/content/images/quay.jpg"}
    path.write_text(json.dumps({"db": [{"meta": {"exported_on": 1}, "data": {"posts": [post], **TABLES}}]}))

    (row,) = read_rows(path, ReadOptions(site="https://old.example/"))

    assert row.values["image"] == "https://old.example/content/images/quay.jpg"
    assert row.values["authors"][0]["portrait"] == "https://old.example/content/images/ana.jpg"


def test_the_first_versions_wrote_numbers(tmp_path: Path) -> None:
    path = tmp_path / "quay.json"
    post = {
        "id": 7,
        "title": "Fog",
        "slug": "fog",
        "markdown": "# Fog\n\nIt rose.",
        "html": "",
        "image": "/content/images/quay.jpg",
        "page": 0,
        "author_id": 3,
        "published_at": 1388318310782,
        "language": "en_US",
    }
    data = {
        "posts": [post, post | {"page": 1}],
        "users": [{"id": 3, "name": "Ana"}],
        "tags": [{"id": 1, "name": "A"}],
        "posts_tags": [{"post_id": 7, "tag_id": 1}],
    }
    path.write_text(json.dumps({"meta": {"exported_on": 1388318311015, "version": "003"}, "data": data}))

    (row,) = read_rows(path)

    assert row.values == {
        "import_id": "ghost:7",
        "title": "Fog",
        "date": "2013-12-29T11:58:30.782000+00:00",
        "summary": "",
        "authors": [{"name": "Ana"}],
        "status": "published",
        "slug": "fog",
        "old_paths": ["/fog/"],
        "categories": [["A"]],
        "tags": [],
        "image": "/content/images/quay.jpg",
        "body": "# Fog\n\nIt rose.",
        "body_format": "markdown",
    }
    assert row.notes == ("the file also has 1 page, which is no article and was left out",)


def test_cards_become_blocks(tmp_path: Path) -> None:
    html = (
        '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/images/a.jpg"'
        ' class="kg-image" alt="A boat"><figcaption>The boat. Photo: N.N.</figcaption></figure>'
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://e.example/x">'
        '<div class="kg-bookmark-content"><div class="kg-bookmark-title">Tides</div></div>'
        '<div class="kg-bookmark-thumbnail"><img src="https://e.example/t.png"></div></a></figure>'
        '<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe></figure>'
    )
    (row,) = rows(tmp_path, POST | {"html": html})

    blocks, notes = convert(row.values["body"], "html", ReadingRules(pictures=True, players=True))
    assert contents(blocks) == [
        ("image", picture("/content/images/a.jpg", "A boat", "The boat.", "Photo: N.N.")),
        text('<p><a href="https://e.example/x">Tides</a></p>'),
        ("embed", {"url": "https://www.youtube.com/watch?v=abcdefghijk"}),
    ]
    assert notes == ()


def test_what_is_of_the_wrong_kind_is_a_fault_of_its_post(tmp_path: Path) -> None:
    first, second, third = rows(tmp_path, POST | {"title": ["Fog"], "html": 5}, "no post", POST | {"id": "p2"})

    assert first.faults == ("`title` must be text, not a list.",)
    assert first.values["body"] == "5"
    assert second.faults == ("is no object with columns such as title and date.",)
    assert (third.faults, third.values["title"]) == ((), "Fog & ferries")


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"tags": 5}, "quay.json: `db.item.data.tags` must be a list of objects."),
        ({"tags": ["fog"]}, "quay.json: `db.item.data.tags` must be a list of objects."),
        ({"users": [{"id": "a", "name": ["Ana"]}]}, "quay.json: `users.name` must be text, not a list."),
        ({"posts_tags": [{"sort_order": "x"}]}, "quay.json: `posts_tags.sort_order` must be a number, not text."),
        ({"posts": {}}, "quay.json: `db.item.data.posts` must be a list of objects."),
        (
            {"posts": [POST | {"type": "page"}]},
            "quay.json holds 1 page and no posts, which are what becomes articles.",
        ),
        ({"posts": []}, "quay.json holds no articles."),
    ],
)
def test_a_broken_table_refuses_the_file(tmp_path: Path, tables: dict[str, Any], reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(tmp_path, **tables)

    assert str(refused.value) == reason
