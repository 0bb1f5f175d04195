"""The search budget: limits on all searches of one request together."""

from __future__ import annotations

from cms.graphql.context import Context
from cms.graphql.data.pagination import MAX_SIZE
from cms.graphql.errors import BadUserInput
from search.query import ParsedQuery
from search.querying.more_like_this import MAX_QUERY_TERMS

MAX_PHRASES_PER_QUERY = 8
MAX_PHRASE_WORDS_PER_QUERY = 32
"""Phrases and excluded words that a query may have, and the words in all of these."""

MAX_PHRASE_WORDS_PER_REQUEST = 96
"""Words in phrases and excluded words of all queries: for each of them positions are read."""

MAX_WORDS_PER_REQUEST = 128
"""Other words of all queries, as many as four of the longest queries have: for each of them postings are read."""

MAX_RESULTS_PER_REQUEST = 400
"""Results of all searches: each is filtered by `Visibility`, and its page loaded by its type."""


class SearchBudget:
    """Counter of the words and results of all searches of one request."""

    def __init__(self) -> None:
        self._phrase_words = 0
        self._words = 0
        self._results = 0

    def spend(self, query: ParsedQuery, name: str) -> None:
        """Add the words, phrases and excluded words of a query.

        Args:
            query: the query.
            name: the argument that holds it, for the message.

        Raises:
            BadUserInput: when the query, or all of the request together, exceed a limit.
        """
        self._spend_phrases(query, name)
        self._spend_words(query)

    def _spend_words(self, query: ParsedQuery) -> None:
        """Add the different words of a query outside its phrases."""
        self._count_words(len({word.term for word in query.words}))

    def spend_similar(self) -> None:
        """Add the query terms of a search for pages like another one.

        Raises:
            BadUserInput: when the words of the request exceed the limit.
        """
        self._count_words(MAX_QUERY_TERMS)

    def _count_words(self, words: int) -> None:
        self._words += words
        if self._words > MAX_WORDS_PER_REQUEST:
            raise BadUserInput(
                f"All searches and suggestions of one request may have {MAX_WORDS_PER_REQUEST} different words "
                "together. Ask in several requests."
            )

    def _spend_phrases(self, query: ParsedQuery, name: str) -> None:
        phrases = (*query.phrases, *query.excluded)
        words = sum(map(len, phrases))
        if len(phrases) > MAX_PHRASES_PER_QUERY or words > MAX_PHRASE_WORDS_PER_QUERY:
            raise BadUserInput(
                f"`{name}` takes at most {MAX_PHRASES_PER_QUERY} phrases and excluded words, "
                f"of {MAX_PHRASE_WORDS_PER_QUERY} words together."
            )
        self._phrase_words += words
        if self._phrase_words > MAX_PHRASE_WORDS_PER_REQUEST:
            raise BadUserInput(
                f"The phrases and excluded words of one request may have {MAX_PHRASE_WORDS_PER_REQUEST} words "
                "together. Ask in several requests."
            )

    def spend_results(self, first: int) -> None:
        """Add the results that a search returns at most.

        Raises:
            BadUserInput: when those of all searches of the request exceed the limit.
        """
        # `PageArguments` rejects values out of bounds.
        self._results += min(max(first, 0), MAX_SIZE)
        if self._results > MAX_RESULTS_PER_REQUEST:
            raise BadUserInput(
                f"All searches of one request may ask for {MAX_RESULTS_PER_REQUEST} results together. "
                "Pass a smaller `first`, or ask in several requests."
            )


def search_budget_of(context: Context) -> SearchBudget:
    """Return the search budget of a request."""
    return context.get_or_set("search budget", SearchBudget)
