"""What is written together with signs in it is one word more."""

from time import perf_counter

import pytest

from search.analysis import Analyser, analyser
from search.query import parse

LENGTH = 100_000
REPEATED = ["a\u0301", "a\u0301\u0301", "\u26bd\ufe0fa", "a-", "-a", "1,", "1 000 ", "a.", "a.bc", "'", "a&", "a&bcde"]
REPEATED += ["เรื่องนี้", "မြန်မာ", "ខ្មែរ", "ខ្មែរ-"]
ELISIONS = ["l'", "'d", "a'", "l'1", "qu'a-"]
MAX_SECONDS = 10
"""Far more than it takes, and far less than where a text of twice the length takes four times as long."""


@pytest.mark.parametrize(
    ("language", "text", "compounds"),
    [
        ("en", "COVID-19, Wi-Fi and F-16s", ["covid19", "wifi", "f16s"]),
        ("en", "O’Brien’s I.L.O. talk, a.m.", ["obrien", "ilo", "am"]),
        ("en", "R&D, AT&T, C# or C++", ["r&d", "at&t", "c#", "c++"]),
        ("en", "1,500,000 or 1 500 000, not 1.500", ["1500000", "1500000"]),
        ("de", "1.500.000 oder 1'500'000, nicht 1,500", ["1500000", "1500000"]),
        ("fr", "l'économie d’avant-garde d'aujourd'hui", ["avantgard", "aujourdhui"]),
        ("en", "Obama's 2020-01-15, 2-1, a-b-c-d-e, foo_bar, 12.5, 豹-黑", []),
    ],
)
def test_compounds_are_one_word_more(language: str, text: str, compounds: list[str]) -> None:
    assert [one.token.term for one in Analyser(language).compounds(text)] == compounds


def test_what_an_elision_begins_is_a_compound_of_queries_alone() -> None:
    terms = [one.token.term for one in Analyser("fr").compounds("l'économie", query=True)]

    assert terms == ["leconom"]
    assert list(Analyser("fr").compounds("l'économie")) == []


@pytest.mark.parametrize(
    ("language", "text", "compounds"),
    [
        ("en", "we're, she'll, he'll, I'll, can't, I’D've, I'm, don't-care", []),
        ("en", "O'Brien'll, O’Brien’s, Xi'an, Sana'a", ["obrien", "obrien", "xian", "sanaa"]),
        ("en", "l'a and I'a", []),
        ("es", "O'Brien", ["obri"]),
        ("nl", "zo'n foto's", ["fotos"]),
        ("de", "wie's Merkel's", ["merkel"]),
        ("fr", "l'a l'x qu'il l'un presqu'île", ["presquil"]),
        ("ca", "l'a", []),
    ],
)
def test_words_that_an_apostrophe_leaves_over_are_none(language: str, text: str, compounds: list[str]) -> None:
    for query in (False, True):
        assert terms(language, text, query=query) == compounds


def test_an_elision_is_a_compound_with_a_word_alone() -> None:
    text = "l'économie L’avant-garde l'a l'un l'x qu'est-ce d'1 l'a-b-c-d"

    assert terms("fr", text, query=True) == ["leconom", "lavantgard", "avantgard", "estce", "abcd"]


@pytest.mark.parametrize(
    ("language", "text", "compounds"),
    [
        ("en", "anti-U.S. non-C# pre-C++ pro-AT&T", ["us", "c#", "c++", "at&t"]),
        ("en", "US-1,500 10-1,500 COVID-19 200", ["1500", "1500", "covid19"]),
        ("en", "R&D-led U.S.-led vitamin-C", ["r&d", "us", "vitaminc"]),
        ("en", "\u26bd\ufe0fWi-Fi cafe\u0301-bar", ["wifi", "cafebar"]),
        ("fr", "l'O.N.U. d'1 500 000 l'R&D", ["onu", "1500000", "r&d"]),
    ],
)
def test_a_compound_behind_a_hyphen_or_an_elision_is_whole(language: str, text: str, compounds: list[str]) -> None:
    assert terms(language, text) == compounds


@pytest.mark.parametrize(
    ("text", "words", "compounds"),
    [
        ("Boeing 737 800", ["boe", "737", "800"], ["737800"]),
        ("iphone 14 256", ["iphon", "14", "256"], ["14256"]),
        ("737\u00a0800", ["737800"], []),
        ("737\u202f800", ["737800"], []),
        ("737\u2009800", ["737800"], []),
        ("737,800", ["737800"], []),
        ("A-to-Z", ["atoz"], []),
        ("Q-and-A talk", ["qanda", "talk"], []),
        ("e-mail", ["mail"], ["email"]),
        ("X-Y", ["xy"], []),
        ("we're open", ["re", "open"], []),
    ],
)
def test_what_a_query_with_compounds_looks_for(text: str, words: list[str], compounds: list[str]) -> None:
    query = parse(text, "en")

    assert sorted(word.term for word in query.words) == sorted(words)
    assert [one.term for one in query.compounds] == compounds


@pytest.mark.parametrize("typed", ["l'a", "l'x", "l’économie", "l'O.N.U.", "d'1 500 000", "qu'est-ce"])
def test_a_query_with_an_elision_is_not_empty(typed: str) -> None:
    assert not parse(typed, "fr").is_empty


@pytest.mark.parametrize(
    ("language", "part"), [*(("en", part) for part in REPEATED), *(("fr", part) for part in ELISIONS)]
)
def test_long_texts_take_no_longer_than_they_are(language: str, part: str) -> None:
    assert seconds(language, part * (LENGTH // len(part))) < MAX_SECONDS


def test_marks_without_end_are_read_once() -> None:
    assert seconds("en", "a" + "\u0301" * LENGTH) < MAX_SECONDS
    assert seconds("th", "ก" + "\u0e47" * LENGTH + "-") < MAX_SECONDS
    assert parse("a" + "\u0301" * 30, "en").terms == ("a",)


def terms(language: str, text: str, *, query: bool = False) -> list[str]:
    """Returns the terms of a text's compounds."""
    return [one.token.term for one in analyser(language).compounds(text, query=query)]


def seconds(language: str, text: str) -> float:
    """Returns how long it takes to find a text's words and compounds, as in a query and as in a page."""
    analyse, begun = analyser(language), perf_counter()
    for query in (True, False):
        list(analyse.tokens(text, query=query))
        list(analyse.compounds(text, query=query))
    analyse.tokens_of(text, {"a"})
    return perf_counter() - begun
