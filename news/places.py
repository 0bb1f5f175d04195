"""The site and language in which a category or author was reached, so that the lists below it stay there."""

from collections.abc import Mapping
from copy import copy
from typing import TypeVar

from django.db.models import Model

from cms.api.context import Context
from cms.api.loading import together
from cms.api.pages import rows_of
from cms.sites import Tree
from news.models import Category

M = TypeVar("M", bound=Model)


def reached_in(tree: Tree | None, rows: list[M]) -> list[M]:
    """Note on rows in which tree they were reached; those of one tree are loaded together."""
    for row in rows:
        row.__dict__["_reached_in"] = tree
    return together(rows)


def trees_of_list(
    context: Context, owner: Model, site: str | None, locale: str | None, *, every_locale: bool = False
) -> list[Tree]:
    """Return the trees whose articles a category's or author's list holds.

    Args:
        context: the request.
        owner: the category or author.
        site: hostname of the site; the site the owner was reached in, else the default site, for None.
        locale: language code; with None the one the owner was reached in, else the site's own.
        every_locale: with no `locale`, take all languages of the site: for what has a language itself.
    """
    tree: Tree | None = owner.__dict__.get("_reached_in")
    chosen = tree.site if tree and not site else context.site(site or None)
    if not locale and not every_locale:
        locale = tree.locale if tree and tree.site == chosen else context.own_locale(chosen)
    return context.sites.trees_of(chosen, locale or None)


def categories_in_tree(context: Context, keys: set[tuple[int, str]]) -> Mapping[tuple[int, str], Category]:
    """Load public categories by primary key and the root of the tree they are reached in."""
    loader = context.loader(rows_of(Category))
    loader.expect(pk for pk, _root in keys)
    found: dict[tuple[int, str], Category] = {}
    for root in {root for _pk, root in keys}:
        here = {pk: copy(row) for pk, of in sorted(keys) if of == root and (row := loader.get(pk)) is not None}
        reached_in(context.sites.tree_at(root), list(here.values()))
        found |= {(pk, root): category for pk, category in here.items()}
    return found
