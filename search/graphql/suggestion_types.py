"""The types of search suggestions."""

from __future__ import annotations

from typing import Any

import graphene

from cms.graphql.context import Info
from cms.graphql.data.projection import requires
from cms.graphql.schema.interfaces import Node, Page
from search.graphql.suggestions import Suggested, SuggestionKind, node_of
from search.sources import path, url

SuggestionKindEnum = graphene.Enum.from_enum(
    SuggestionKind, description=lambda value: value.value if value else "What a suggestion is."
)
ADDRESS_COLUMNS = {"Category": ["slug", "locale_id"], "Author": ["slug"], "Tag": ["slug"]}
"""The columns that the address of a suggestion is made of, by the type of its node."""


class Suggestion(graphene.ObjectType):
    """A completion of what a visitor began to type."""

    text = graphene.String(required=True, description="A title, a name, or what others searched for.")
    kind = graphene.Field(SuggestionKindEnum, required=True, description="What it is.")
    node = graphene.Field(
        Node, description="The page, category, author or tag that it leads to; null for a search, which is to be made."
    )
    path = graphene.String(description="Path of that on its site; null for a search.")
    url = graphene.String(description="Absolute URL of that on the public frontend; null for a search.")
    page = graphene.Field(
        Page,
        description="The page with this title; null for all else.",
        deprecation_reason="Use `node`, which leads to categories, authors and tags, too.",
    )

    @staticmethod
    def resolve_node(suggested: Suggested, info: Info) -> Any:
        return node_of(info.context, suggested)

    @staticmethod
    @requires(only_of_types=ADDRESS_COLUMNS)
    def resolve_path(suggested: Suggested, info: Info) -> str | None:
        node = node_of(info.context, suggested)
        if node is None:
            return None
        return Page.resolve_path(node, info) if suggested.kind is SuggestionKind.PAGE else path(node, info)

    @staticmethod
    @requires(only_of_types=ADDRESS_COLUMNS)
    def resolve_url(suggested: Suggested, info: Info) -> str | None:
        node = node_of(info.context, suggested)
        if node is None:
            return None
        if suggested.kind is SuggestionKind.PAGE:
            return info.context.sites.public_tree_of(node).url_of(node)
        named_url: str | None = url(node, info)
        return named_url

    @staticmethod
    def resolve_page(suggested: Suggested, info: Info) -> Any:
        return node_of(info.context, suggested) if suggested.kind is SuggestionKind.PAGE else None
