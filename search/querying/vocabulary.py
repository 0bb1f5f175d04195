"""The vocabulary of one language in an index, cached in memory until the index is written again.

Reading it takes longer than comparing a misspelt word with all of it.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from search.models import Term

if TYPE_CHECKING:
    from search.models import Index

MAX_VOCABULARY_WORDS = 30_000
"""Words of a vocabulary, those in the most entries."""

MAX_VOCABULARIES_IN_MEMORY = 8


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Terms of one language, those that most entries hold first.

    Attributes:
        terms: the indexed terms.
        words: the shortest word of each term, folded, to compare misspelt words with.
        written: the same words, unfolded.
        documents: number of entries that hold each term.
    """

    terms: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)

    @cached_property
    def by_length(self) -> Mapping[int, list[int]]:
        """The positions of the words of each length."""
        return _by_length(self.words)

    def ending(self, endings: Collection[str], min_before: int) -> dict[str, list[tuple[str, int]]]:
        """Return, for each ending, the longer terms with this ending and the number of entries that hold them.

        Args:
            endings: the endings.
            min_before: number of letters before the ending at least.
        """
        found: dict[str, list[tuple[str, int]]] = {ending: [] for ending in endings}
        every = tuple(found)
        # One call tests all endings first, as hardly any of the many terms has one.
        for one, documents in zip(self.terms, self.documents, strict=True):
            if one.endswith(every):
                for ending in every:
                    if one.endswith(ending) and len(one) >= len(ending) + min_before:
                        found[ending].append((one, documents))
        return found

    @cached_property
    def by_length_of_term(self) -> Mapping[int, list[int]]:
        """The positions of the terms of each length."""
        return _by_length(self.terms)


def _by_length(words: Sequence[str]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for position, word in enumerate(words):
        found[len(word)].append(position)
    return found


_lock = Lock()
_vocabularies: OrderedDict[tuple[int, str], tuple[int, Vocabulary]] = OrderedDict()


def vocabulary_of(index: Index, locale: str, stamp: int) -> Vocabulary:
    """Return the vocabulary of a language, from memory unless the stamp of its `Corpus` has changed.

    Args:
        index: the index.
        locale: the language.
        stamp: that of the language's `search.models.Corpus`.
    """
    key = (index.pk, locale)
    # One thread reads the table while the others wait, instead of all reading it at once.
    with _lock:
        known = _vocabularies.get(key)
        if known is None or known[0] != stamp:
            rows = Term.objects.filter(index=index, locale=locale, documents__gt=0).order_by("-documents", "term")
            columns = rows.values_list("term", "word", "written", "documents")[:MAX_VOCABULARY_WORDS]
            known = stamp, Vocabulary(*map(list, zip(*columns, strict=True)))
            _vocabularies[key] = known
            while len(_vocabularies) > MAX_VOCABULARIES_IN_MEMORY:
                _vocabularies.popitem(last=False)
        return known[1]
