"""The terms of a search: their statistics, their expansion, and the request to the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from cms.sites import SiteLocale
from cms.visibility import Visibility
from search.backends import engine
from search.backends.base import SearchRequest
from search.backends.hidden import HiddenEntries, expired_roots, hidden_entries
from search.backends.storage import completed
from search.models import Index
from search.query import ParsedQuery, Phrase
from search.querying.editorial import synonyms
from search.querying.expansion import MAX_EXPANDED_PHRASES, completions, expand, is_unfinished
from search.querying.search_context import SearchContext, prefetch
from search.querying.spelling import MAX_DISTANCE, Spelling, SpellingCorrector
from search.querying.spelling_variants import (
    MAX_WORDS_WITH_VARIANTS,
    SpellingVariant,
    compounds_ending,
    is_compounding,
    known_variants,
    spelling_variants,
)
from search.querying.vocabulary import Vocabulary, vocabulary_of


class QueryTerms:
    """The terms of a query in the current index. Lazy: runs no query until an attribute is read.

    Args:
        query: the parsed query.
        visibility: the visibility policy for the searcher.
        trees: the trees to search.
        corrector: corrects the words of the whole request; one of its own by default.
    """

    def __init__(
        self,
        query: ParsedQuery,
        visibility: Visibility,
        trees: list[SiteLocale],
        corrector: SpellingCorrector | None = None,
    ) -> None:
        self.query = query
        self.visibility = visibility
        self.trees = trees
        self.corrector = corrector or SpellingCorrector()

    @cached_property
    def prefetched(self) -> SearchContext:
        """The search context: index, term statistics, editors' settings and postings."""
        query = self.query
        terms = {*query.terms, *(term for phrase in query.excluded for term in phrase)}
        with_postings = engine().reads_postings and len(terms) <= MAX_EXPANDED_PHRASES
        terms |= {compound.term for compound in query.compounds[:MAX_WORDS_WITH_VARIANTS]}
        return prefetch(
            query.language,
            self.trees[0].site.pk if self.trees else 0,
            terms,
            self.visibility.now,
            counted={term for one in self._spelling_variants for term in one.phrase} - terms,
            with_postings=with_postings,
            with_places=any(len(phrase) > 1 for phrase in (*query.phrases, *query.excluded)),
        )

    @cached_property
    def _spelling_variants(self) -> list[SpellingVariant]:
        return spelling_variants(self.query)

    @property
    def index(self) -> Index | None:
        """The current index; None before anything was indexed."""
        return self.prefetched.index

    @cached_property
    def hidden(self) -> HiddenEntries | None:
        """Entries whose pages were hidden after they were indexed, which are ignored; None when there are none."""
        if self.index is None or not (self.prefetched.has_outstanding_changes or expired_roots(self.visibility)):
            return None
        return hidden_entries(self.index, self.query.language, self.visibility)

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """Number of visible entries that hold each of the query's terms; terms that none holds are left out."""
        known = self.prefetched.documents
        if self.index is None or self.hidden is None or not known:
            return known
        blocks = self.prefetched.postings
        if self.hidden.is_countable and (blocks is None or not known.keys() <= blocks.terms):
            left = {term: count - self.hidden.documents.get(term, 0) for term, count in known.items()}
            return {term: count for term, count in left.items() if count > 0}
        blocks = completed(blocks, self.index, self.query.language, known)
        return {term: len(one.entries) for term, one in blocks.postings(known, self.hidden).items()}

    @property
    def knows_all_words(self) -> bool:
        """Whether visible entries hold each of the query's words."""
        return all(word.term in self.documents for word in self.query.words)

    @cached_property
    def wanted(self) -> SearchRequest | None:
        """The request to the engine; None when nothing can match."""
        if self.query.is_empty or self.index is None or not self.trees:
            return None
        return expand(
            self.query,
            self.index,
            self.documents,
            self.completions,
            self.synonyms,
            self.variants,
            self.prefetched.postings,
            self.hidden,
        )

    @cached_property
    def completions(self) -> Sequence[str]:
        """The terms that begin with an unfinished last word, where few entries hold it as a word."""
        if self.index is None or not is_unfinished(self.query, self.documents):
            return ()
        return completions(self.index, self.query.language, self.query.prefix, self.hidden)

    @cached_property
    def variants(self) -> Sequence[SpellingVariant]:
        """The spelling variants of the query's words, and compounds that end with them, which the index knows."""
        known = known_variants(self._spelling_variants, self.documents)
        if is_compounding(self.query.language) and self._vocabulary is not None:
            known += compounds_ending(self.query, self._vocabulary, self.hidden.documents if self.hidden else {})
        return known

    @cached_property
    def synonyms(self) -> Mapping[Phrase, Sequence[Phrase]]:
        """The synonyms of the query's phrases, by phrase."""
        return synonyms(self.prefetched.synonyms, self.query.language)

    def corrections(
        self, typed: str, term: str, min_entries: int = 1, max_distance: int = MAX_DISTANCE
    ) -> list[Spelling]:
        """Return the likely corrections of a word, the likeliest first.

        Args:
            typed: the word as typed.
            term: its term.
            min_entries: number of entries that must hold a correction.
            max_distance: largest edit distance.
        """
        if self._vocabulary is None:
            return []
        hidden = self.hidden.documents if self.hidden else None
        return self.corrector.corrections(
            typed, term, self._vocabulary, hidden, min_entries=max(1, min_entries), max_distance=max_distance
        )

    @property
    def _vocabulary(self) -> Vocabulary | None:
        """The words of the index; None while too many entries are hidden to count their words."""
        if self.index is None or (self.hidden and not self.hidden.is_countable):
            return None
        return vocabulary_of(self.index, self.query.language, self.prefetched.stamp)
