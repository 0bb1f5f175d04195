"""Pages that can be found, and searches as a reader makes them."""

from typing import Any

from wagtail.models import Page

from cms.sites import SiteIndex
from cms.visibility import PUBLIC, Viewer, Visibility
from search.backends import engine
from search.backends.base import RESULT_WINDOW, Engine, RankedCandidates, SearchRequest
from search.indexing.documents import IndexedDocument
from search.indexing.entries import refresh, write
from search.models import Change, Index
from search.query import parse
from search.querying.recency import Hit
from search.querying.results import Search
from tests.factories import make_article


def index_all() -> None:
    """Makes the index right for every page there is, as the worker does."""
    refresh(list(Page.objects.values_list("pk", flat=True)))
    Change.objects.all().delete()
    settle()


def settle() -> None:
    """Lets the engine know all that was written."""
    for index in Index.objects.written():
        engine().completed(index)


def search(text: str, locale: str = "en", viewer: Viewer = PUBLIC, **conditions: Any) -> Search:
    """Returns a search of all trees of one language."""
    sites = SiteIndex()
    trees = [tree for tree in sites.trees if tree.locale == locale]
    return Search(parse(text, locale), Visibility(sites, viewer), trees, conditions)


def ranked(
    one: Search, wanted: SearchRequest, max_results: int = RESULT_WINDOW, by: Engine | None = None
) -> list[Hit]:
    """Returns what the engine, or another one, gives whoever made a search for something else."""
    return hits((by or engine()).ranked(one.seen, wanted, max_results))


def hits(found: RankedCandidates) -> list[Hit]:
    """Returns what was found with no heed to how recent it is."""
    return [Hit(score, seen.page, seen.entry, seen.kind) for score, seen in found.best]


def found(text: str, locale: str = "en", **conditions: Any) -> list[str]:
    """Returns the titles of what a search finds, best first."""
    one = search(text, locale, **conditions)
    titles = dict(Page.objects.values_list("pk", "title"))
    return [titles[hit.page] for hit in one.hits]


def index_texts(parent: Page, language: str, *texts: str) -> None:
    """Indexes articles with these texts as their titles and nothing else, in whatever language."""
    pages = {make_article(parent, title=text).pk: text for text in texts}
    documents = [IndexedDocument(pk, language, "ARTICLE", text, "") for pk, text in pages.items()]
    for index in Index.objects.written():
        write(index, documents, list(pages))
    Change.objects.all().delete()
    settle()


def found_in(language: str, text: str) -> list[str]:
    """Returns the titles of what a search in a language finds in all trees, best first."""
    sites = SiteIndex()
    one = Search(parse(text, language), Visibility(sites), sites.trees)
    titles = dict(Page.objects.values_list("pk", "title"))
    return [titles[hit.page] for hit in one.hits]
