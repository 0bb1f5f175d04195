"""Stories as blocks."""

import json
from typing import Any

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from news.blocks.text import TEXT_FEATURES
from news.importing.bodies.formats import convert
from news.importing.bodies.markup import TooDeep
from news.models import ArticlePage
from tests.news.importing.bodies.contents import contents

HTTPS = "https://a.example"


def blocks(source: str, body_format: str = "") -> list[tuple[str, Any]]:
    return contents(convert(source, body_format)[0])


def notes(source: str, body_format: str = "") -> list[str]:
    return list(convert(source, body_format)[1])


def link(address: str, words: str) -> str:
    return f'<a href="{address}">{words}</a>'


def text(source: str) -> str:
    """Returns the rich text of a story that is one paragraph block."""
    found = blocks(source, "html")
    assert [kind for kind, _ in found] == ["paragraph"]
    return str(found[0][1])


def test_html_becomes_blocks_in_its_order() -> None:
    source = """
        <h1>Fog</h1><p>The <strong>ferry</strong> waits.</p><p>So do <em>we</em>.</p>
        <ul><li>Line one</li><li>Line two<ol><li>stop</li></ol></li></ul>
        <h3>Why</h3><blockquote><p>“Nobody sails.”</p><footer>— Ana Duarte, pilot</footer></blockquote>
        <table><caption>Boats</caption><tr><th>Year</th><th>Boats</th></tr><tr><td>2023</td><td>40</td></tr></table>
        After it.
    """

    assert blocks(source) == [
        ("heading", {"text": "Fog", "level": "2"}),
        (
            "paragraph",
            "<p>The <b>ferry</b> waits.</p><p>So do <i>we</i>.</p>"
            "<ul><li>Line one</li><li>Line two<ol><li>stop</li></ol></li></ul>",
        ),
        ("heading", {"text": "Why", "level": "3"}),
        ("quote", {"quote": "Nobody sails.", "attribution": "Ana Duarte, pilot"}),
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Boats"}],
                "rows": [{"values": ["2023", "40"]}],
                "caption": "Boats",
            },
        ),
        ("paragraph", "<p>After it.</p>"),
    ]
    assert notes(source) == []


def test_markdown_becomes_the_same_blocks() -> None:
    source = (
        "## Fog\n\nThe **ferry** ~~sails~~ waits,\nsee [the plan](https://example.org/a?b=1&c=2).\n\n- one\n- two\n\n"
        "> Nobody sails.\n>\n> — Ana Duarte\n\n| Year | Boats |\n|---|---|\n| 2023 | 40 |\n"
    )

    assert blocks(source) == [
        ("heading", {"text": "Fog", "level": "2"}),
        (
            "paragraph",
            '<p>The <b>ferry</b> <s>sails</s> waits, see <a href="https://example.org/a?b=1&amp;c=2">the plan</a>.</p>'
            "<ul><li>one</li><li>two</li></ul>",
        ),
        ("quote", {"quote": "Nobody sails.", "attribution": "Ana Duarte"}),
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Boats"}],
                "rows": [{"values": ["2023", "40"]}],
                "caption": "",
            },
        ),
    ]


@pytest.mark.parametrize(
    ("source", "body_format", "expected"),
    [
        ("One.\n\nTwo <3 *it*.", "", "<p>One.</p><p>Two &lt;3 <i>it</i>.</p>"),
        ("<p>One *it*.</p>", "", "<p>One *it*.</p>"),
        ("One<br>two *it*", "", "<p>One<br/>two *it*</p>"),
        ("One <b>two</b> *it*", "", "<p>One <b>two</b> <i>it</i></p>"),
        ("One *it*", "html", "<p>One *it*</p>"),
        ("<p>One\n\n*it*</p>", "markdown", "<p>One</p><p><i>it</i></p>"),
    ],
)
def test_the_format_is_detected_unless_it_is_given(source: str, body_format: str, expected: str) -> None:
    assert blocks(source, body_format) == [("paragraph", expected)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p onclick='x()' style='color:red'>A</p><script>steal()</script><style>p{}</style><!-- c -->", "<p>A</p>"),
        ("<p><a href='javascript:steal()'>A</a> <a href=' JaVa\tScript:steal()'>B</a></p>", "<p>A B</p>"),
        ("<p><a href='data:text/html,x' onmouseover=x>A</a></p>", "<p>A</p>"),
        ("<p><a linktype='page' id='3'>A</a><a data-linktype='page' data-id='3'>B</a></p>", "<p>AB</p>"),
        ("<p>A<embed embedtype='image' id='1' format='left' alt='x'></p>", "<p>A</p>"),
        ("<p>A<svg onload=steal()><text>no</text></svg></p><math><mi>no</mi></math>", "<p>A</p>"),
        ("<p>A &lt;script&gt;x&lt;/script&gt;</p>", "<p>A &lt;script&gt;x&lt;/script&gt;</p>"),
        ("<p>A<template><b>no</b></template><noscript><img src=x onerror=y></noscript></p>", "<p>A</p>"),
    ],
)
def test_nothing_that_could_run_is_left(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One<p>Two <b>bold<p>still", "<p>One</p><p>Two <b>bold</b></p><p><b>still</b></p>"),
        (
            "Loose<br><br>new <i>one</i><div>two<div>three</div></div>",
            "<p>Loose</p><p>new <i>one</i></p><p>two</p><p>three</p>",
        ),
        ("<p>&nbsp;</p><p> <b> </b></p><p>Text</p>", "<p>Text</p>"),
        ("H<sub>2</sub>O m<sup>2</sup> <u>under</u>", "<p>H<sub>2</sub>O m<sup>2</sup> under</p>"),
        ("<a href='//a.example'><p>1</p><p>2</p></a>", f"<p>{link(HTTPS, '1')}</p><p>{link(HTTPS, '2')}</p>"),
        (
            "<a href='https://a.example'>1</a><a href='https://a.example'>2</a>",
            f"<p>{link(HTTPS, '1')}{link(HTTPS, '2')}</p>",
        ),
        ("<a href='https://a.example'>1<br>2</a><br>3", f"<p>{link(HTTPS, '1 2')}<br/>3</p>"),
        ("<a href='mailto:a@b.example'>1</a>", f"<p>{link('mailto:a@b.example', '1')}</p>"),
        ("<a href='tel:+351'>1</a>", f"<p>{link('tel:+351', '1')}</p>"),
        (
            "<ul><li><p>a</p><p>b</p></li><ul><li>c</li></ul><li> </li></ul>",
            "<ul><li>a<br/>b<ul><li>c</li></ul></li></ul>",
        ),
        ("<ol><li><h2>a</h2><table><tr><td>b<td>c</table></li></ol>", "<ol><li>a<br/>b<br/>c</li></ol>"),
        (
            "<dl><dt>Term<dd>Meaning</dl><pre>x = 1\ny = 2</pre><hr>",
            "<p><b>Term</b></p><p>Meaning</p><p>x = 1<br/>y = 2</p>",
        ),
        (
            "<figure><figcaption>Words</figcaption></figure><details><summary>S</summary>d</details>",
            "<p>Words</p><p>S</p><p>d</p>",
        ),
        ("<b>a<strong>b</strong></b>", "<p><b>ab</b></p>"),
    ],
)
def test_html_of_any_kind_becomes_paragraphs(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(
    ("source", "quote", "attribution"),
    [
        ("<blockquote>Words</blockquote>", "Words", ""),
        ("<blockquote><p>One</p><p>Two</p></blockquote>", "One\n\nTwo", ""),
        ("<blockquote>Words <cite>Ben Li</cite></blockquote>", "Words", "Ben Li"),
        ("<blockquote>She read <cite>The Quay</cite> daily.</blockquote>", "She read The Quay daily.", ""),
        ("<figure><blockquote>Words</blockquote><figcaption>– Ben Li</figcaption></figure>", "Words", "Ben Li"),
        ("<blockquote><p>«Words»</p></blockquote>", "Words", ""),
        ("<blockquote>“One” and “two”</blockquote>", "“One” and “two”", ""),
    ],
)
def test_quotations(source: str, quote: str, attribution: str) -> None:
    assert blocks(source) == [("quote", {"quote": quote, "attribution": attribution})]


def test_tables_are_filled_up() -> None:
    source = """<figure><table>
        <thead><tr><th>Pier</th><th colspan="2">Boats</th></tr></thead>
        <tr><td rowspan="2">North</td><td>in</td><td>4</td></tr><tr><td>out</td><td><p>5</p><p>late</p></td></tr>
        <tr><td>South</td></tr><tr><td></td></tr>
    </table><figcaption>Traffic</figcaption></figure>"""

    ((kind, table),) = blocks(source)
    assert kind == "table"
    assert [column["heading"] for column in table["columns"]] == ["Pier", "Boats", ""]
    assert [row["values"] for row in table["rows"]] == [
        ["North", "in", "4"],
        ["", "out", "5 late"],
        ["South", "", ""],
    ]
    assert table["caption"] == "Traffic"
    assert blocks("<table><tr><td> </td></tr></table><blockquote></blockquote><h2></h2>") == []


def test_a_table_without_headings_has_empty_ones() -> None:
    ((_, table),) = blocks("<table><tr><th>Pier</th><td>4</td></tr></table>")

    assert table == {
        "columns": [{"type": "text", "heading": ""}, {"type": "text", "heading": ""}],
        "rows": [{"values": ["Pier", "4"]}],
        "caption": "",
    }


def test_what_is_left_out_is_noted() -> None:
    source = (
        "<p>A<img src='boat.jpg' alt='x'></p><figure><img src='data:image/png;base64,x'><figcaption>No</figcaption>"
        "</figure><iframe src='https://video.example/1'>no</iframe><video src='a.mp4'>no</video>"
        "<p><a href='/b'>B</a></p>"
        f"<h2>{'long ' * 50}</h2><table><tr><td><img src='c.png'>x</td></tr></table>"
    )

    assert blocks(source) == [("paragraph", f"<p>A</p><p>B</p><p><b>{('long ' * 50).strip()}</b></p><p>x</p>")]
    assert notes(source) == [
        "left out a picture: boat.jpg",
        "left out a picture",
        "left out an iframe: https://video.example/1",
        "left out a video: a.mp4",
        "left the text of a link without its address, which names no site: /b",
        "made text of a heading of 249 characters: long long long long long long long long …",
        "left out a picture: c.png",
    ]


@pytest.mark.parametrize("source", ["<div>" * 300, "<ul><li>" * 300, "<b><p>" * 20_000])
def test_a_bottomless_story_is_refused(source: str) -> None:
    with pytest.raises(TooDeep):
        convert(source)


def test_an_editor_who_saves_the_text_does_not_change_it() -> None:
    (block,), _ = convert(
        "<p>A <b>b <i>c</i></b> <a href='https://a.example'>d</a><br>e &amp; \"f\"</p><ul><li>g</ul>"
    )
    editor = ContentstateConverter(features=TEXT_FEATURES)
    html = block["value"]["html"]

    assert editor.to_database_format(editor.from_database_format(html)) == html


def test_the_blocks_are_those_of_the_model() -> None:
    found, _ = convert("<h2>a</h2><p>b</p><blockquote>c</blockquote><table><tr><td>d</td></tr></table>")

    body = ArticlePage.body.field
    assert [child.block_type for child in body.stream_block.clean(body.to_python(json.dumps(found)))] == [
        "heading",
        "paragraph",
        "quote",
        "table",
    ]
