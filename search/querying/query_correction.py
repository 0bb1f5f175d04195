"""The corrected query of `didYouMean`, made of words on visible pages.

Each word is corrected by itself: when no page holds it, and when it is rare and a similar word is far more frequent,
unless pages write the rare one as a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from search.analysis import Token, analyser, fold
from search.backends.storage import completed, newest_entries
from search.models import Entry
from search.querying.highlights import MAX_CHARACTERS_READ
from search.querying.spelling import MAX_WORDS_SPELLED, MIN_WORD_LETTERS, Spelling, replaced

if TYPE_CHECKING:
    from search.querying.results import Search

MAX_ENTRIES_OF_RARE_WORD = 3
"""Largest number of entries that hold a word which may still be misspelt."""

MIN_FREQUENCY_RATIO = 100
"""Number of times as many entries that must hold the correction of a rare word."""

ENTRIES_FILTERED_PER_SPELLING, MAX_ENTRIES_FILTERED = 100, 10_000
"""Newest entries of each spelling that are passed to the visibility filter at first, and of all spellings together
where none of them was visible.
"""

TEXTS_READ_PER_SPELLING = 3
"""Visible entries whose text is read for the form in which it writes a spelling."""

_WITHIN_SENTENCE = re.compile(r"(?:[^\W\d_][,;]?[^\S\n]+|[^\W\d_]['’-])$")
_CHARACTERS_BEFORE = 8
"""What precedes a word within a sentence, and the number of characters that are matched for it."""

_JOINED = re.compile(r"[^\w\s\"“”„«»]*")
"""Signs that join a word to the next one; a hyphen left behind would exclude that next word."""


def corrected_query(search: Search) -> str | None:
    """Return the corrected query of a search; None when there are no corrections, or too many unknown words.

    Unknown words without a correction are left out of it. Short ones, and with them the pairs of characters that
    Chinese is analysed to, are not corrected.

    Args:
        search: the search.
    """
    known, text = search.documents, search.query.text
    words = {word: fold(text[word.start : word.end]) for word in search.query.words if _may_be_misspelt(search, word)}
    terms = {typed: word.term for word, typed in words.items()}
    unknown = {typed for typed, term in terms.items() if term not in known}
    rare = {typed for typed in terms.keys() - unknown if known[terms[typed]] <= MAX_ENTRIES_OF_RARE_WORD}
    if len(unknown) > MAX_WORDS_SPELLED:
        return None
    likelier = {typed: search.corrections(typed, terms[typed]) for typed in sorted(unknown)}
    if len(unknown) + len(rare) <= MAX_WORDS_SPELLED:
        likelier |= _more_frequent(search, {typed: terms[typed] for typed in sorted(rare)})
    chosen = _shown(search, likelier)
    if not chosen:
        return None
    places = [
        (word.start, word.end, chosen[typed]) if typed in chosen else (word.start, _joined_end(text, word.end), "")
        for word, typed in words.items()
        if typed in chosen or typed in unknown
    ]
    return " ".join(replaced(text, places).split())


def _may_be_misspelt(search: Search, word: Token) -> bool:
    """Return whether a word may be misspelt.

    Numbers, words of synonyms, unfinished words, and words that the index has in another spelling variant may not.
    """
    typed = fold(search.query.text[word.start : word.end])
    if (
        len(typed) < MIN_WORD_LETTERS
        or any(map(str.isdigit, typed))
        or any(word.term in phrase for phrase in search.synonyms)
    ):
        return False
    if any(one.of == (word.term,) and len(one.phrase) == 1 for one in search.variants):
        return False
    if any(one.start <= word.start < one.end and one.term in search.documents for one in search.query.compounds):
        return False
    return word != search.query.words[-1] or {*search.completions} <= {word.term}


def _joined_end(text: str, end: int) -> int:
    joined = _JOINED.match(text, end)
    return joined.end() if joined else end


def _more_frequent(search: Search, rare: Mapping[str, str]) -> dict[str, list[Spelling]]:
    """Return far more frequent corrections of rare words that are not names.

    Args:
        search: the search.
        rare: the terms of rare words, by the words as typed.
    """
    found = {
        typed: search.corrections(typed, term, MIN_FREQUENCY_RATIO * search.documents[term], max_distance=1)
        for typed, term in rare.items()
    }
    names = _written_as_names(search, {rare[typed] for typed, spellings in found.items() if spellings})
    return {typed: spellings for typed, spellings in found.items() if rare[typed] not in names}


def _shown(search: Search, likelier: Mapping[str, Collection[Spelling]]) -> dict[str, str]:
    """Return, for each word, the likeliest correction on a visible page, as that page writes it."""
    terms = {one.term for spellings in likelier.values() for one in spellings}
    seen = _seen(search, terms, ENTRIES_FILTERED_PER_SPELLING)
    if unseen := {one.term for found in likelier.values() if not _first(found, seen) for one in found}:
        seen |= _seen(search, unseen, MAX_ENTRIES_FILTERED // len(unseen))
    chosen = {typed: one for typed, spellings in likelier.items() if (one := _first(spellings, seen))}
    texts = _texts_of({pk for one in chosen.values() for pk in seen[one.term][:TEXTS_READ_PER_SPELLING]})
    language = search.query.language
    written = {
        typed: _written(one, (texts[pk] for pk in seen[one.term] if pk in texts), typed, language)
        for typed, one in chosen.items()
    }
    return {typed: word for typed, word in written.items() if word}


def _first(spellings: Collection[Spelling], seen: Mapping[str, Collection[int]]) -> Spelling | None:
    return next((one for one in spellings if seen.get(one.term)), None)


def _written_as_names(search: Search, terms: Collection[str]) -> set[str]:
    """Return those of some rare terms that a visible page writes as a name."""
    seen = _seen(search, terms, MAX_ENTRIES_OF_RARE_WORD)
    texts, language = _texts_of({pk for entries in seen.values() for pk in entries}), search.query.language
    return {
        term
        for term, entries in seen.items()
        if any(_has_name(term, texts[entry][1], language) for entry in entries if entry in texts)
    }


def _has_name(term: str, text: str, language: str) -> bool:
    """Return whether a text writes a word of a term within a sentence and not in lower case.

    In scripts without capitals every word may be a name.
    """
    return any(
        not text[token.start].islower()
        and _WITHIN_SENTENCE.search(text, max(0, token.start - _CHARACTERS_BEFORE), token.start)
        for token in analyser(language).tokens_of(text, {term})
    )


def _seen(search: Search, terms: Collection[str], max_entries: int) -> dict[str, list[int]]:
    """Return, by term, the visible entries among the newest that hold it, the newest last."""
    if not terms or search.index is None:
        return {}
    blocks = completed(search.prefetched.postings, search.index, search.query.language, terms)
    newest = newest_entries(blocks, terms, max_entries, search.hidden)
    keys = sorted({pk for pks in newest.values() for pk in pks})
    seen = {one.entry for one in search.seen_of({}, keys)}
    return {term: [pk for pk in pks if pk in seen] for term, pks in newest.items()}


def _texts_of(entries: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the title and the beginning of the text of some entries."""
    rows = Entry.objects.filter(pk__in=entries).values_list("pk", "title", "text") if entries else ()
    return {pk: (title, text[:MAX_CHARACTERS_READ]) for pk, title, text in rows}


def _written(spelling: Spelling, texts: Iterable[tuple[str, str]], typed: str, language: str) -> str:
    """Return a word as one of some texts writes it, in the form nearest to the typed one.

    The form in the index may come from a page that was hidden since, so it is returned only if it equals the term.
    """
    for title, text in texts:
        whole = f"{title}\n{text}"
        tokens = analyser(language).tokens_of(whole, {spelling.term})
        if words := {whole[token.start : token.end].lower() for token in tokens}:
            return min(sorted(words), key=lambda word: OSA.distance(fold(word), typed))
    return spelling.written if fold(spelling.written) == spelling.term else ""
