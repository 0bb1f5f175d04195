"""Sites of Hugo and Jekyll as rows."""

from pathlib import Path
from typing import Any

import pytest

from news.importing.files.readers import read_rows, reader_for
from news.importing.files.reading import RawRow, ReadOptions
from news.importing.problems import ImportRefused

PAGE = "---\ntitle: Fog\ndate: 2024-03-07\n---\nIt *rose*.\n"


def site(directory: Path, **files: str) -> Path:
    """Returns a folder of files; names have __ for slashes."""
    folder = directory / "site"
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def rows(folder: Path) -> list[RawRow]:
    assert reader_for(folder).name == "markdown"
    return list(read_rows(folder))


def test_a_page_bundle_of_hugo(tmp_path: Path) -> None:
    page = """+++
title = "Fog"
date = 2024-03-07T08:30:00Z
lastmod = 2024-03-08
expiryDate = 2034-01-01
description = "All about fog."
summary = "Ballots close."
authors = ["Ana Duarte"]
categories = ["World", "Harbour"]
tags = ["Fog"]
aliases = ["/old/fog/", "/fog.html"]
translationKey = "fog"
weight = 3
series = ["Weather"]
[cover]
image = "quay.jpg"
alt = "A quay"
caption = "The quay."
[params]
kicker = "Sea"
+++
![Boat](boat.jpg "B") and ![Crane](/crane.jpg) and ![Away](https://cdn.example/x.jpg)

{{< figure src="boat.jpg" alt="A boat" >}}
"""
    folder = site(
        tmp_path,
        **{
            "content__news__fog__index.md": page,
            "content__news__fog__quay.jpg": "x",
            "content__news__fog__boat.jpg": "x",
            "static__crane.jpg": "x",
            "content__news___index.md": "---\ntitle: Section\n---\n",
            "README.md": PAGE,
        },
    )

    (row,) = rows(folder)

    assert row.file == "content/news/fog/index.md"
    assert row.values == {
        "import_id": "markdown:content/news/fog/index.md",
        "title": "Fog",
        "date": "2024-03-07T08:30:00+00:00",
        "updated_at": "2024-03-08",
        "expire_at": "2034-01-01",
        "summary": "Ballots close.",
        "search_description": "All about fog.",
        "kicker": "Sea",
        "authors": ["Ana Duarte"],
        "categories": [["World"], ["Harbour"]],
        "tags": ["Fog"],
        "translation_key": "fog",
        "slug": "fog",
        "old_paths": ["/old/fog/", "/fog.html", "/news/fog/"],
        "image": "content/news/fog/quay.jpg",
        "image_description": "A quay",
        "body": (
            '![Boat](content/news/fog/boat.jpg "B") and ![Crane](static/crane.jpg) and'
            " ![Away](https://cdn.example/x.jpg)\n\n"
            '{{< figure src="content/news/fog/boat.jpg" alt="A boat" >}}'
        ),
        "body_format": "markdown",
    }
    assert row.notes == (
        "left out the caption of the picture at its top: The quay.",
        "left out what articles have no place for: series",
        "the files also hold 2 that are no articles, left out: README.md, content/news/_index.md",
    )


def test_a_post_of_jekyll(tmp_path: Path) -> None:
    page = """---
layout: post
categories: world harbour
tags: fog, mist
author:
  name: Ana Duarte
  bio: Writes.
  avatar: /assets/ana.jpg
image: "{{ site.baseurl }}/assets/quay.jpg"
excerpt: Ballots close.
redirect_from: /old/
published: false
---
![Boat]({{ site.baseurl }}/assets/boat.jpg) and ![Crane]({{ "/assets/crane.jpg" | relative_url }}){: .wide}
{{ page.note }}
"""
    folder = site(
        tmp_path,
        **{
            "_posts__2024-03-07-fog-halts.md": page,
            "_drafts__mist.md": "---\ntitle: Mist\n---\nIt rose.\n",
            "about.md": PAGE,
            "assets__boat.jpg": "x",
            "assets__ana.jpg": "x",
        },
    )

    draft, post = rows(folder)

    assert (draft.values["status"], draft.values["date"], draft.values["title"]) == ("draft", "", "Mist")
    assert post.values == {
        "import_id": "markdown:_posts/2024-03-07-fog-halts.md",
        "title": "Fog Halts",
        "date": "2024-03-07",
        "status": "draft",
        "summary": "Ballots close.",
        "authors": [{"name": "Ana Duarte", "bio": "Writes.", "portrait": "assets/ana.jpg"}],
        "categories": [["world"], ["harbour"]],
        "tags": ["fog", "mist"],
        "slug": "fog-halts",
        "old_paths": ["/old/", "/world/harbour/2024/03/07/fog-halts.html"],
        "image": "/assets/quay.jpg",
        "body": "![Boat](assets/boat.jpg) and ![Crane](/assets/crane.jpg)",
        "body_format": "markdown",
    }
    assert post.notes == (
        "has no title of its own; the name of its file stands for it",
        "left out what a template fills in: {{ page.note }}",
        "the files also hold 1 that is no article, left out: about.md",
    )


@pytest.mark.parametrize(
    ("front", "values"),
    [
        ("draft: true", {"status": "draft"}),
        ("publishDate: 2999-01-01", {"status": "scheduled", "go_live_at": "2999-01-01", "date": "2024-03-07"}),
        ("publishDate: 2020-01-01", {"status": None, "go_live_at": None}),
        ("url: /exactly/here.html", {"old_paths": ["/exactly/here.html"]}),
        ("permalink: /:year/:title/", {"old_paths": ["/fog/"]}),
        ("slug: mist", {"slug": "mist", "old_paths": ["/mist/"]}),
        ("lang: fr", {"locale": "fr"}),
        ("author: Ana", {"authors": ["Ana"]}),
        ("robots: noindex, nofollow", {"noindex": "yes"}),
        ("images: [a.jpg, b.jpg]", {"image": "a.jpg"}),
        ("header: {teaser: a.jpg}", {"image": "a.jpg"}),
        ("category: World", {"categories": [["World"]]}),
        ("description: All about fog.", {"summary": "All about fog.", "search_description": None}),
    ],
)
def test_other_names_of_columns(tmp_path: Path, front: str, values: dict[str, Any]) -> None:
    (row,) = rows(site(tmp_path, **{"fog.md": PAGE.replace("title", f"{front}\ntitle")}))

    assert {name: row.values.get(name) for name in values} == values


def test_languages_stand_in_names_of_files(tmp_path: Path) -> None:
    english, french = rows(site(tmp_path, **{"fog.md": PAGE, "fog.fr.md": PAGE}))[::-1]

    assert [english.values.get("locale"), french.values["locale"]] == [None, "fr"]
    assert french.values["translation_key"] == "fog.md"
    assert french.values.get("slug") == "fog"


def test_one_file_may_come_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "fog.md"
    path.write_text(PAGE.replace("\n", "\r\n"))

    (row,) = rows(path)

    assert (row.file, row.values["import_id"], row.values["body"]) == ("", "markdown:fog.md", "It *rose*.")


def test_a_bad_page_is_bad_by_itself(tmp_path: Path) -> None:
    folder = site(tmp_path, **{"a.md": "---\ntitle: [\n---\n", "b.md": PAGE, "c.md": PAGE.replace("Fog", "{a: b}")})
    (folder / "d.md").write_bytes("---\ntitle: Ü\n---\n".encode("latin-1"))

    found = [(row.file, row.faults) for row in rows(folder)]

    assert found == [
        ("a.md", ("has front matter that is no YAML at line 3: did not find expected node content.",)),
        ("b.md", ()),
        ("c.md", ("`title` must be text, not an object.",)),
        ("d.md", ("is not in its encoding: give another --encoding, or save it in UTF-8.",)),
    ]


def test_a_picture_outside_of_the_folder_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_text("x")
    folder = site(tmp_path, **{"fog.md": PAGE + "![x](../secret.jpg)"})
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "fog.md").write_text(PAGE.replace("title", "image: link.jpg\ntitle") + "![x](../secret.jpg)")

    (row,) = rows(folder)

    assert row.values["image"] == "link.jpg"
    assert row.values["body"].endswith("![x](../secret.jpg)")


def test_pictures_that_are_not_there_have_the_address_of_the_site(tmp_path: Path) -> None:
    page = PAGE.replace("title", "image: /quay.jpg\ntitle") + "![x](/boat.jpg) ![y](crane.jpg)"
    folder = site(tmp_path, **{"old__content__fog.md": page, "old__static__boat.jpg": "x"})

    (row,) = read_rows(folder, ReadOptions(site="https://old.example/"))

    assert row.values["image"] == "https://old.example/quay.jpg"
    assert row.values["body"].endswith("![x](old/static/boat.jpg) ![y](crane.jpg)")


def test_posts_in_html_are_articles_and_templates_are_not(tmp_path: Path) -> None:
    html = "---\ntitle: Fog\n---\n<p>It *rose*.</p>\n"
    folder = site(tmp_path, **{"_posts__2024-03-07-fog.html": html, "_layouts__post.html": html, "index.html": html})

    (row,) = rows(folder)

    assert (row.values["date"], row.values["body"], row.values["body_format"], row.notes) == (
        "2024-03-07",
        "<p>It *rose*.</p>",
        "html",
        (),
    )


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        rows(site(tmp_path, **{"content__news___index.md": PAGE, "content__x.md": "No."}))

    assert str(refused.value) == "site holds no article, but 2 others: content/x.md, content/news/_index.md."


def test_links_that_name_files_lead_to_the_addresses_of_the_pages(tmp_path: Path) -> None:
    body = (
        '[a]({{< ref "mist.md" >}}) [b]({{% relref "/sea/ice#top" %}}) [c](mist.md#top) [d]({{< ref "none.md" >}})'
        " [e](https://old.example/mist.md)"
    )
    folder = site(
        tmp_path,
        **{
            "content__news__fog.md": PAGE.replace("It *rose*.", body),
            "content__news__mist.md": PAGE.replace("title", "slug: haze\ntitle"),
            "content__sea__ice__index.md": PAGE,
        },
    )

    row = next(row for row in rows(folder) if row.file == "content/news/fog.md")

    assert row.values["body"] == (
        '[a](/news/haze/) [b](/sea/ice/) [c](/news/haze/#top) [d]({{< ref "none.md" >}})'
        " [e](https://old.example/mist.md)"
    )


def test_tags_of_jekyll_that_name_files_are_links(tmp_path: Path) -> None:
    body = "[a]({% post_url 2024-03-06-mist %}) [b]({% link _posts/2024-03-06-mist.md %})"
    folder = site(
        tmp_path,
        **{
            "_posts__2024-03-07-fog.md": PAGE.replace("It *rose*.", body),
            "_posts__2024-03-06-mist.md": PAGE.replace("title", "categories: Sea\ntitle"),
        },
    )

    row = next(row for row in rows(folder) if row.file == "_posts/2024-03-07-fog.md")

    assert row.values["body"] == "[a](/sea/2024/03/06/mist.html) [b](/sea/2024/03/06/mist.html)"
