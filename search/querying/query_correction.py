"""The corrected query of `didYouMean`, from words on pages that the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from search.analysis import Token, analyser
from search.backends import engine
from search.backends.base import SearchRequest
from search.backends.storage import completed, newest_entries
from search.models import Entry
from search.querying.highlights import MAX_CHARACTERS_READ
from search.querying.spelling import MAX_WORDS_SPELLED, Spelling, replaced

if TYPE_CHECKING:
    from search.querying.results import Search

RARER = 10
"""A word that is known is only taken for a misspelt one if the other is so many times as frequent."""

ENTRIES_ASKED_PER_SPELLING = 100
"""Of how many of the newest entries that hold a likelier word it is asked at first whether one may be seen."""


def corrected_query(search: Search, rare: int) -> str | None:
    """Return a query with likelier spellings; None when there are none, or more words are misspelt than are spelled.

    Words that stand nowhere and are like none are left out of it.

    Args:
        search: the search that the query was made in.
        rare: a word that fewer entries hold may be misspelt.
    """
    query, known = search.query, search.documents
    doubtful = [word for word in query.words if known.get(word.term, 0) < rare]
    if len({word.term for word in doubtful}) > MAX_WORDS_SPELLED:
        return None
    likelier = {
        word: search.corrections(query.text[word.start : word.end], RARER * known.get(word.term, 0))
        for word in doubtful
    }
    chosen = _shown(search, likelier)
    places = [
        (word.start, word.end, chosen.get(word, "")) for word in doubtful if word in chosen or word.term not in known
    ]
    if not any(written for _start, _end, written in places):
        return None
    return " ".join(replaced(query.text, places).split())


def _shown(search: Search, likelier: Mapping[Token, Collection[Spelling]]) -> dict[Token, str]:
    """Return, for each word, the likeliest spelling that stands on a page the searcher may see, as it stands there."""
    terms = {one.term for spellings in likelier.values() for one in spellings}
    if not terms or search.index is None:
        return {}
    blocks = completed(search.prefetched.postings, search.index, search.query.language, terms)
    newest = newest_entries(blocks, terms, ENTRIES_ASKED_PER_SPELLING, search.hidden)
    seen = {one.entry for one in search.seen_of({}, sorted({pk for pks in newest.values() for pk in pks}))}
    chosen: dict[Token, tuple[Spelling, int | None]] = {}
    for word, spellings in likelier.items():
        for one in spellings:
            entries = newest.get(one.term, [])
            shown = next((entry for entry in entries if entry in seen), None)
            if shown or (len(entries) == ENTRIES_ASKED_PER_SPELLING and _finds(search, one.term)):
                chosen[word] = one, shown
                break
    texts = {
        pk: f"{title}\n{text[:MAX_CHARACTERS_READ]}"
        for pk, title, text in Entry.objects.filter(
            pk__in=[entry for _spelling, entry in chosen.values() if entry]
        ).values_list("pk", "title", "text")
    }
    return {
        word: _written(one, texts.get(entry or 0, ""), search.query.language) for word, (one, entry) in chosen.items()
    }


def _written(spelling: Spelling, text: str, language: str) -> str:
    """Return a word as a text has it: as the index has it, it may come from a page that is hidden by now."""
    if spelling.written in text.lower():
        return spelling.written
    words = [text[token.start : token.end].lower() for token in analyser(language).tokens_of(text, {spelling.term})]
    return min(words, key=len, default=spelling.written)


def _finds(search: Search, term: str) -> bool:
    assert search.index is not None, "nothing is spelled without an index"
    wanted = SearchRequest(search.index, search.query.language, ((term,),), hidden=search.hidden)
    return engine().matching(search.entries_of({}), wanted).exists()
