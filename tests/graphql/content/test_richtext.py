"""Rich text as frontends get it: safe, absolute, and complete in what may be shown."""

from collections.abc import Callable

import pytest
from wagtail.models import Site

from cms.graphql.content.richtext import references
from cms.graphql.schema import global_ids
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    index_of,
    make_article,
    make_site,
    make_translation,
    stored,
)

Render = Callable[[str], str]
REL = ' rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ('<p data-block-key="ab12">Text</p>', "<p>Text</p>"),
        ("<p>a &amp; b &lt;c&gt; é</p>", "<p>a &amp; b &lt;c&gt; é</p>"),
        ("<p>a<br/>b</p><hr/>", "<p>a<br>b</p><hr>"),
        (
            "<h2>A</h2><ul><li>1</li></ul><ol><li>2</li></ol><blockquote>q</blockquote>",
            "<h2>A</h2><ul><li>1</li></ul><ol><li>2</li></ol><blockquote>q</blockquote>",
        ),
        ("<p>H<sub>2</sub>O x<sup>2</sup> <s>old</s> <code>x</code></p>",) * 2,
        ("<h1>A</h1><h5>B</h5><table><tr><td>C</td></tr></table><u>D</u>", "ABCD"),
        ('<p style="color:red" class="x" id="y" onclick="z()" lang="fr">A</p>', "<p>A</p>"),
    ],
)
def test_text(html: Render, source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '<a href="https://example.com/a?b=1&amp;c=2">x</a>',
            f'<a href="https://example.com/a?b=1&amp;c=2"{REL}>x</a>',
        ),
        ("<a href='http://example.com/'>x</a>", f'<a href="http://example.com/"{REL}>x</a>'),
        ('<a href="mailto:desk@example.org">x</a>', f'<a href="mailto:desk@example.org"{REL}>x</a>'),
        ('<a href="tel:+33123456789">x</a>', f'<a href="tel:+33123456789"{REL}>x</a>'),
        ('<a href="#what-happened">x</a>', '<a href="#what-happened">x</a>'),
        ('<a href="/about/">x</a>', '<a href="https://www.example.org/about/">x</a>'),
        ('<a href="//example.com/">x</a>', f'<a href="https://example.com/"{REL}>x</a>'),
        ('<a href="about/">x</a>', "x"),
        (
            '<a href="https://example.com/" target="_blank" onclick="x()">x</a>',
            f'<a href="https://example.com/"{REL}>x</a>',
        ),
        (
            '<a href="https://example.com/"><b>bold</b> link</a>',
            f'<a href="https://example.com/"{REL}><b>bold</b> link</a>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="JaVaScRiPt:alert(1)">x</a>', "x"),
        ('<a href="&#106;avascript:alert(1)">x</a>', "x"),
        ('<a href="java\tscript:alert(1)">x</a>', "x"),
        ('<a href=" javascript:alert(1)">x</a>', "x"),
        ('<a href="data:text/html,<script>alert(1)</script>">x</a>', "x"),
        ('<a href="vbscript:x">x</a>', "x"),
        ('<a href="file:///etc/passwd">x</a>', "x"),
        ('<a href="ftp://example.com/">x</a>', "x"),
        ('<a href="">x</a>', "x"),
        ("<a>x</a>", "x"),
        ('<a name="top">x</a>', "x"),
        ('<a linktype="page">x</a>', "x"),
        ('<a linktype="page" id="">x</a>', "x"),
        ('<a linktype="page" id="²">x</a>', "x"),
        ('<a linktype="page" id="99999999999999999999999">x</a>', "x"),
        ('<a linktype="page" id="1">x</a>', "x"),
        ('<a linktype="document" id="-1">x</a>', "x"),
        ('<a linktype="wormhole" id="1">x</a>', "x"),
        ('<a linktype="page" id="1" href="https://example.com/">x</a>', "x"),
        ('<a href="https://example.com/">unclosed', f'<a href="https://example.com/"{REL}>unclosed</a>'),
        ('<a linktype="page" id="1">unclosed', "unclosed"),
    ],
)
def test_links(html: Render, source: str, expected: str) -> None:
    assert html(f"<p>{source}</p>") == f"<p>{expected}</p>"


def test_links_within_links_of_tables_follow_one_another(html: Render) -> None:
    """The parser lets a table hold a link within a link; the inner one was printed as it is stored."""
    source = '<a href="#a">x<table><tr><td><a linktype="page" id="1">y</a></td></tr></table>z</a>'

    assert html(source) == '<a href="#a">x</a>yz'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>alert(1)</script>ok", "ok"),
        ("<SCRIPT SRC=//example.com/x.js></SCRIPT>ok", "ok"),
        ("<style>p{display:none}</style>ok", "ok"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt&gt;alert(1)ipt&gt;"),
        ('<img src=x onerror="alert(1)">', ""),
        ('<img src="javascript:alert(1)">', ""),
        ('<img src="https://tracker.example.com/pixel.gif">', ""),
        ("<svg onload=alert(1)><circle/></svg>ok", "ok"),
        ("<math><mtext><script>alert(1)</script></mtext></math>ok", "ok"),
        ('<iframe src="https://example.com/"></iframe>ok', "ok"),
        ('<object data="x"></object><embed src="x">ok', "ok"),
        ("<form action=x><input name=y><button>z</button></form>", "z"),
        ("<!-- comment --><![CDATA[x]]>ok", "ok"),
        ("<p><b>unclosed <i>nested</p>", "<p><b>unclosed <i>nested</i></b></p>"),
        ("</p></div>ok<", "<p></p>ok&lt;"),
        (
            "<p>a</p><noscript><p title='</noscript><img src=x onerror=x>'>",
            "<p>a</p>&lt;p title=''&gt;",
        ),
        ('<base href="https://example.com/"><meta http-equiv=refresh content=0>ok', "ok"),
        ("<template><b>x</b></template>ok", "ok"),
    ],
)
def test_what_is_unsafe_is_removed(html: Render, source: str, expected: str) -> None:
    assert html(source) == expected


def test_links_to_pages_and_documents(index: NewsIndexPage, html: Render) -> None:
    page = make_article(index, slug="harbour")
    french = make_translation(page, "fr", slug="port")
    document = DocumentFactory()
    source = (
        f"<p><a id=\"{page.pk}\" linktype=\"page\">one</a> <a linktype='page' id='{french.pk}'><b>two</b></a>"
        f' <a linktype="document" id="{document.pk}">three</a></p>'
    )

    first, second = (f'data-id="{global_ids.to_global_id("ArticlePage", one.pk)}"' for one in (page, french))
    assert html(source) == (
        f'<p><a href="https://www.example.org/news/harbour/" {first} data-path="/news/harbour/">one</a>'
        f' <a href="https://www.example.org/fr/news/port/" {second} data-path="/fr/news/port/"><b>two</b></a>'
        f' <a href="http://testserver/documents/{document.pk}/{document.filename}">three</a></p>'
    )


def test_links_with_a_path_alone_lead_into_the_pages_own_site(index: NewsIndexPage, api: GraphQLClient) -> None:
    other = index_of(make_site("sport.example.org", default=False))
    text = '<p><a href="/about/">About</a></p>'
    for one in (index, other):
        one.intro = text
        one.save()
        make_article(one, body=stored(("paragraph", {"html": text}), ("callout", {"html": text})))

    answer = api.data(
        """{
          here: page(path: "/news/") { ...texts }
          there: page(path: "/news/", site: "sport.example.org") { ...texts }
        }
        fragment texts on NewsIndexPage {
          intro articles { nodes { body { ... on ParagraphBlock { html } ... on CalloutBlock { html } } } }
        }"""
    )

    for name, address in (("here", "https://www.example.org"), ("there", "http://sport.example.org")):
        html = f'<p><a href="{address}/about/">About</a></p>'
        assert answer[name] == {"intro": html, "articles": {"nodes": [{"body": [{"html": html}] * 2}]}}


def test_links_to_pages_of_another_site_leave_the_site(index: NewsIndexPage, api: GraphQLClient) -> None:
    other = index_of(make_site("sport.example.org", default=False))
    for one in (index, other):
        one.intro = f'<p><a linktype="page" id="{index.pk}">News</a> <a linktype="page" id="{other.pk}">Sport</a></p>'
        one.save()

    answer = api.data(
        """{
          here: page(path: "/news/") { ...texts }
          there: page(path: "/news/", site: "sport.example.org") { ...texts }
        }
        fragment texts on NewsIndexPage { intro introContent }"""
    )

    ids = [global_ids.to_global_id("NewsIndexPage", one.pk) for one in (index, other)]
    addresses = ["https://www.example.org/news/", "http://sport.example.org/news/"]
    for name, own in (("here", 0), ("there", 1)):
        paragraph = answer[name]["introContent"]["children"][0]["children"]
        for number, node in ((0, paragraph[0]), (1, paragraph[2])):
            page = {"id": ids[number], "path": "/news/"} if number == own else None
            assert {key: node[key] for key in ("url", "external", "page")} == {
                "url": addresses[number],
                "external": number != own,
                "page": page,
            }
        routed = f'<a href="{addresses[own]}" data-id="{ids[own]}" data-path="/news/">'
        assert routed in answer[name]["intro"]
        assert f'<a href="{addresses[1 - own]}" rel="noopener noreferrer">' in answer[name]["intro"]


def test_pictures(site: Site, html: Render) -> None:
    image = ImageFactory(description='A "bridge"')
    url = image.placeholder

    assert html(f'<embed embedtype="image" id="{image.pk}" format="left" alt="Here &amp; now"/>') == (
        f'<figure class="left"><img src="{url}" alt="Here &amp; now" width="64" height="48"></figure>'
    )
    assert html(f'<embed id="{image.pk}" embedtype="image">') == (
        f'<figure class="fullwidth"><img src="{url}" alt="A &quot;bridge&quot;" width="64" height="48"></figure>'
    )
    assert html(f'<embed embedtype="image" id="{image.pk}" format=\'"><script>\' alt=\'"><script>\'/>') == (
        '<figure class="&quot;&gt;&lt;script&gt;">'
        f'<img src="{url}" alt="&quot;&gt;&lt;script&gt;" width="64" height="48"></figure>'
    )
    assert html('<embed embedtype="image" id="999999" alt=""/><embed embedtype="image"/><embed/>ok') == "ok"


def test_media_become_links(html: Render) -> None:
    """The markup of a provider is no rich text; a frontend that wants it offers embed blocks."""
    assert html('<embed embedtype="media" url="https://video.example.com/1?a=1&amp;b=2"/>') == (
        f'<a href="https://video.example.com/1?a=1&amp;b=2"{REL}>https://video.example.com/1?a=1&amp;b=2</a>'
    )
    assert html('<embed embedtype="media" url="javascript:alert(1)"/>') == ""
    assert html('<embed embedtype="media"/>ok') == "ok"


def test_references() -> None:
    source = (
        '<a linktype="page" id="3">a</a><a linktype="document" id="4">b</a><a href="https://example.com/">c</a>'
        '<embed embedtype="image" id="5"/><embed embedtype="media" url="x"/><a linktype="page" id="x">d</a>'
    )

    assert list(references(source)) == [("page", 3), ("document", 4), ("image", 5)]
