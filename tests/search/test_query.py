"""Queries, well-formed and not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import parse


def test_words_are_terms_without_stop_words() -> None:
    query = parse("What about the Harbours", "en")

    assert query.terms == ("harbour",)
    assert query.words[0].start == 15
    assert query.text[query.words[0].start : query.words[0].end] == "Harbours"


def test_a_query_of_stop_words_is_looked_for_as_it_is() -> None:
    assert parse("to be or not", "en").terms == ("to", "be", "or", "not")


@pytest.mark.parametrize("text", ['a "new tunnel"', "a “new tunnel”", "a „new tunnel“", "a « new tunnel »"])
def test_quotes_hold_words_together(text: str) -> None:
    query = parse(text, "en")

    assert query.phrases == (("new", "tunnel"),)
    assert query.terms == ("new", "tunnel")
    assert query.prefix == ""


def test_minus_excludes() -> None:
    query = parse('harbour -tunnel -"new pier" re-open -', "en")

    assert query.excluded == (("tunnel",), ("new", "pier"))
    assert query.terms == ("harbour", "re", "open")


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("harbour Tún", "tun"), ("tun ", ""), ("tun.", ""), ("tun -x", ""), ("the", "the"), ("tunnel th", "th")],
)
def test_the_last_word_may_be_unfinished(text: str, prefix: str) -> None:
    assert parse(text, "en").prefix == prefix


@pytest.mark.parametrize(
    ("text", "words", "compounds", "prefix"),
    [
        ("COVID-19", ["covid", "19"], ["covid19"], "19"),
        ("covid-1", ["covid"], ["covid1"], "covid1"),
        ("I.L.O. talks", ["ilo", "talk"], [], "talks"),
        ("o'b", ["ob"], [], "ob"),
        ("C#", ["c#"], [], ""),
        ("O'Brien -C# C++", ["brien", "c++"], ["obrien"], ""),
        ("1,500,000 people", ["1500000", "peopl"], [], "people"),
        ("A-to-Z", ["atoz"], [], "atoz"),
        ("to-do or not", ["todo"], [], ""),
        ("A-to-Z guide", ["atoz", "guid"], [], "guide"),
    ],
)
def test_single_letters_of_compounds_are_no_words(
    text: str, words: list[str], compounds: list[str], prefix: str
) -> None:
    query = parse(text, "en")

    assert [word.term for word in query.words] == words
    assert [word.term for word in query.compounds] == compounds
    assert query.prefix == prefix


@pytest.mark.parametrize(
    ("text", "last"), [("covid-19", "19"), ("vice-president", "presid"), ("covid-1", "covid1"), ("an X-ray", "ray")]
)
def test_the_last_word_of_a_compound_is_the_last(text: str, last: str) -> None:
    query = parse(text, "en")

    assert query.last.term == last
    assert last.startswith(query.prefix[:5])


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "the X-ray room", [("x", "ray", "room"), ("xray", "room")]),
        ("en", "A-level", [("a", "level"), ("alevel",)]),
        ("en", "state-of-the-art", [("state", "art"), ("stateoftheart",)]),
        ("en", "C# talks", [("c#", "talk")]),
        ("en", "A-to-Z", [("atoz",)]),
        ("en", "to be or not", [("to", "be", "or", "not")]),
        ("fr", "l'avant-garde", [("avant", "gard"), ("avantgard",)]),
        ("en", "", [()]),
    ],
)
def test_what_was_said_has_all_letters(language: str, text: str, said: list[tuple[str, ...]]) -> None:
    assert list(parse(text, language).said) == said


def test_a_quoted_compound_of_single_letters_is_one_word() -> None:
    assert parse('"C#" -"I.L.O." "the C# book"', "en").phrases == (("c#",), ("the", "c", "book"))
    assert parse('"C#" -"I.L.O."', "en").excluded == (("ilo",),)


def test_a_last_stop_word_is_finished() -> None:
    assert parse("tunnel the", "en").prefix == ""


@pytest.mark.parametrize("text", ["", "   ", "!?…", '"', '""', '"" -""', "-", "\0", "\u200b", "😀"])
def test_nothing_to_look_for(text: str) -> None:
    assert parse(text, "en").is_empty


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"unbalanced words', ("unbalanc", "word")),
        ('one" two', ("one", "two")),
        ("NEAR(harbour tunnel, 5)", ("near", "harbour", "tunnel", "5")),
        ("title:harbour AND (pier* OR ^quay)", ("titl", "harbour", "pier", "quay")),
        ("harbour & !pier | quay <-> x:*", ("harbour", "pier", "quay", "x")),
        ("it's; DROP TABLE page --", ("drop", "tabl", "page")),
        ("%_\\' || 1=1", ("1",)),
        ("\ud800lone \udfffsurrogates", ("lone", "surrog")),
        ("مرحبا", ("مرحب",)),
    ],
)
def test_what_other_engines_would_take_for_an_order_is_a_word(text: str, terms: tuple[str, ...]) -> None:
    query = parse(text, "ar" if text == "مرحبا" else "en")

    assert query.terms == terms
    assert query.phrases == query.excluded == ()


def test_ten_thousand_words() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(10_000)), "en").terms) == 10_000


@given(st.text(st.characters(), max_size=300), st.sampled_from(["en", "zh", "ar", "xx"]))
def test_every_text_is_a_query(text: str, language: str) -> None:
    query = parse(text, language)

    for word in query.words:
        assert query.text[word.start : word.end]
    assert all(query.phrases)
    assert all(query.excluded)
    assert all(query.terms)
