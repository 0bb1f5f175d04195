"""What a document holds beside its words."""

import pytest

from search.indexing.documents import IndexedDocument
from search.models import Index


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("de", "Merkel's Wi-Fi", "merkel s wi fi \n wifi"),
        ("tr", "İstanbul'da", "istanbul da"),
        ("de", "Merkel, Merkel's Merkel-Wahl", "merkel merkel s merkel wahl \n merkelwahl"),
        ("en", "COVID-19, Merkel", "covid 19 merkel \n covid19"),
    ],
)
def test_a_compound_with_the_term_of_its_own_word_is_counted_once(language: str, text: str, terms: str) -> None:
    entry = IndexedDocument(1, language, "ARTICLE", text, text).entry(Index())

    assert (entry.title_terms, entry.text_terms) == (terms, terms)


def test_a_compound_with_the_term_of_another_word_is_counted() -> None:
    entry = IndexedDocument(1, "en", "ARTICLE", "Wifi, Wi-Fi", "").entry(Index())

    assert entry.title_terms == "wifi wi fi \n wifi"
