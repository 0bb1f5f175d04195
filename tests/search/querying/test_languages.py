"""What the words of each language have in common, in a table of cases."""

import pytest

from news.models import NewsIndexPage
from search.querying.vocabulary import Vocabulary
from tests.search.finding import found_in, index_texts

FORMS = [
    ("th", "ภาษาไทย", "เรียนภาษาไทย"),
    ("km", "ភាសាខ្មែរ", "រៀនភាសាខ្មែរ"),
    ("lo", "ພາສາລາວ", "ຮຽນພາສາລາວ"),
    ("my", "မြန်မာ", "မြန်မာစာ"),
    ("ar", "مدرسة", "مدرسه"),
    ("ar", "مستشفى", "مستشفي"),
    ("ar", "أحمد", "احمد"),
    ("ar", "إسلام", "اسلام"),
    ("ar", "آسيا", "اسيا"),
    ("ar", "حكومة", "الحكومة"),
    ("ar", "الحكومة", "والحكومة"),
    ("ar", "الحكومة", "بالحكومة"),
    ("ar", "الرئيس", "للرئيس"),
    ("ar", "الرئيس", "وللرئيس"),
    ("he", "ירושלים", "בירושלים"),
    ("he", "ממשלה", "הממשלה"),
    ("he", "בית", "והבית"),
    ("he", "לירושלים", "מירושלים"),
    ("he", "כנסת", "שהכנסת"),
    ("he-il", "כנסת", "שהכנסת"),
    ("hi", "ज़मीन", "जमीन"),
    ("hi", "\u0958िला", "क\u093cिला"),
    ("tr", "IŞIK", "\u0131ş\u0131k"),
    ("tr", "İSTANBUL", "istanbul"),
    ("tr", "KAPILAR", "kap\u0131lar"),
    ("tr", "DİYARBAKIR", "diyarbak\u0131r"),
    ("en", "children", "child"),
    ("en", "men", "man"),
    ("en", "women", "woman"),
    ("en", "spokesmen", "spokesman"),
    ("en", "mice", "mouse"),
    ("en", "feet", "foot"),
    ("en", "knives", "knife"),
    ("en", "crises", "crisis"),
    ("ja", "ひらがな", "ヒラガナ"),
    ("ja", "ニュース", "ﾆｭｰｽ"),
    ("nb", "regjeringen", "regjering"),
]

COMPOUNDS = [
    ("de", "Versicherung", "Arbeitslosenversicherung"),
    ("de", "Versicherungen", "Krankenversicherung"),
    ("de", "Haus", "Krankenhäuser"),
    ("de-at", "Versicherung", "Arbeitslosenversicherung"),
    ("nl", "verzekering", "zorgverzekering"),
    ("nl", "dijk", "Afsluitdijk"),
    ("sv", "försäkring", "arbetslöshetsförsäkring"),
    ("da", "forsikring", "arbejdsløshedsforsikring"),
    ("nb", "forsikring", "reiseforsikring"),
]


@pytest.mark.parametrize(("language", "one", "other"), FORMS)
def test_each_form_finds_the_other(index: NewsIndexPage, language: str, one: str, other: str) -> None:
    index_texts(index, language, one, other)

    assert set(found_in(language, one)) == set(found_in(language, other)) == {one, other}


@pytest.mark.parametrize(
    ("language", "typed", "text"),
    [
        ("th", "ไทย", "ยทไ"),
        ("tr", "s\u0131k", "kis"),
        ("en", "specimen", "speciman"),
        ("he", "בית", "בת"),
        ("de", "Ernte", "Laterne"),
        ("de", "Rat", "Vorrat"),
        ("en", "ball", "football"),
    ],
)
def test_what_is_another_word_is_not_found(index: NewsIndexPage, language: str, typed: str, text: str) -> None:
    index_texts(index, language, text)

    assert found_in(language, typed) == []


@pytest.mark.parametrize(("language", "typed", "compound"), COMPOUNDS)
def test_a_word_finds_the_compounds_that_end_with_it(
    index: NewsIndexPage, language: str, typed: str, compound: str
) -> None:
    index_texts(index, language, compound, "Nichts")
    assert found_in(language, typed) == [compound]

    long = f"{typed} x y z a b c d e f g h"
    index_texts(index, language, long)
    assert found_in(language, typed) == [long, compound]


def test_the_marks_of_a_letter_stay_with_it() -> None:
    from search.analysis import Analyser

    assert Analyser("th").terms("เมื่อ") == ["เมื่", "มื่อ", "อ"]
    assert Analyser("km").terms("ខ្មែរ", query=True) == ["ខ្មែ", "មែរ"]


def test_compounds_of_several_words_are_found_together() -> None:
    terms = ["haus", "krankenhaus", "krankenversicher", "zuhaus", "versicher"]
    vocabulary = Vocabulary(terms, terms, terms, [9, 8, 7, 6, 5])

    assert vocabulary.ending(["haus", "versicher", "nichts"], 3) == {
        "haus": [("krankenhaus", 8)],
        "versicher": [("krankenversicher", 7)],
        "nichts": [],
    }
