"""Types are built from declarations, and a wrong declaration stops the server before it serves."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from grapple.models import GraphQLInt, GraphQLString
from grapple.registry import RegistryItem, registry
from wagtail import blocks

from cms.api.body import register_body_block
from cms.api.needs import graphql_name
from cms.api.types import build_types
from cms.images.models import CreditedImage
from news.models import ArticlePage, Category

GROUPS = ("pages", "snippets", "images", "django_models", "settings", "documents", "collections", "streamfield_blocks")


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of nothing, so that the schema that is served stays as it is."""
    for group in GROUPS:
        monkeypatch.setattr(registry, group, RegistryItem())


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


def build(owner: type, group: str = "streamfield_blocks") -> Any:
    getattr(registry, group)[owner] = None
    return build_types()


@pytest.mark.usefixtures("empty_registry")
def test_a_type_holds_what_is_declared_and_no_more() -> None:
    (kind,) = build(NoteBlock)

    assert kind._meta.name == "NoteBlock"
    assert kind._meta.description == "A note to the reader."
    assert list(kind._meta.fields) == ["id", "text", "number"]
    assert kind._meta.fields["number"].deprecation_reason == "Ask for nothing."
    assert [interface.__name__ for interface in kind._meta.interfaces] == ["Block"]


@pytest.mark.usefixtures("empty_registry")
def test_who_declares_nothing_has_no_type() -> None:
    """Not even who inherits: nobody decided that a subclass is public."""
    assert build(LongNoteBlock) == []


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize(
    ("owner", "group", "declaration", "message"),
    [
        (NoteBlock, "streamfield_blocks", GraphQLString("text"), "“text” needs a description"),
        (
            NoteBlock,
            "streamfield_blocks",
            GraphQLString("author", description="Who."),
            "“author” is neither a child block nor a method of it",
        ),
        (
            Category,
            "snippets",
            GraphQLString("nothing", description="x"),
            "“nothing” is no column, property or method",
        ),
        (
            CreditedImage,
            "images",
            GraphQLString("renditions", description="x"),
            "“renditions” is no column, property or method",
        ),
        (
            ArticlePage,
            "pages",
            GraphQLString("tagged_items", description="x"),
            "“tagged_items” is no column, property or method",
        ),
    ],
)
def test_declarations_that_are_refused(
    monkeypatch: pytest.MonkeyPatch, owner: type, group: str, declaration: Any, message: str
) -> None:
    """A reverse relation would give rows that nobody narrowed."""
    monkeypatch.setattr(owner, "graphql_fields", [declaration])

    with pytest.raises(ImproperlyConfigured, match=message):
        build(owner, group)


def test_names() -> None:
    assert (graphql_name(ArticlePage), graphql_name(CreditedImage)) == ("ArticlePage", "Image")


def test_two_blocks_of_one_name_are_refused() -> None:
    twin = type("QuoteBlock", (blocks.StructBlock,), {"quote": blocks.CharBlock()})

    with pytest.raises(ImproperlyConfigured, match="There are two body blocks named “quote”"):
        register_body_block(twin)
