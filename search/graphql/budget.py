"""What the searches of one request may take together, beyond what each of them may."""

from __future__ import annotations

from cms.graphql.context import Context
from cms.graphql.data.pagination import MAX_SIZE
from cms.graphql.errors import BadUserInput
from search.query import ParsedQuery
from search.querying.more_like_this import MAX_QUERY_TERMS

MAX_PHRASES = 8
MAX_PHRASE_WORDS = 32
"""How many phrases and excluded words a text may have, and how many words these may have together."""

MAX_PHRASE_WORDS_PER_REQUEST = 96
"""Where each word of a phrase stands has to be read."""

MAX_WORDS_PER_REQUEST = 128
"""The postings of each word have to be read: a request may ask for as many as four of the longest queries have."""

MAX_RESULTS_PER_REQUEST = 400
"""Whether each result may be seen is looked up in the tree of pages, and its page is of one of many types."""


class SearchBudget:
    """Counts what all searches of one request ask for."""

    def __init__(self) -> None:
        self._phrase_words = 0
        self._words = 0
        self._results = 0

    def spend(self, query: ParsedQuery, name: str) -> None:
        """Count in the words, phrases and excluded words of a query.

        Args:
            query: the query.
            name: the argument that holds it, for the message.

        Raises:
            BadUserInput: when the query has too many, or the request all in all.
        """
        self._spend_phrases(query, name)
        self._spend_words(query)

    def _spend_words(self, query: ParsedQuery) -> None:
        """Count in the different words of a query that stand in no phrase."""
        self._count_words(len({word.term for word in query.words}))

    def spend_similar(self) -> None:
        """Count in the words of a page by which others like it are found.

        Raises:
            BadUserInput: when the request has too many words all in all.
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
        if len(phrases) > MAX_PHRASES or words > MAX_PHRASE_WORDS:
            raise BadUserInput(
                f"`{name}` takes at most {MAX_PHRASES} phrases and excluded words, "
                f"of {MAX_PHRASE_WORDS} words together."
            )
        self._phrase_words += words
        if self._phrase_words > MAX_PHRASE_WORDS_PER_REQUEST:
            raise BadUserInput(
                f"The phrases and excluded words of one request may have {MAX_PHRASE_WORDS_PER_REQUEST} words "
                "together. Ask in several requests."
            )

    def spend_results(self, first: int) -> None:
        """Count in how many results a search asks for.

        Raises:
            BadUserInput: when all searches of the request ask for too many.
        """
        # What is out of bounds is refused by itself.
        self._results += min(max(first, 0), MAX_SIZE)
        if self._results > MAX_RESULTS_PER_REQUEST:
            raise BadUserInput(
                f"All searches of one request may ask for {MAX_RESULTS_PER_REQUEST} results together. "
                "Pass a smaller `first`, or ask in several requests."
            )


def search_budget_of(context: Context) -> SearchBudget:
    """Return what counts the searches of a request."""
    return context.get_or_set("search budget", SearchBudget)
