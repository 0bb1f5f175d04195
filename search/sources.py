"""What the search takes from the newsroom: its models, and how their pages are filed and reached.

No other module of the search imports news, so that another content app can be searched by a change of this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from cms.visibility import Visibility
from news.graphql.address_fields import path, url
from news.graphql.connections import LOCALE, PUBLISHED_FROM, PUBLISHED_TO, SITE
from news.graphql.places import fetch_in_tree
from news.graphql.querysets import narrow
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Tag

__all__ = [
    "LOCALE",
    "PUBLISHED_FROM",
    "PUBLISHED_TO",
    "SITE",
    "ArticleAuthor",
    "ArticlePage",
    "ArticleTag",
    "Author",
    "Category",
    "Tag",
    "fetch_in_tree",
    "filing_of",
    "labels_of",
    "narrow",
    "path",
    "url",
]


def filing_of(page: Any) -> dict[str, Any]:
    """Return the category and the date by which a page is filtered and counted; nothing of one that is no article.

    Args:
        page: a page as its specific instance.

    Returns:
        `category`, a primary key or None, and `published_at`.
    """
    if not isinstance(page, ArticlePage):
        return {}
    return {"category": page.category_id, "published_at": page.dateline}


def labels_of(pages: Collection[int], visibility: Visibility) -> Mapping[int, list[str]]:
    """Return the names of the category, the public authors and the tags of articles, by primary key."""
    found: dict[int, list[str]] = defaultdict(list)
    authors = visibility.snippets(Author.objects.all())
    for rows in (
        ArticlePage.objects.filter(pk__in=pages, category__isnull=False).values_list("pk", "category__name"),
        ArticleAuthor.objects.filter(page__in=pages, author__in=authors).values_list("page", "author__name"),
        ArticleTag.objects.filter(content_object__in=pages).values_list("content_object", "tag__name"),
    ):
        for page, name in rows.order_by("pk"):
            found[page].append(name)
    return found
