"""What plain text, links, lists and marks keep, and what of them is noted."""

import pytest

from news.importing.bodies.formats import detect_body_format
from tests.news.importing.bodies.contents import read, text

LINK = '<a href="https://e.example">link</a>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("In the year\n\n1986. A great year.", "<p>In the year</p><p>1986. A great year.</p>"),
        ("2. Platz für Müller", "<p>2. Platz für Müller</p>"),
        ("[sic]; <name withheld>", "<p>[sic]; &lt;name withheld&gt;</p>"),
        ("Headline\n---", "<p>Headline<br/>---</p>"),
        ("Roses are red\nViolets are blue\n\n5 * 3 * 2", "<p>Roses are red<br/>Violets are blue</p><p>5 * 3 * 2</p>"),
    ],
)
def test_plain_text_keeps_every_character(source: str, expected: str) -> None:
    assert detect_body_format(source) == "text"
    assert read(source) == ([text(expected)], [])


@pytest.mark.parametrize(
    ("source", "body_format"),
    [
        ("<!-- wp:paragraph -->", "wordpress"),
        ("[gallery]", "wordpress"),
        ("A <b>b</b>", "wordpress"),
        ("<p>A</p>", "html"),
        ("# A", "markdown"),
        ("[a](b)", "markdown"),
        ("**a**", "markdown"),
        ("- a\n- b", "markdown"),
        ("#topic and @name_of_one", "text"),
        ("- a dash", "text"),
        ("", "text"),
    ],
)
def test_the_format_of_a_body(source: str, body_format: str) -> None:
    assert detect_body_format(source) == body_format


def test_text_in_angle_brackets_is_text_in_every_format() -> None:
    for body_format in ("text", "html", "markdown", "wordpress"):
        assert read("By <name withheld>, <O'Brien>.", body_format)[0] == [
            text("<p>By &lt;name withheld&gt;, &lt;O'Brien&gt;.</p>")
        ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<ol start="5"><li>five<ul><li>x</li></ul></li><li>six</li></ol>',
            "<p>5. five</p><ul><li>x</li></ul><p>6. six</p>",
        ),
        ('<ol><li>a</li><li value="4">b</li></ol>', "<p>1. a</p><p>4. b</p>"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "<p>2. a</p><p>1. b</p>"),
        ('<ul><li>a<ol start="3"><li>c</li></ol></li></ul>', "<ul><li>a<br/>3. c</li></ul>"),
    ],
)
def test_the_numbers_of_a_list_stay(html: str, expected: str) -> None:
    found, notes = read(html)

    assert found == [text(expected)]
    assert [note[:40] for note in notes] == ["wrote the numbers of a list as text, bec"]


def test_links_of_quotes_tables_and_headings_stand_below_them() -> None:
    html = (
        f"<table><tr><td>b {LINK}</td></tr></table><h6>six {LINK}</h6>"
        f'<blockquote>said {LINK} <a href="https://e.example/2">two</a></blockquote>'
    )

    found, notes = read(html)
    assert [kind for kind, _value in found] == ["table", "paragraph", "heading", "paragraph", "quote", "paragraph"]
    assert found[1] == text(f"<p>{LINK}</p>")
    assert found[5] == text(f'<ul><li>{LINK}</li><li><a href="https://e.example/2">two</a></li></ul>')
    assert notes == [
        "put 1 link of a table below it", "put 1 link of a heading below it", "put 2 links of a quote below it"
    ]  # fmt: skip


def test_tables_that_place_text_are_text() -> None:
    html = (
        "<table><tr><td><p>one</p><p>two</p></td></tr></table>"
        "<table><tr><td>a<table><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
    )

    found, _notes = read(html)
    assert found[0] == text("<p>one</p><p>two</p><p>a</p>")
    assert found[1][1]["rows"] == [{"values": ["1", "2"]}]


def test_code_and_marks() -> None:
    assert read("<pre>if a:\n    b()\n\nc</pre><p><u>u</u> <q>said</q> <mark>m</mark></p>") == (
        [text("<p>if a:<br/>\u00a0\u00a0\u00a0\u00a0b()</p><p>c</p><p>u “said” m</p>")],
        [
            "made ordinary text of code or verse, with its lines and its spaces",
            "left out underlining, and kept the text",
            "left out highlighting, and kept the text",
        ],
    )


def test_marks_and_lists_of_word_processors() -> None:
    html = (
        '<p><span style="font-weight:700">bold</span> <span style="font-style:italic">it</span></p>'
        '<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Item</p>'
    )

    assert read(html) == ([text("<p><b>bold</b> <i>it</i></p><ul><li>Item</li></ul>")], [])


def test_relative_links() -> None:
    html = '<p><a href="/a.html">a</a> <a href="b.html">b</a> <a href="#c">c</a></p>'

    assert read(html, address="https://old.example/2019/x.html") == (
        [text('<p><a href="https://old.example/a.html">a</a> <a href="https://old.example/2019/b.html">b</a> c</p>')],
        ["left the text of a link to another place of the story: #c"],
    )
    assert read(html, keeps_paths=True)[0] == [text('<p><a href="/a.html">a</a> b c</p>')]


@pytest.mark.parametrize("source", [" <p>&nbsp;</p>", "<script>x()</script>", "<!-- wp:spacer /-->"])
def test_a_story_that_comes_out_empty_is_noted(source: str) -> None:
    assert read(source) == ([], ["has no story: nothing in its body is for readers"])
