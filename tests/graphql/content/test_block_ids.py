"""Ids of blocks and previews: unique over everything that a client may cache beside them."""

import json
import logging
from base64 import b64encode
from typing import Any

import pytest
from wagtail import blocks

from cms.graphql.content.block_checks import check_blocks
from cms.graphql.content.streamfield import handler_for
from cms.graphql.context import Context
from cms.graphql.declarations import GraphQLStreamField
from cms.graphql.schema.registry import object_types
from cms.graphql.schema.types import build_type
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, list_of, make_article, make_translation, stored

ASK = """query($path: String!) { page(path: $path) { id ... on ArticlePage { body {
    id ... on GalleryBlock { items { id } } ... on HeadingBlock { anchor } } } } }"""


def ids_at(api: GraphQLClient, path: str) -> list[str]:
    """Returns the ids of a page and of everything in its body."""
    page = api.data(ASK, path=path)["page"]
    items = [item["id"] for block in page["body"] for item in block.get("items", [])]
    return [page["id"], *(block["id"] for block in page["body"]), *items]


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    pictures = [{"image": ImageFactory().pk, "caption": "", "credit": ""} for _number in range(2)]
    body = stored(("heading", {"text": "One", "level": "2"}), ("gallery", {"items": pictures}))
    return make_article(index, slug="one", body=body)


def test_a_copy_and_a_translation_share_no_id_with_their_page(
    index: NewsIndexPage, article: ArticlePage, api: GraphQLClient
) -> None:
    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"})
    copy.save_revision().publish()
    french = make_translation(article, "fr", slug="un")
    alias = article.create_alias(parent=index, update_slug="alias")
    found = [ids_at(api, path) for path in ("/news/one/", "/news/copy/", "/news/alias/")]
    found.append(
        [
            page["id"]
            for page in api.data('{ articles(locale: "fr") { nodes { id body { id } } } }')["articles"]["nodes"]
        ]
    )

    assert {len(one) for one in found[:3]} == {5}
    everything = [one for ids in found for one in ids]
    assert len(everything) == len(set(everything))
    assert (alias.pk, french.pk) != (article.pk, article.pk)


def test_ids_stay_when_a_body_is_edited_and_its_blocks_move(article: ArticlePage, api: GraphQLClient) -> None:
    before = ids_at(api, "/news/one/")
    article = ArticlePage.objects.get(pk=article.pk)
    article.body = json.dumps(list(reversed(article.body.raw_data[:])))
    article.save_revision().publish()

    assert sorted(ids_at(api, "/news/one/")) == sorted(before)


def test_anchors_do_not_depend_on_the_page(index: NewsIndexPage, article: ArticlePage, api: GraphQLClient) -> None:
    article.copy(update_attrs={"slug": "copy"}).save_revision().publish()
    first, second = (api.data(ASK, path=path)["page"]["body"][0] for path in ("/news/one/", "/news/copy/"))

    assert first["anchor"] == second["anchor"]
    assert first["id"] != second["id"]


def test_blocks_keep_their_ids(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = ImageFactory()
    make_article(
        index,
        body=stored(
            ("quote", {"quote": "One"}),
            ("gallery", {"items": list_of({"image": image.pk}, {"image": image.pk})}),
        ),
    )

    (article,) = api.data("{ articles { nodes { body { id ... on GalleryBlock { items { id } } } } } }")["articles"][
        "nodes"
    ]

    tail = "-0000-4000-8000-000000000000"
    page = ArticlePage.objects.get()

    def named(kind: str, local: str) -> str:
        return b64encode(f"{kind}:{page.pk}/{local}".encode()).decode()

    assert article["body"] == [
        {"id": named("QuoteBlock", f"00000001{tail}")},
        {
            "id": named("GalleryBlock", f"00000002{tail}"),
            "items": [{"id": named("ImageBlock", "item-1")}, {"id": named("ImageBlock", "item-2")}],
        },
    ]


class Answers(blocks.StructBlock):
    """Questions of which nobody declared what one is."""

    rows = blocks.ListBlock(blocks.StructBlock([("question", blocks.CharBlock())]))
    graphql_fields = [GraphQLStreamField("rows", description="The questions.")]


@pytest.fixture
def undeclared() -> Any:
    object_types[Answers] = build_type(Answers)
    yield Answers
    del object_types[Answers]


def test_a_block_within_a_block_that_no_type_shows_is_refused_by_the_system_check(undeclared: Any) -> None:
    (error,) = check_blocks()

    assert error.id == "api.E006"
    assert error.msg == "Answers.rows lists a StructBlock of question, which is no block of the schema."
    assert error.hint == (
        "Decorate its class with `register_body_block`, or give the field a type of its own instead of `Block`."
    )


def test_a_stored_block_that_no_type_shows_is_left_out(
    db: None, undeclared: Any, caplog: pytest.LogCaptureFixture
) -> None:
    info: Any = type("Info", (), {"context": Context()})

    with caplog.at_level(logging.ERROR):
        given = handler_for(Answers().child_blocks["rows"]).resolve([{"question": "Why?"}], "1/body", "", info)

    assert given == []
    assert "A block of the type StructBlock is left out" in caplog.text


def test_the_blocks_of_this_project_are_all_declared() -> None:
    assert check_blocks() == []
