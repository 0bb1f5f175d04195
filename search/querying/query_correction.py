"""The corrected query of `didYouMean`, from words on pages that the viewer may see.

Each word is judged by itself, whatever the others find: one that stands nowhere is misspelt, and so is a rare one
beside a neighbour that is far more frequent, unless pages write the rare one as a name.
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
from search.querying.spelling import MAX_WORDS_SPELLED, SHORTEST, Spelling, replaced

if TYPE_CHECKING:
    from search.querying.results import Search

RARE = 3
"""How many entries may hold a word that is taken for a misspelt one."""

MORE_FREQUENT = 100
"""How many times as many entries must then hold the word that was meant."""

ENTRIES_ASKED_PER_SPELLING, MORE_ENTRIES_ASKED = 100, 10_000
"""How many of the newest entries that hold a likelier word are looked through for a visible one at first, and how many
of all such words then.
"""

TEXTS_READ_PER_SPELLING = 3
"""In how many of these it is looked for how the word is written."""

_WITHIN_SENTENCE = re.compile(r"(?:[^\W\d_][,;]?[^\S\n]+|[^\W\d_]['’-])$")
_CHARACTERS_BEFORE = 8
"""What stands before a word that does not begin a sentence, and how many characters of it are read."""

_JOINED = re.compile(r"[^\w\s\"“”„«»]*")
"""What joins a word to the next, such as a hyphen, which alone would exclude that."""


def corrected_query(search: Search) -> str | None:
    """Return a query with likelier spellings; None when there are none, or more words are misspelt than are spelled.

    Words that stand nowhere and are like none are left out of it. Short ones are not compared, nor are the pairs of
    characters that Chinese becomes.

    Args:
        search: the search that the query was made in.
    """
    known, text = search.documents, search.query.text
    words = {word: fold(text[word.start : word.end]) for word in search.query.words if _is_spelled(search, word)}
    terms = {typed: word.term for word, typed in words.items()}
    unknown = {typed for typed, term in terms.items() if term not in known}
    rare = {typed for typed in terms.keys() - unknown if known[terms[typed]] <= RARE}
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


def _is_spelled(search: Search, word: Token) -> bool:
    """Tell whether a word may be misspelt.

    Numbers, what editors know, the beginning of a word, and what the index has in another writing are not.
    """
    typed = fold(search.query.text[word.start : word.end])
    if len(typed) < SHORTEST or any(map(str.isdigit, typed)) or any(word.term in phrase for phrase in search.synonyms):
        return False
    if any(one.of == (word.term,) and len(one.phrase) == 1 for one in search.writings):
        return False
    if any(one.start <= word.start < one.end and one.term in search.documents for one in search.query.compounds):
        return False
    return word != search.query.words[-1] or {*search.completions} <= {word.term}


def _joined_end(text: str, end: int) -> int:
    joined = _JOINED.match(text, end)
    return joined.end() if joined else end


def _more_frequent(search: Search, rare: Mapping[str, str]) -> dict[str, list[Spelling]]:
    """Return far more frequent words that are like rare ones, without those for names.

    Args:
        search: the search.
        rare: the terms of rare words, by these as typed.
    """
    found = {
        typed: search.corrections(typed, term, MORE_FREQUENT * search.documents[term], max_distance=1)
        for typed, term in rare.items()
    }
    names = _written_as_names(search, {rare[typed] for typed, spellings in found.items() if spellings})
    return {typed: spellings for typed, spellings in found.items() if rare[typed] not in names}


def _shown(search: Search, likelier: Mapping[str, Collection[Spelling]]) -> dict[str, str]:
    """Return, for each word, the likeliest spelling that stands on a page the searcher may see, as it stands there."""
    terms = {one.term for spellings in likelier.values() for one in spellings}
    seen = _seen(search, terms, ENTRIES_ASKED_PER_SPELLING)
    if unseen := {one.term for found in likelier.values() if not _first(found, seen) for one in found}:
        seen |= _seen(search, unseen, MORE_ENTRIES_ASKED // len(unseen))
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
    """Return those of some rare terms that a page which the searcher may see writes as a name."""
    seen = _seen(search, terms, RARE)
    texts, language = _texts_of({pk for entries in seen.values() for pk in entries}), search.query.language
    return {
        term
        for term, entries in seen.items()
        if any(_has_name(term, texts[entry][1], language) for entry in entries if entry in texts)
    }


def _has_name(term: str, text: str, language: str) -> bool:
    """Tell whether a text writes the word of a term within a sentence and not in small letters.

    Words of scripts without capitals may be names.
    """
    return any(
        not text[token.start].islower()
        and _WITHIN_SENTENCE.search(text, max(0, token.start - _CHARACTERS_BEFORE), token.start)
        for token in analyser(language).tokens_of(text, {term})
    )


def _seen(search: Search, terms: Collection[str], max_entries: int) -> dict[str, list[int]]:
    """Return those of the newest entries that hold each of some terms which the searcher may see, the newest last."""
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
    """Return a word as one of some texts has it, in the form that is nearest to what was typed.

    The form that the index has may come from a page that is hidden by now: it is returned only if it is the term.
    """
    for title, text in texts:
        whole = f"{title}\n{text}"
        tokens = analyser(language).tokens_of(whole, {spelling.term})
        if words := {whole[token.start : token.end].lower() for token in tokens}:
            return min(sorted(words), key=lambda word: OSA.distance(fold(word), typed))
    return spelling.written if fold(spelling.written) == spelling.term else ""
