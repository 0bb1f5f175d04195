"""All imports of the search from news: models, filters of articles, addresses and display.

No other module of the search imports news, so that only this one has to change for another content app.
"""

from __future__ import annotations

from typing import Any

from news.admin.article_chooser import load_for_display, state_in_words
from news.graphql.address_fields import path, url
from news.graphql.category_fields import categories_of, category_tree
from news.graphql.connections import LOCALE, SITE, ArticleConditions
from news.graphql.places import fetch_in_tree
from news.graphql.querysets import ANY_TAG, narrow, resolve_tags
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Tag

__all__ = [
    "ANY_TAG",
    "LOCALE",
    "SITE",
    "ArticleAuthor",
    "ArticleConditions",
    "ArticlePage",
    "ArticleTag",
    "Author",
    "Category",
    "Tag",
    "categories_of",
    "category_tree",
    "fetch_in_tree",
    "filing_of",
    "load_for_display",
    "narrow",
    "path",
    "resolve_tags",
    "state_in_words",
    "url",
]


def filing_of(page: Any) -> dict[str, Any]:
    """Return the category and the date by which results are filtered and faceted; empty for pages other than articles.

    Args:
        page: a page as its specific instance.

    Returns:
        `category`, a primary key or None, and `published_at`.
    """
    if not isinstance(page, ArticlePage):
        return {}
    return {"category": page.category_id, "published_at": page.dateline}
