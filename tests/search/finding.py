"""Pages that can be found, and searches as a reader makes them."""

from typing import Any

from wagtail.models import Page

from cms.sites import Sites
from cms.visibility import PUBLIC, Viewer, Visibility
from search.indexing import refresh
from search.query import parse
from search.results import Search


def index_all() -> None:
    """Makes the index right for every page there is."""
    refresh(list(Page.objects.values_list("pk", flat=True)))


def search(text: str, locale: str = "en", viewer: Viewer = PUBLIC, **conditions: Any) -> Search:
    """Returns a search of all trees of one language."""
    sites = Sites()
    trees = [tree for tree in sites.trees if tree.locale == locale]
    return Search(parse(text, locale), Visibility(sites, viewer), trees, conditions)


def found(text: str, locale: str = "en", **conditions: Any) -> list[str]:
    """Returns the titles of what a search finds, best first."""
    one = search(text, locale, **conditions)
    titles = dict(Page.objects.values_list("pk", "title"))
    return [titles[hit.page] for hit in one.hits]
