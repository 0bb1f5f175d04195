"""Types are built from declarations, and a wrong declaration stops the server before it serves."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks
from wagtail.models import Page as WagtailPage

from cms.body.blocks import register_body_block
from cms.graphql import declarations
from cms.graphql.data.projection import graphql_name
from cms.graphql.declarations import GraphQLInt, GraphQLString, declared_blocks
from cms.graphql.schema.registry import declared_models, object_types, page_models
from cms.graphql.schema.types import build_type
from cms.images.models import CreditedImage
from news.models import ArticlePage, Category


class NoteBlock(blocks.StructBlock):
    """A note to the reader.

    What follows is for developers.
    """

    text = blocks.CharBlock()
    count = blocks.IntegerBlock()

    graphql_fields = [
        GraphQLString("text", required=True, description="The note."),
        GraphQLInt("number", source="count", description="How often.", deprecation_reason="Ask for nothing."),
    ]


class LongNoteBlock(NoteBlock):
    """It declares nothing itself."""


def test_a_type_holds_what_is_declared_and_no_more() -> None:
    kind: Any = build_type(NoteBlock)

    assert kind._meta.name == "NoteBlock"
    assert kind._meta.description == "A note to the reader."
    assert list(kind._meta.fields) == ["id", "text", "number"]
    assert kind._meta.fields["number"].deprecation_reason == "Ask for nothing."
    assert [interface.__name__ for interface in kind._meta.interfaces] == ["Block"]


def test_who_declares_nothing_has_no_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even who inherits: nobody decided that a subclass is public."""
    registry = {"note": NoteBlock, "long_note": LongNoteBlock}
    monkeypatch.setattr(declarations, "body_blocks", registry)

    assert [block for block in declared_blocks() if block in registry.values()] == [NoteBlock]
    assert WagtailPage not in declared_models()
    assert set(page_models()) == {model for model in object_types if issubclass(model, WagtailPage)}


@pytest.mark.parametrize(
    ("owner", "declaration", "message"),
    [
        (NoteBlock, GraphQLString("text"), "“text” needs a description"),
        (
            NoteBlock,
            GraphQLString("author", description="Who."),
            "“author” is neither a child block nor a method of it",
        ),
        (
            Category,
            GraphQLString("nothing", description="x"),
            "“nothing” is no column, property or method",
        ),
        (
            CreditedImage,
            GraphQLString("renditions", description="x"),
            "“renditions” is no column, property or method",
        ),
        (
            ArticlePage,
            GraphQLString("tagged_items", description="x"),
            "“tagged_items” is no column, property or method",
        ),
    ],
)
def test_declarations_that_are_refused(
    monkeypatch: pytest.MonkeyPatch, owner: type, declaration: Any, message: str
) -> None:
    """A reverse relation would give rows that nobody narrowed."""
    monkeypatch.setattr(owner, "graphql_fields", [declaration])

    with pytest.raises(ImproperlyConfigured, match=message):
        build_type(owner)


def test_names() -> None:
    assert (graphql_name(ArticlePage), graphql_name(CreditedImage)) == ("ArticlePage", "Image")


def test_two_blocks_of_one_name_are_refused() -> None:
    twin = type("QuoteBlock", (blocks.StructBlock,), {"quote": blocks.CharBlock()})

    with pytest.raises(ImproperlyConfigured, match="There are two body blocks named “quote”"):
        register_body_block(twin)
