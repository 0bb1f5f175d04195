"""What was stored of an article, and may refer to rows that are no more."""

from typing import Any

from django.apps import apps


def without_deleted(content: dict[str, Any]) -> dict[str, Any]:
    """Return a revision's content without the category and the authors that were deleted since.

    Nothing protects what only an old revision names, and modelcluster fails on a protected key that leads nowhere.
    """
    categories = apps.get_model("news", "Category")._default_manager
    authors = apps.get_model("news", "Author")._default_manager
    category, bylines = content.get("category"), content.get("bylines", [])
    known = authors.in_bulk([byline["author"] for byline in bylines])
    return {
        **content,
        "category": category if category and categories.filter(pk=category).exists() else None,
        "bylines": [byline for byline in bylines if byline["author"] in known],
    }
