"""One word, several variants: each finds the others."""

from typing import Any

import pytest

from news.models import NewsIndexPage
from search.backends import storage
from search.models import Entry
from search.query import parse
from search.querying.spelling_variants import (
    MAX_COUNTED_TERMS,
    MAX_SPLITS,
    MAX_VARIANTS,
    known_variants,
    spelling_variants,
)
from tests.client import GraphQLClient
from tests.factories import make_article, stored
from tests.search.finding import found, found_in, index_all, index_texts, search

SINGLE_LETTERS = "A b c d f g h i j k l m n o p q r s t u v w x y z"
"""What a search for R&D, C# or I.L.O. is not to find."""

VARIANTS = [
    ("en", "covid19", "COVID-19"),
    ("en", "covid19", "covid 19"),
    ("en", "COVID-19", "covid 19"),
    ("en", "wifi", "Wi-Fi"),
    ("en", "wifi", "wi fi"),
    ("en", "f16", "F-16"),
    ("en", "f16", "F 16"),
    ("en", "MH370", "MH 370"),
    ("en", "MH370", "MH-370"),
    ("en", "O'Brien", "OBrien"),
    ("en", "O’Brien", "O'Brien"),
    ("en", "O\u02bcbrien", "obrien"),
    ("en", "O'Brien’s", "OBrien"),
    ("en", "ILO", "I.L.O."),
    ("en", "USA", "U.S.A."),
    ("en", "1,500,000", "1500000"),
    ("en", "1 500 000", "1,500,000"),
    ("fr", "1 500 000", "1500000"),
    ("fr", "1\u202f500\u202f000", "1500000"),
    ("de", "1.500.000", "1500000"),
    ("de", "1.500", "1500"),
    ("vi", "Vietnam", "Việt Nam"),
    ("en", "Vietnam", "Viet Nam"),
    ("fr", "l'économie", "leconomie"),
    ("fr", "l’avant-garde", "avantgarde"),
    ("it", "dell'arte", "dellarte"),
    ("uk", "п’ять", "п\u02bcять"),
    ("en", "colour", "color"),
    ("en", "colours", "colored"),
    ("en", "neighbourhood", "neighborhood"),
    ("en", "favourite", "favorites"),
    ("en", "organise", "organize"),
    ("en", "organisations", "organization"),
    ("en", "theatre", "theater"),
    ("en", "centres", "center"),
    ("en", "fibre", "fiber"),
    ("en", "defence", "defense"),
    ("en", "licence", "licensing"),
    ("en", "travelled", "traveled"),
    ("en", "counsellor", "counselors"),
    ("en", "programme", "programs"),
    ("en", "analyse", "analyze"),
    ("en", "paralysed", "paralyzing"),
    ("en", "catalogue", "catalog"),
    ("en", "dialogues", "dialog"),
    ("en", "R&D", "r&d"),
    ("en", "C#", "c#"),
    ("en", "C++", "c++"),
    ("en", "e-mail", "email"),
    ("en", "K-2", "K 2"),
    ("en", "G-7", "G 7"),
    ("en", "type-2", "type 2"),
    ("en-gb", "colour", "color"),
]


@pytest.mark.parametrize(("language", "one", "other"), VARIANTS)
def test_each_variant_finds_the_other(index: NewsIndexPage, language: str, one: str, other: str) -> None:
    index_texts(index, language, one, other, SINGLE_LETTERS)

    assert set(found_in(language, one)) == set(found_in(language, other)) == {one, other}


@pytest.mark.parametrize("typed", ["R&D", "C#", "C++", "I.L.O.", "F-16", "O'Brien", "X-Y", '"C#"', '"I.L.O."'])
def test_single_letters_of_a_compound_find_nothing_by_themselves(index: NewsIndexPage, typed: str) -> None:
    index_texts(index, "en", SINGLE_LETTERS)

    assert found_in("en", typed) == []


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("four", ["for all"]),
        ("hour", ["hor"]),
        ("prize", ["prise"]),
        ("2-1", ["21"]),
        ("2020-01-15", ["20200115"]),
        ("25 12", ["2512"]),
        ("1,5", ["15"]),
        ("football", ["ball on foot"]),
        ("C#", ["C++", "c"]),
        ("-C# theatre", ["theatre in C#"]),
    ],
)
def test_what_is_another_word_is_not_found(index: NewsIndexPage, typed: str, texts: list[str]) -> None:
    index_texts(index, "en", *texts)

    assert found_in("en", typed) == []


@pytest.mark.parametrize(("typed", "other"), [("colour", "color"), ("color", "colour"), ("football", "foot ball")])
def test_what_was_typed_is_above_a_variant(index: NewsIndexPage, typed: str, other: str) -> None:
    """However rare the other is."""
    index_texts(index, "en", f"One {other} here", *(f"Many a {typed} {number} times" for number in range(9)))

    assert len(found_in("en", typed)) == 10
    assert found_in("en", typed)[-1] == f"One {other} here"


@pytest.mark.parametrize(
    ("typed", "texts", "best"),
    [
        ("formula 1", ["Formula-1", "Formula 1 race today", "A formula", "1 more", "Number 1"], 2),
        ("K 2", ["K-2", "Climbing K 2 alone", "K is 2"], 2),
        ("type-2 diabetes", ["Diabetes of type 2 only", "A type of diabetes", "A diabetes type", "Any type 2"], 1),
    ],
)
def test_a_single_letter_stands_beside_its_word(index: NewsIndexPage, typed: str, texts: list[str], best: int) -> None:
    """Although it is not looked for by itself."""
    index_texts(index, "en", *texts)

    assert set(found_in("en", typed)[:best]) == set(texts[:best])


@pytest.mark.parametrize("typed", ["covid-19", "vice-president"])
def test_a_compound_is_not_completed_whose_last_word_is_known(index: NewsIndexPage, typed: str) -> None:
    known = typed.replace("-", " ")
    index_texts(index, "en", known, f"{known} here", f"{known} there", "1914, 199", "Presidential, presidents")

    assert search(typed).completions == ()
    assert len(found_in("en", typed)) == 3 + (typed == "vice-president")


def test_a_word_is_above_what_merely_begins_so(index: NewsIndexPage) -> None:
    long = "An elec in a story of many other things that take long to tell"
    index_texts(index, "en", "Election, election", "Electric elections, elected", long)

    assert found_in("en", "elec")[0] == long
    assert len(found_in("en", "elec")) == 3


def test_a_compound_is_completed(index: NewsIndexPage) -> None:
    index_texts(index, "en", "COVID-19", "Wi-Fi", "O'Brien")

    assert [found_in("en", typed) for typed in ("covid-1", "wi-f", "o'b", "obri")] == [
        ["COVID-19"],
        ["Wi-Fi"],
        ["O'Brien"],
        ["O'Brien"],
    ]


@pytest.mark.parametrize(
    ("typed", "title", "marked"),
    [
        ("covid19", "The COVID-19 year", "The <mark>COVID-19</mark> year"),
        ("ilo", "An I.L.O. report", "An <mark>I.L.O</mark>. report"),
        ("COVID-19", "The covid19 year", "The <mark>covid19</mark> year"),
        ("mh370", "MH 370 and 370 others", "<mark>MH</mark> <mark>370</mark> and 370 others"),
        ("color", "Colour and more", "<mark>Colour</mark> and more"),
        ('"open sea"', "The open sea, an open door", "The <mark>open</mark> <mark>sea</mark>, an open door"),
    ],
)
def test_highlights_are_what_was_found(
    index: NewsIndexPage, api: GraphQLClient, typed: str, title: str, marked: str
) -> None:
    make_article(index, title=title)
    index_all()

    query = "query($q: String!) { search(query: $q) { edges { highlight { title } } } }"
    assert api.data(query, q=typed)["search"]["edges"] == [{"highlight": {"title": marked}}]


@pytest.mark.parametrize("typed", ["color", "COVID19", "Brien", "wi-fi"])
def test_what_is_written_otherwise_is_not_misspelt(index: NewsIndexPage, typed: str) -> None:
    index_texts(index, "en", "colour", "COVID-19", "O'Brien", "Wi-Fi", "colon", "covin")

    assert search(typed).did_you_mean is None


def test_phrases_stop_at_borders(index: NewsIndexPage) -> None:
    body = stored(
        ("heading", {"text": "Mayor resigns", "level": 2}),
        ("paragraph", {"html": "<p>Council meets<br/>again</p><p>tomorrow at noon, in</p>"}),
        ("paragraph", {"html": "<ul><li>red</li><li>blue</li></ul>"}),
        ("paragraph", {"html": "<p>rooms in Wi-Fi\nreach</p>"}),
    )
    make_article(index, title="Harbour closed", kicker="Ports", body=body, tags=["Sea", "Ships"])
    index_all()

    within = ["harbour closed", "mayor resigns", "council meets again", "at noon in", "in wi fi reach"]
    across = ["closed ports", "ports mayor", "resigns council", "again tomorrow", "in red", "red blue", "blue rooms"]
    across += ["sea ships", "reach wifi"]
    assert [typed for typed in within + across if found(f'"{typed}"')] == within


def test_compounds_lengthen_no_text(index: NewsIndexPage) -> None:
    index_texts(index, "en", "The COVID-19 year")

    entry = Entry.objects.get(title="The COVID-19 year")
    assert (entry.title_terms, entry.length) == ("the covid 19 year \n covid19", 4)


def test_variants_are_searched_only_where_the_index_knows_them() -> None:
    variants = spelling_variants(parse("covid 19 colours vietnam", "en"))

    known = known_variants(variants, {"color": 1, "viet": 2, "covid19": 1, "colour": 3})
    assert [one.phrase for one in known] == [("covid19",), ("color",)]


def test_variants_are_bounded() -> None:
    words = " ".join(f"organised{chr(97 + number)} colour{chr(97 + number)}s" for number in range(26))
    variants = spelling_variants(parse(words, "en"))

    assert len({term for one in variants for term in one.phrase}) <= MAX_COUNTED_TERMS
    known = known_variants(variants, {term: 1 for one in variants for term in one.phrase})
    assert len(known) == MAX_VARIANTS


def test_words_take_turns() -> None:
    variants = spelling_variants(parse("football basketball handball colour", "en"))

    known = known_variants(variants, {term: 1 for one in variants for term in one.phrase})
    assert len({one.of for one in known if one.of}) == 4
    assert len([one for one in known if len(one.phrase) > 1]) == MAX_SPLITS


def test_hebrew_forms_are_bounded_and_begin_with_the_shortest() -> None:
    words = ["בירושלים", "הממשלה", "והבית", "שהכנסת", "לחברה", "מהעיר", "הספרים", "בעולם"]
    variants = spelling_variants(parse(" ".join(words), "he"))

    counted = {term for one in variants for term in one.phrase}
    assert len(counted) <= MAX_COUNTED_TERMS
    assert {"ירושלים", "ממשלה", "כנסת"} <= counted


@pytest.mark.parametrize("typed", ["the1 and2 of3", "the-1"])
def test_numbers_beside_stop_words_are_not_parted(typed: str) -> None:
    assert [one.phrase for one in spelling_variants(parse(typed, "en")) if len(one.phrase) > 1] == []


def test_words_are_not_joined_to_stop_words() -> None:
    assert [one.phrase for one in spelling_variants(parse("du ring", "en")) if len(one.phrase) == 1] == []


def test_postings_are_prefetched_of_what_was_typed(index: NewsIndexPage) -> None:
    index_texts(index, "en", "colour", "covid19")

    prefetched = search("color COVID-19").prefetched
    assert prefetched.postings is not None
    assert prefetched.postings.terms == {"color", "covid", "19", "covid19"}
    assert prefetched.documents == {"colour": 1, "covid19": 1}


def test_places_are_read_of_phrases_alone(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    index_texts(index, "en", "colour", "A foot ball")
    asked = []
    read = storage.read

    def noting(index: Any, locale: str, terms: Any, *, with_places: bool) -> Any:
        asked.append((set(terms), with_places))
        return read(index, locale, terms, with_places=with_places)

    monkeypatch.setattr(storage, "read", noting)

    assert set(found_in("en", "football color")) == {"colour", "A foot ball"}
    assert asked == [({"foot", "ball"}, True), ({"colour"}, False)]
