"""By what a client may ask for things: public ones first, then hidden ones that it has guessed."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Locale, Page

from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.projection import graphql_name
from cms.graphql.schema import global_ids
from cms.graphql.schema.interfaces import TREE_ORDER, Node
from cms.graphql.schema.registry import object_types
from cms.sites import SiteIndex
from news.graphql.querysets import ArticleOrder
from news.graphql.schema import NAME_ORDER
from news.models import Tag
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.rows import pages_among

ORDERS: list[TotalOrder] = [*(order.value for order in ArticleOrder), TREE_ORDER, NAME_ORDER]
CURSORS = 4


def names_of(newsroom: Newsroom) -> Mapping[str, list[str]]:
    """Return what arguments of each name may ask for."""
    rows = [*newsroom.public, *newsroom.kept, *newsroom.secret]
    slugs = [row.slug for row in rows if hasattr(row, "slug") and not isinstance(row, Page)]
    tags = [text for row in rows if isinstance(row, Tag) for text in (row.name, row.slug.upper())]
    hosts = [*newsroom.hosts, "nowhere.example"]
    locales = [*Locale.objects.values_list("language_code", flat=True), "xx"]
    # First what has most to show: what is filed somewhere.
    pages = sorted(pages_among(rows), key=lambda page: getattr(page, "category_id", None) is None)
    titles = [page.title for page in pages]
    cursors = [*_cursors(newsroom.public), *_cursors(newsroom.secret), "nonsense"]
    nodes = [*(global_ids.to_global_id(name, row.pk) for row in rows if (name := _node_name(row))), "nonsense"]
    words = [*titles, *slugs, *tags, *(title[:-2] for title in titles)]
    return {
        "slug": slugs,
        "category": slugs,
        "author": slugs,
        "tag": tags,
        "id": nodes,
        "ids": nodes,
        "site": hosts,
        "hostname": hosts,
        "query": words,
        "prefix": words,
        "path": _paths(rows),
        "locale": locales,
        "locales": locales[:4],
        "after": cursors,
        "before": cursors,
        "token": ["nonsense"],
    }


def _node_name(row: Any) -> str:
    kind = object_types.get(type(row))
    return graphql_name(type(row)) if kind is not None and Node in kind._meta.interfaces else ""


def _paths(rows: list[Any]) -> list[str]:
    sites = SiteIndex()
    trees = [(page, sites.tree_of(page)) for page in pages_among(rows)]
    paths = dict.fromkeys(tree.path_of(page) if tree else page.url_path for page, tree in trees)
    return [*paths, *(f"/moved-{number}/?a=b" for number, _tree in enumerate(trees)), "/nowhere/", "nonsense"]


def _cursors(rows: list[Any]) -> list[str]:
    """Return cursors as if a list had been read to one of these rows, under each order."""
    found = []
    for order in ORDERS:
        fit = [row for row in rows if getattr(row, order.key, None) is not None]
        found += [order.cursor(row) for row in fit[:: max(1, len(fit) // CURSORS)]]
    return found
