"""Bodies of WordPress."""

from collections.abc import Sequence

import pytest

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.shortcodes import with_galleries
from tests.news.importing.bodies.contents import embed, picture, read, text


def test_paragraphs_of_the_old_editor() -> None:
    source = (
        "First.\n\nSecond\nline.\n<blockquote>Said\n\nmore</blockquote>\nThird.<br />\nwent on.\n\nFourth.\n"
        "<ul>\n<li>a</li>\n</ul>\nEnd <b>bold\n\nstill</b>\n<pre>x\n  y</pre>"
    )

    assert read(source, "wordpress") == (
        [
            text("<p>First.</p><p>Second<br/>line.</p>"),
            ("quote", {"quote": "Said\n\nmore", "attribution": ""}),
            text(
                "<p>Third.<br/>went on.</p><p>Fourth.</p><ul><li>a</li></ul><p>End <b>bold</b></p><p><b>still</b></p>"
                "<p>x<br/>\u00a0\u00a0y</p>"
            ),
        ],
        ["made ordinary text of code or verse, with its lines and its spaces"],
    )


@pytest.mark.parametrize(
    "tag", ["<blockquote>Said</blockquote>", "<p>Said</p>", "<h2>Said</h2>", "<ul><li>Said</li></ul>"]
)
def test_blank_lines_of_loose_text_part_paragraphs_in_html_too(tag: str) -> None:
    found = str(read(f"First.\n\nSecond.\n{tag}\nThird.\n\nFourth.")[0])

    assert "<p>First.</p><p>Second.</p>" in found
    assert "<p>Third.</p><p>Fourth.</p>" in found


def test_blocks() -> None:
    source = (
        '<!-- wp:paragraph --><p>a\nb</p><!-- /wp:paragraph -->\n<!-- wp:latest-posts {"n":3} /-->\nloose\nline\n\n'
        "<!--nextpage-->\n<!-- wp:spacer /-->\n<!-- wp:code --><pre><code>c</code></pre><!-- /wp:code -->"
    )

    assert read(source) == (
        [text("<p>a b</p><p>loose<br/>line</p><p>c</p>")],
        [
            "left out the WordPress block “latest-posts”, whose content is not in the file",
            "joined its 2 pages",
            "made ordinary text of code or verse, with its lines and its spaces",
        ],
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '[caption id="attachment_5"]<a href="b.jpg"><img src="b-300x200.jpg" alt="B"></a> The boat[/caption]',
            ("image", picture("b.jpg", "B", "The boat")),
        ),
        (
            '[caption id="a" caption="A &amp; B. Photo: N.N."]<img src="b.jpg">[/caption]',
            ("image", picture("b.jpg", "", "A & B.", "Photo: N.N.")),
        ),
        ("[embed width=3]https://vimeo.com/12345[/embed]", embed("https://vimeo.com/12345")),
        ("[audio https://e.example/a.mp3]", embed("https://e.example/a.mp3")),
        ('[video mp4="https://e.example/a.mp4"][/video]', embed("https://e.example/a.mp4")),
        (
            "[youtube https://www.youtube.com/watch?v=abcdefghijk]",
            embed("https://www.youtube.com/watch?v=abcdefghijk"),
        ),
        (
            "The [sic] word [1], [name withheld] and [[gallery]]",
            text("<p>The [sic] word [1], [name withheld] and [gallery]</p>"),
        ),
    ],
)
def test_shortcodes_that_are_understood(source: str, expected: object) -> None:
    assert read(source, "wordpress") == ([expected], [])


def test_other_shortcodes_are_named_and_not_shown() -> None:
    source = 'A [contact-form-7 id="3"] B [vc_row]in[/vc_row] [gallery ids="1, 2"] [playlist ids="4"] [subscribe] C'

    assert read(source, "wordpress") == (
        [text("<p>A B in [subscribe] C</p>")],
        [
            'left out the shortcode [contact-form-7 id="3"]',
            "left out the shortcode [vc_row]",
            "left out a gallery, which names its pictures by numbers alone: 1, 2",
            'left out the shortcode [playlist ids="4"]',
            "kept “[subscribe]” as text: it may be a shortcode",
        ],
    )


def test_galleries_get_the_pictures_that_their_numbers_name() -> None:
    asked: list[list[str]] = []

    def find(numbers: Sequence[str]) -> list[BodyPicture]:
        asked.append(list(numbers))
        return [BodyPicture("1.jpg", "One", '"1"'), BodyPicture("2.jpg")] if numbers != ["9"] else []

    source = '[gallery ids="1,2"] [gallery] [gallery include="9"] [[gallery]]'
    html = with_galleries(source, find)

    assert asked == [["1", "2"], [], ["9"]]
    both = {"items": [{"type": "item", "value": one} for one in (picture("1.jpg", "One", '"1"'), picture("2.jpg"))]}
    assert read(html) == (
        [("gallery", both), ("gallery", both), text("<p>[gallery]</p>")],
        ["left out a gallery, which names its pictures by numbers alone: 9"],
    )


@pytest.mark.parametrize(
    "source", ["[a " * 30_000, '[a "' * 10_000, "[caption]" * 5_000, "[[" * 30_000, "<!-- wp:" * 10_000]
)
def test_hostile_shortcodes_take_no_time(source: str) -> None:
    read(source, "wordpress")
