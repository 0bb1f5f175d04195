"""Pictures, captions and galleries of bodies."""

from collections.abc import Mapping
from typing import Any

import pytest

from news.importing.bodies.figures import BodyPicture, body_pictures, split_credit, with_pictures
from news.importing.bodies.formats import convert
from news.importing.bodies.markup import blocks_of
from news.importing.bodies.reading import ReadingRules
from tests.news.importing.bodies.contents import picture, read, text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<figure><img src="https://e.example/a.jpg" alt="Boat"><figcaption>B. Photo: N.N.</figcaption></figure>',
            picture("https://e.example/a.jpg", "Boat", "B.", "Photo: N.N."),
        ),
        (
            '<figure><img src="a.jpg"><figcaption>Quay <span class="credit">A. Duarte</span></figcaption></figure>',
            picture("a.jpg", caption="Quay", credit="A. Duarte"),
        ),
        (
            '<div class="wp-caption"><a href="/b.jpg"><img src="s.jpg"></a><p class="wp-caption-text">Q</p></div>',
            picture("/b.jpg", caption="Q"),
        ),
        ('<img src="data:image/gif;base64,R0" data-src="late.jpg" alt="Late">', picture("late.jpg", "Late")),
    ],
)
def test_a_picture_keeps_what_is_said_about_it(html: str, expected: dict[str, str]) -> None:
    assert read(html, "html") == ([("image", expected)], [])


@pytest.mark.parametrize(
    ("caption", "words", "credit"),
    [
        ("The boat. Photo: N.N.", "The boat.", "Photo: N.N."),
        ("The boat (Photo: N.N.)", "The boat", "Photo: N.N."),
        ("The boat | Foto: dpa", "The boat", "Foto: dpa"),
        ("© Ana Duarte 2024", "", "© Ana Duarte 2024"),
        ("Photo credit: Ana Duarte", "", "Photo credit: Ana Duarte"),
        ("The photograph shows the quay.", "The photograph shows the quay.", ""),
        ("Image: a word alone is", "", "Image: a word alone is"),
        ("", "", ""),
    ],
)
def test_a_credit_at_the_end_of_a_caption(caption: str, words: str, credit: str) -> None:
    assert split_credit(caption) == (words, credit)


def test_several_pictures_are_a_gallery() -> None:
    html = """<div class="gallery">
        <dl><dt><a href="x.jpg"><img src="x-1.jpg"></a></dt><dd class="wp-caption-text">X</dd></dl>
        <dl><dt><img src="y.jpg" alt="Why"></dt></dl></div>
        <figure><figure><img src="1.jpg"><figcaption>one</figcaption></figure><figure><img src="2.jpg"></figure>
        <figcaption>Both</figcaption></figure>"""

    items = [
        [picture("x.jpg", caption="X"), picture("y.jpg", "Why")],
        [picture("1.jpg", caption="one"), picture("2.jpg")],
    ]
    assert read(html) == (
        [
            ("gallery", {"items": [{"type": "item", "value": one} for one in items[0]]}),
            ("gallery", {"items": [{"type": "item", "value": one} for one in items[1]]}),
            text("<p>Both</p>"),
        ],
        [],
    )


def test_pictures_within_text_wait_for_its_end() -> None:
    html = '<p>Words <img src="a.jpg"> go on.</p><ul><li>one <img src="b.jpg"></li><li>two</li></ul><p>End.</p>'

    assert read(html)[0] == [
        text("<p>Words go on.</p>"),
        ("image", picture("a.jpg")),
        text("<ul><li>one</li><li>two</li></ul>"),
        ("image", picture("b.jpg")),
        text("<p>End.</p>"),
    ]


def test_what_a_picture_loses_is_noted() -> None:
    html = (
        '<p>A<img src="p.gif" width="1" height="1"><img alt="Gone"><img class="emoji" src="e.svg" alt="⚓"></p>'
        '<a href="https://e.example/shop"><img src="a.jpg"></a>'
        '<figure><img src="b.jpg"><figcaption>B <a href="https://e.example/b">more</a></figcaption></figure>'
    )

    found, notes = read(html)
    assert found == [text("<p>A⚓</p>"), ("image", picture("a.jpg")), ("image", picture("b.jpg", caption="B more"))]
    assert notes == [
        "left out a picture that counts readers: p.gif",
        "left out a picture: without an address, alt “Gone”",
        "left out the link of a picture: https://e.example/shop",
        "left out the link of a caption: https://e.example/b",
    ]


def test_pictures_of_the_library_take_their_places() -> None:
    html = (
        '<img src="1.jpg"><p>A</p><img src="lost.jpg"><figure><img src="1.jpg"><img src="2.jpg"></figure>'
        '<figure><img src="2.jpg"><img src="lost.jpg"></figure>'
        '<figure><img src="lost.jpg"><img src="lost.jpg"></figure>'
    )
    blocks, _notes = convert(html, "html", ReadingRules(pictures=True))

    def find(one: BodyPicture) -> Mapping[str, Any] | None:
        return None if one.source == "lost.jpg" else {"image": int(one.source[0])}

    assert [one.source for one in body_pictures(blocks)] == [
        "1.jpg", "lost.jpg", "1.jpg", "2.jpg", "2.jpg", "lost.jpg", "lost.jpg", "lost.jpg"
    ]  # fmt: skip
    found = with_pictures(blocks, find)
    assert [block["type"] for block in found] == ["image", "paragraph", "gallery", "image"]
    assert [(item["type"], item["value"]) for item in found[2]["value"]["items"]] == [
        ("item", {"image": 1}),
        ("item", {"image": 2}),
    ]
    assert found[3]["value"] == {"image": 2}
    assert [block["type"] for block in with_pictures(found, find)] == [block["type"] for block in found]


def test_a_picture_without_an_address_is_not_the_page_of_the_site() -> None:
    rules = ReadingRules(pictures=True, address="https://old.example/")

    assert blocks_of('<img src="" alt="Quay">', rules) == ([], ["left out a picture: without an address, alt “Quay”"])
