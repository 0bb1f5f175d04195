"""Stories of Ghost that are stored in the form of its editors alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from news.importing.files.formats.ghost_stories import GhostStory, ghost_story
from tests.news.importing.bodies.contents import embed, picture, read, text
from tests.news.importing.files.formats.test_ghost import POST, rows


def words(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "extended-text", "text": value, "format": 0, **more}


def node(kind: str, *children: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "children": list(children), **more}


LEXICAL = [
    node("extended-heading", words("Fog & ferries"), tag="h2"),
    node(
        "paragraph",
        words("It "),
        words("rose", format=1 | 2),
        words(" from "),
        node("link", words("here"), url="https://a.example/?a=1&b=2"),
        {"type": "linebreak"},
        words("at <ten>"),
    ),
    node("list", node("listitem", words("One")), node("listitem", words("Two")), listType="number", tag="ol", start=1),
    {"type": "image", "src": "/content/images/quay.jpg", "alt": "A quay", "caption": "The <i>quay</i>"},
    {"type": "gallery", "images": [{"src": "/a.jpg", "alt": "A"}, {"src": "/b.jpg"}], "caption": "Two boats"},
    {"type": "embed", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "html": "<iframe></iframe>"},
    {"type": "html", "html": "<p>By <b>hand</b></p>"},
    node("extended-quote", words("We wait")),
    {"type": "codeblock", "code": "a < b", "language": "c"},
    {"type": "horizontalrule"},
    {"type": "bookmark", "url": "https://b.example/", "metadata": {"title": "The harbour"}},
    {"type": "signup", "header": "Join us"},
]
MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "https://a.example/?a=1&b=2"]]],
    "atoms": [["soft-return", "", {}]],
    "cards": [
        ["image", {"src": "/content/images/quay.jpg", "alt": "A quay", "caption": "The <i>quay</i>"}],
        ["gallery", {"images": [{"src": "/a.jpg", "alt": "A"}, {"src": "/b.jpg"}], "caption": "Two boats"}],
        ["embed", {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "html": "<iframe></iframe>"}],
        ["html", {"html": "<p>By <b>hand</b></p>"}],
        ["code", {"code": "a < b"}],
        ["hr", {}],
        ["bookmark", {"url": "https://b.example/", "metadata": {"title": "The harbour"}}],
        ["email-cta", {"html": "<p>Subscribe</p>"}],
    ],
    "sections": [
        [1, "h2", [[0, [], 0, "Fog & ferries"]]],
        [
            1,
            "p",
            [
                [0, [], 0, "It "],
                [0, [0], 1, "rose"],
                [0, [], 0, " from "],
                [0, [1], 1, "here"],
                [1, [], 0, 0],
                [0, [], 0, "at <ten>"],
            ],
        ],
        [3, "ol", [[[0, [], 0, "One"]], [[0, [], 0, "Two"]]]],
        *([10, place] for place in range(4)),
        [1, "blockquote", [[0, [], 0, "We wait"]]],
        *([10, place] for place in range(4, 8)),
    ],
}
EXPECTED = """<h2>Fog &amp; ferries</h2>\
<p>It {rose} from <a href="https://a.example/?a=1&amp;b=2">here</a><br>at &lt;ten&gt;</p>\
<ol><li>One</li><li>Two</li></ol>\
<figure><img src="/content/images/quay.jpg" alt="A quay"><figcaption>The <i>quay</i></figcaption></figure>\
<figure><img src="/a.jpg" alt="A"><img src="/b.jpg" alt=""><figcaption>Two boats</figcaption></figure>\
<p>https://www.youtube.com/watch?v=dQw4w9WgXcQ</p>\
<p>By <b>hand</b></p>\
<blockquote>We wait</blockquote>\
<pre><code>a &lt; b</code></pre>\
<hr>\
<p><a href="https://b.example/">The harbour</a></p>"""


def lexical(*nodes: Any) -> str:
    return json.dumps({"root": {"type": "root", "children": nodes}})


def test_common_nodes_of_lexical_become_html() -> None:
    assert ghost_story(lexical(*LEXICAL), "") == (EXPECTED.format(rose="<i><b>rose</b></i>"), ("signup",))


def test_common_sections_and_cards_of_mobiledoc_become_html() -> None:
    assert ghost_story("", json.dumps(MOBILEDOC)) == (EXPECTED.format(rose="<strong>rose</strong>"), ("email-cta",))


def test_the_html_becomes_blocks() -> None:
    quay, boats = LEXICAL[3], LEXICAL[5]
    blocks, notes = read(ghost_story(lexical(LEXICAL[0], quay, boats), "").html, "html")

    assert blocks == [
        ("heading", {"text": "Fog & ferries", "level": "2"}),
        ("image", picture("/content/images/quay.jpg", "A quay", "The quay")),
        embed("https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ]
    assert notes == []


def test_other_nodes() -> None:
    nested = node("list", node("listitem", node("list", node("listitem", words("In")), listType="bullet")), start=3)
    cards = [
        {"type": "markdown", "markdown": "*It rose.*"},
        {"type": "callout", "calloutText": "Mind the <b>step</b>"},
        {"type": "toggle", "heading": "More", "content": "<p>Less</p>"},
        {"type": "image", "caption": "No file"},
        {"type": "embed", "html": "<blockquote>A post</blockquote>"},
    ]

    assert ghost_story(
        lexical(nested, node("list", node("listitem", words("C")), tag="ol", start=3), *cards), ""
    ).html == (
        "<ul><li><ul><li>In</li></ul></li></ul>"
        '<ol start="3"><li>C</li></ol>'
        "<p><em>It rose.</em></p>\n"
        "<p>Mind the <b>step</b></p><h4>More</h4><p>Less</p>"
        "<p>No file</p><blockquote>A post</blockquote>"
    )


@pytest.mark.parametrize(
    ("lexical_text", "mobiledoc"),
    [
        ("{", ""),
        ("[1]", ""),
        ('{"root": {"children": {"type": "paragraph"}}}', ""),
        ('{"root": {"children": [{"type": "paragraph", "children": "x"}]}}', ""),
        ("[" * 100_000, ""),
        ("", '{"sections": [[10, 9], [1, "p", [[0, [5], 7, 1]]], 4, [3, "ul", [2]]]}'),
    ],
)
def test_what_cannot_be_read_is_empty(lexical_text: str, mobiledoc: str) -> None:
    assert ghost_story(lexical_text, mobiledoc) == GhostStory("")


def test_a_post_without_html(tmp_path: Path) -> None:
    story = lexical(node("paragraph", words("It rose.")), {"type": "image", "src": "__GHOST_URL__/content/a.jpg"})
    signup = lexical(node("paragraph", words("It rose.")), {"type": "signup"})

    plain, noted = rows(
        tmp_path,
        POST | {"html": None, "lexical": story, "plaintext": "It rose."},
        POST | {"id": "p2", "slug": "fog-2", "uuid": "u-2", "html": "", "lexical": signup},
    )

    assert plain.values["body"] == '<p>It rose.</p><figure><img src="/content/a.jpg" alt=""></figure>'
    assert plain.values["body_format"] == "html"
    assert noted.notes == ("lost parts of its story, which the export has without HTML: signup",)
    assert read(noted.values["body"], "html")[0] == [text("<p>It rose.</p>")]
