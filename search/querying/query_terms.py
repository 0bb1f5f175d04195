"""The terms of one search: what is known of them, what stands for them, and what is looked for in the end."""

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
from search.querying.vocabulary import Vocabulary, vocabulary_of
from search.querying.writings import (
    MAX_WORDS_WRITTEN_OTHERWISE,
    Writing,
    compounds_ending,
    is_compounding,
    known_writings,
    other_writings,
)


class QueryTerms:
    """What a query comes down to in the index that answers. Nothing is asked of the database before it is read.

    Args:
        query: what was typed.
        visibility: what the searcher may see, and when.
        trees: where to look.
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
        """What is known of the index and the query's terms, and what editors say."""
        query = self.query
        terms = {*query.terms, *(term for phrase in query.excluded for term in phrase)}
        with_postings = engine().reads_postings and len(terms) <= MAX_EXPANDED_PHRASES
        terms |= {compound.term for compound in query.compounds[:MAX_WORDS_WRITTEN_OTHERWISE]}
        return prefetch(
            query.language,
            self.trees[0].site.pk if self.trees else 0,
            terms,
            self.visibility.now,
            counted={term for one in self._other_writings for term in one.phrase} - terms,
            with_postings=with_postings,
            with_places=any(len(phrase) > 1 for phrase in (*query.phrases, *query.excluded)),
        )

    @cached_property
    def _other_writings(self) -> list[Writing]:
        return other_writings(self.query)

    @property
    def index(self) -> Index | None:
        """The index that answers; None before anything was indexed."""
        return self.prefetched.index

    @cached_property
    def hidden(self) -> HiddenEntries | None:
        """Entries to look past, as their pages were hidden since they were indexed; None: there are none."""
        if self.index is None or not (self.prefetched.has_outstanding_changes or expired_roots(self.visibility)):
            return None
        return hidden_entries(self.index, self.query.language, self.visibility)

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """How many entries hold each of the query's terms, hidden ones aside; those that none holds are left out."""
        known = self.prefetched.documents
        if self.index is None or self.hidden is None or not known:
            return known
        blocks = self.prefetched.postings
        if self.hidden.is_countable and (blocks is None or not known.keys() <= blocks.terms):
            left = {term: count - self.hidden.documents.get(term, 0) for term, count in known.items()}
            return {term: count for term, count in left.items() if count > 0}
        blocks = completed(blocks, self.index, self.query.language, known)
        return {term: len(one.entries) for term, one in blocks.postings(known, self.hidden).items()}

    @cached_property
    def wanted(self) -> SearchRequest | None:
        """What is looked for; None when that is nothing."""
        if self.query.is_empty or self.index is None or not self.trees:
            return None
        return expand(
            self.query,
            self.index,
            self.documents,
            self.completions,
            self.synonyms,
            self.writings,
            self.prefetched.postings,
            self.hidden,
        )

    @cached_property
    def completions(self) -> Sequence[str]:
        """The terms that a last word may be the beginning of, where few entries hold it as a word."""
        if self.index is None or not is_unfinished(self.query, self.documents):
            return ()
        return completions(self.index, self.query.language, self.query.prefix, self.hidden)

    @cached_property
    def writings(self) -> Sequence[Writing]:
        """Other writings of the words, and compounds that end with them, which entries hold."""
        known = known_writings(self._other_writings, self.documents)
        if is_compounding(self.query.language) and self._vocabulary is not None:
            known += compounds_ending(self.query, self._vocabulary, self.hidden.documents if self.hidden else {})
        return known

    @cached_property
    def synonyms(self) -> Mapping[Phrase, Sequence[Phrase]]:
        """What else editors have looked for, by what was typed."""
        return synonyms(self.prefetched.synonyms, self.query.language)

    def corrections(self, typed: str, term: str, least: int = 1, max_distance: int = MAX_DISTANCE) -> list[Spelling]:
        """Return the words that a misspelt one may have meant, the likeliest first.

        Args:
            typed: the word as typed.
            term: what the analyser makes of it.
            least: how many entries must hold a word.
            max_distance: how many letters may be wrong.
        """
        if self._vocabulary is None:
            return []
        hidden = self.hidden.documents if self.hidden else None
        return self.corrector.corrections(
            typed, term, self._vocabulary, hidden, least=max(1, least), max_distance=max_distance
        )

    @property
    def _vocabulary(self) -> Vocabulary | None:
        """The words of the index; None while too many entries are hidden for their words to be left out."""
        if self.index is None or (self.hidden and not self.hidden.is_countable):
            return None
        return vocabulary_of(self.index, self.query.language, self.prefetched.stamp)
