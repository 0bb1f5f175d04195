"""Similar pages: a search for the most significant terms of a page, by TF-IDF.

Source: https://lucene.apache.org/core/9_12_0/queries/org/apache/lucene/queries/mlt/MoreLikeThis.html
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from wagtail.models import Page

from cms.sites import SiteLocale
from cms.visibility import Visibility
from search.analysis import Token, analyser
from search.models import Index
from search.query import ParsedQuery
from search.querying.query_terms import QueryTerms
from search.querying.recency import Hit
from search.querying.results import Search

MAX_QUERY_TERMS = 25
"""Terms of the search, the most significant ones of the page."""

MAX_CANDIDATE_TERMS = 60
"""Most frequent terms of the page, from which the terms of the search are chosen."""

TITLE_OCCURRENCES = 3
"""Occurrences in the text that one occurrence in the title counts as."""

MIN_DOCUMENTS = 2
"""Smallest document frequency of a term of the search: one that only this page holds finds no other."""


def pages_like(page: Page, tree: SiteLocale, visibility: Visibility, first: int) -> Sequence[Hit]:
    """Return the pages most similar to a page, best first: not its aliases, and of a page and its aliases only one.

    Args:
        page: a page that the searcher may see.
        tree: the tree to search, that of the page.
        visibility: the visibility policy for the searcher.
        first: number of pages to return at most.
    """
    terms = _significant_terms(page, tree, visibility)
    if not terms:
        return []
    search = Search(_query(terms, tree), visibility, [tree])
    # Overfetch, as the hits hold the page itself and may hold aliases.
    search.depth = search.first = 2 * first + 1
    hits = search.hits[: search.depth]
    aliases = Page.objects.filter(pk__in=[hit.page for hit in hits], alias_of__isnull=False).order_by()
    sources = dict(aliases.values_list("pk", "alias_of_id"))
    seen = {page.pk, page.alias_of_id or page.pk}
    return list(islice((hit for hit in hits if _is_new(sources.get(hit.page, hit.page), seen)), first))


def _is_new(source: int, seen: set[int]) -> bool:
    is_new = source not in seen
    seen.add(source)
    return is_new


def _query(terms: Sequence[str], tree: SiteLocale) -> ParsedQuery:
    return ParsedQuery("", tree.locale, tuple(Token(term, 0, 0) for term in terms))


def _significant_terms(page: Page, tree: SiteLocale, visibility: Visibility) -> list[str]:
    """Return the terms of a page with the highest TF-IDF: frequent on it and rare on others."""
    index = Index.objects.current()
    entry = index and index.entries.filter(page=page.pk).values_list("title_terms", "text_terms").first()
    if not index or not entry:
        return []
    title, text = (Counter(terms.split()) for terms in entry)
    frequencies = text + Counter({term: TITLE_OCCURRENCES * count for term, count in title.items()})
    analyse = analyser(tree.locale)
    for word in analyse.stop_words:
        frequencies.pop(analyse.term(word), None)
    candidates = [term for term, _count in frequencies.most_common(MAX_CANDIDATE_TERMS)]
    documents = QueryTerms(_query(candidates, tree), visibility, [tree]).documents
    entries = index.corpora.filter(locale=tree.locale).values_list("entries", flat=True).first() or 0
    weights = {
        term: frequencies[term] * math.log(1 + entries / count)
        for term, count in documents.items()
        if count >= MIN_DOCUMENTS
    }
    return sorted(weights, key=lambda term: (-weights[term], term))[:MAX_QUERY_TERMS]
