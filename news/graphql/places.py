"""The site and locale through which a row was resolved, the defaults for the fields of a category, author or tag."""

from collections.abc import Callable, Mapping
from copy import copy
from functools import cache
from typing import TypeVar

from django.db.models import Case, IntegerField, Model, Value, When
from wagtail.models import Site

from cms.graphql.context import Context
from cms.graphql.data.page_loaders import rows_of
from cms.graphql.errors import BadUserInput
from cms.sites import SiteLocale

M = TypeVar("M", bound=Model)


def reached_in(context: Context, tree: SiteLocale | None, rows: list[M]) -> list[M]:
    """Record the tree (site and locale) through which rows were resolved, add them as a batch and return them."""
    _places(context).update((id(row), tree) for row in rows)
    return context.batches.add(rows)


def _places(context: Context) -> dict[int, SiteLocale | None]:
    """Return the tree through which each row was resolved, by its `id()`; its batch keeps the row alive."""
    return context.get_or_set("places", dict)


def root_reached_in(context: Context, owner: Model) -> str:
    """Return the root path of the tree through which a row was resolved; empty for none."""
    tree = _places(context).get(id(owner))
    return tree.root if tree else ""


def place_of(context: Context, owner: Model, site: str | None, locale: str | None) -> tuple[Site, str]:
    """Return the site and the language code for a field of a category, author or tag.

    Args:
        context: the request.
        owner: the category, author or tag.
        site: hostname of the site; None for the site through which the owner was resolved, else the default site.
        locale: language code; None for the locale through which the owner was resolved, else the site's default.

    Raises:
        BadUserInput: when there is no such site.
    """
    tree = _places(context).get(id(owner))
    chosen = tree.site if tree and not site else context.site(site)
    return chosen, locale or (tree.locale if tree and tree.site == chosen else context.own_locale(chosen))


def trees_of_list(
    context: Context, owner: Model, site: str | None, locale: str | None, *, every_locale: bool = False
) -> list[SiteLocale]:
    """Return the trees for a list of articles of a category, author or tag.

    With `every_locale` and no `locale` these are all trees of the site, for owners that have a language themselves.
    The other arguments are those of `place_of`.
    """
    chosen, code = place_of(context, owner, site, locale)
    return context.open_trees(chosen, None if every_locale and not locale else code)


def tree_of_page(context: Context, owner: Model, site: str | None, locale: str | None) -> SiteLocale:
    """Return the tree for the frontend page of a category, author or tag.

    The arguments are those of `place_of`.

    Raises:
        BadUserInput: when there is no such site, or it has no pages in the language.
    """
    chosen, code = place_of(context, owner, site, locale)
    trees = context.open_trees(chosen)
    found = next((tree for tree in trees if tree.locale == code), None)
    if found is None:
        raise BadUserInput(f"This site has no pages in this language. It has {', '.join(t.locale for t in trees)}.")
    return found


def root_place(
    context: Context, site: str | None, locale: str | None, *, every_locale: bool = False
) -> tuple[list[SiteLocale], SiteLocale | None]:
    """Return the trees that a root field reads, and the tree through which its rows are resolved.

    Args:
        context: the request.
        site: hostname of the site; None for the default site.
        locale: language code; None for the site's default.
        every_locale: without `locale`, read all languages of the site.

    Returns:
        The trees to read, and that of the language; None where the site has no pages in it.
    """
    chosen = context.site(site)
    code = locale or context.own_locale(chosen)
    trees = context.open_trees(chosen, None if every_locale and not locale else code)
    return trees, next((tree for tree in trees if tree.locale == code), None)


def tree_by_path(context: Context, path: str) -> Case:
    """Return the expression for the tree of a page: the primary key of its root page.

    Args:
        context: the request.
        path: the lookup of the page's treebeard path.
    """
    trees = sorted(context.sites.trees, key=lambda tree: len(tree.root), reverse=True)
    cases = (When(**{f"{path}__startswith": tree.root, "then": Value(tree.root_id)}) for tree in trees)
    return Case(*cases, output_field=IntegerField())


@cache
def fetch_in_tree(model: type[M]) -> Callable[[Context, set[tuple[int, str]]], Mapping[tuple[int, str], M]]:
    """Return the fetch function of a dataloader for public rows of a model, by primary key and root of a tree.

    The rows are resolved through that tree. Each model has one function, as dataloaders are found by it.
    """

    def fetch(context: Context, keys: set[tuple[int, str]]) -> Mapping[tuple[int, str], M]:
        loader = context.loader(rows_of(model))
        loader.enqueue(pk for pk, _root in keys)
        found: dict[tuple[int, str], M] = {}
        for root in {root for _pk, root in keys}:
            here = {pk: copy(row) for pk, of in sorted(keys) if of == root and (row := loader.get(pk)) is not None}
            reached_in(context, context.sites.tree_at(root), list(here.values()))
            found |= {(pk, root): row for pk, row in here.items()}
        return found

    return fetch
