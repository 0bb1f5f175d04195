"""What becomes of words."""

from concurrent.futures import ThreadPoolExecutor
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import MAX_TERM_CHARACTERS, Analyser, analyser, clean, fold

ANYTHING = st.text(st.characters(), max_size=200)
LONG = st.builds(mul, st.text("a\u0301ﬃ\ufdfaß豹กថ\u0e47-'&.#", min_size=1, max_size=8), st.integers(1, 80))
LANGUAGES = ["en", "fr", "it", "de", "nb", "tr", "ar", "he", "hi", "th", "km", "my", "zh", "ja", "ko", "xx"]


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("en", "The Harbours re-opened", ["the", "harbour", "re", "open"]),
        ("en", "naïve CAFÉ e\u0301tude", ["naiv", "cafe", "etude"]),
        ("en", "ﬁsh \uff46\uff55\uff4c\uff4c x²", ["fish", "full", "x2"]),
        ("en", "foo_bar, a.b!", ["foo", "bar", "a", "b"]),
        ("en", "soft\u00adhyphen and zero\u200bwidth", ["softhyphen", "and", "zerowidth"]),
        ("es", "¿Cuántas capturas?", ["cuant", "captur"]),
        ("fr", "l’école des élèves", ["l", "ecol", "de", "elev"]),
        ("de", "Straßen und Häuser", ["strass", "und", "haus"]),
        ("pt-br", "notícias", ["notic"]),
        ("ar", "الْكِتَاب", ["كتاب"]),
        ("hi", "हिन्दी", ["हिन्द"]),
        ("xx", "Harbours", ["harbours"]),
        ("en", "😀 … – !", []),
    ],
)
def test_terms(language: str, text: str, terms: list[str]) -> None:
    assert Analyser(language).terms(clean(text)) == terms


@given(st.text("ab éß黑豹 -’", max_size=30), st.sets(st.sampled_from(["a", "ab", "e", "ss", "黑", "黑豹", "豹"])))
def test_the_tokens_of_some_terms_are_those_of_the_whole_text(text: str, terms: set[str]) -> None:
    analyse = analyser("en")
    tokens = [*analyse.tokens(text), *(one.token for one in analyse.compounds(text))]
    ordered = sorted(tokens, key=lambda token: (token.start, token.end))

    assert analyse.tokens_of(text, terms) == [one for one in ordered if one.term in terms]


def test_unspaced_writing_becomes_pairs() -> None:
    assert Analyser("zh").terms("黑豹队308分A股") == ["黑豹", "豹队", "队", "308", "分", "a", "股"]
    assert Analyser("ja").terms("ニュース") == ["にゅ", "ゅー", "ーす", "す"]
    assert Analyser("ko").terms("한국") == ["한국", "국"]


def test_a_query_takes_pairs_alone_and_a_single_character_as_it_is() -> None:
    assert Analyser("zh").terms("黑豹队", query=True) == ["黑豹", "豹队"]
    assert Analyser("zh").terms("队", query=True) == ["队"]


def test_tokens_tell_where_their_words_stand() -> None:
    text = "Die Häfen: 港口"

    assert [text[token.start : token.end] for token in Analyser("de").tokens(text)] == ["Die", "Häfen", "港口", "口"]


def test_what_is_too_long_for_a_word_is_cut() -> None:
    assert Analyser("xx").terms("a" * 10_000) == ["a" * MAX_TERM_CHARACTERS]
    assert Analyser("th").terms("ก" + "\u0e47" * 250) == ["ก" + "\u0e47" * (MAX_TERM_CHARACTERS - 1)]


@pytest.mark.parametrize("text", ["\ufdfa" * 40, "\ufdfa-" * 3 + "\ufdfa", "&".join(["\ufdfa" * 3] * 10)])
def test_what_becomes_longer_by_its_normal_form_is_cut(text: str) -> None:
    """The character is eighteen."""
    analyse = Analyser("ar")
    terms = [*analyse.terms(text), *(one.token.term for one in analyse.compounds(text))]

    assert all(0 < len(term) <= MAX_TERM_CHARACTERS for term in terms)


def test_stop_words_are_those_of_the_language() -> None:
    assert Analyser("en").is_stop_word("The")
    assert not Analyser("fr").is_stop_word("the")
    assert not Analyser("xx").is_stop_word("the")


def test_clean_takes_out_what_databases_refuse() -> None:
    assert clean("a\0b\ud800c\u200fd") == "a�b?cd"


def test_fold() -> None:
    assert fold("Ærøskøbing ŁÓDŹ Straße") == "aeroskobinglodzstrasse"


@given(ANYTHING | LONG, st.sampled_from(LANGUAGES))
def test_any_text_gives_terms_that_both_databases_index(text: str, language: str) -> None:
    analyse = analyser(language)
    for token in (*analyse.tokens(clean(text)), *(one.token for one in analyse.compounds(clean(text)))):
        assert token.term
        assert not set(token.term) & set(" \t\n\0\"'\\:|!()*<>-")
        assert len(token.term) <= MAX_TERM_CHARACTERS


@given(ANYTHING, st.sampled_from(["en", "fr", "zh"]))
def test_a_text_is_found_by_its_own_words(text: str, language: str) -> None:
    analyse = Analyser(language)

    assert set(analyse.terms(clean(text), query=True)) <= set(analyse.terms(clean(text)))


@given(ANYTHING)
def test_case_does_not_matter(text: str) -> None:
    """But for letters that have no counterpart in the other case."""
    plain = "".join(letter for letter in text if letter.upper().lower() == letter.lower() and letter.isascii())

    assert Analyser("en").terms(plain.upper()) == Analyser("en").terms(plain.lower())


def test_threads_do_not_share_a_stemmer() -> None:
    words = ["harbours", "running", "nationally"] * 200
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: tuple(Analyser("en").terms(" ".join(words))), range(20)))

    assert found == {("harbour", "run", "nation") * 200}


def test_the_analyser_of_a_language_is_made_once() -> None:
    assert analyser("en") is analyser("en")
