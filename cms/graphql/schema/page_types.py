"""The types of pages as values of an enum."""

import re

import graphene
from wagtail.models import Page

from cms.graphql.schema.registry import page_models

_DESCRIPTIONS = {
    "ARTICLE": "News articles.",
    "STANDARD": "Pages that are no news: about, contact, terms.",
    "NEWS_INDEX": "Listings of articles.",
    "HOME": "Front pages.",
}


def kind_of(model: type[Page]) -> str:
    """Return the value of the enum PageType for a page model: ARTICLE for ArticlePage."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.__name__.removesuffix("Page")).upper()


def kinds() -> dict[str, type[Page]]:
    """Return the page models of the schema, by their values of the enum PageType."""
    return {kind_of(model): model for model in page_models()}


PageType = graphene.Enum(
    "PageType",
    [(kind, kind) for kind in dict.fromkeys([*_DESCRIPTIONS, *kinds()])],
    description=lambda value: (
        _DESCRIPTIONS.get(value.name, f"Pages of the type {value.name}.") if value else "A type of page."
    ),
)
