"""Content of stored revisions that refers to deleted rows."""

from typing import Any

from django.apps import apps


def without_deleted(content: dict[str, Any]) -> dict[str, Any]:
    """Return a revision's content without a category and authors that have been deleted.

    Rows that only an old revision refers to are not protected, and modelcluster raises for a dangling PROTECT key.
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
