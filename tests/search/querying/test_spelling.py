"""Likelier spellings: what they cost, and what one request may have spelled."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import NewsIndexPage
from search.models import Corpus, Index, Term
from search.querying import spelling
from search.querying.spelling import MAX_WORDS_SPELLED, MAX_WORDS_SPELLED_PER_REQUEST
from search.querying.vocabulary import vocabulary_of
from tests.client import GraphQLClient
from tests.factories import make_article
from tests.search.finding import index_all

WORDS = ["harbour", "council", "ferries", "tunnel", "zebra", "minister", "parliament", "weather", "election"]
MISSPELT = ["harbuor", "counsil", "ferreis", "tunel", "zebar", "ministre", "parlament", "wether", "elekton"]
MEANT = "query($q: String!) { search(query: $q) { didYouMean } }"
SUGGEST = "query($q: String!) { suggest(prefix: $q) { text } }"


@pytest.fixture
def stories(index: NewsIndexPage) -> None:
    """An article for each word."""
    for word in WORDS:
        make_article(index, title=word.title())
    index_all()


@pytest.fixture
def spelled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that were compared with the vocabulary."""
    found: list[str] = []
    compare = spelling._corrections

    def note(typed: str, *arguments: Any) -> Any:
        found.append(typed)
        return compare(typed, *arguments)

    monkeypatch.setattr(spelling, "_corrections", note)
    return found


def test_eight_words_are_spelled_and_a_text_of_more_gets_nothing(stories: None, api: GraphQLClient) -> None:
    assert MAX_WORDS_SPELLED == 8
    eight = api.data(MEANT, q=" ".join(MISSPELT[:8]))
    assert eight == {"search": {"didYouMean": " ".join(WORDS[:8])}}
    assert api.data(MEANT, q=" ".join(MISSPELT)) == {"search": {"didYouMean": None}}


def test_hundreds_of_unknown_words_are_not_compared(stories: None, api: GraphQLClient, spelled: list[str]) -> None:
    text = " ".join(f"wo{number:03}rd" for number in range(110))
    assert api.data(MEANT, q=text) == {"search": {"didYouMean": None}}
    assert api.data(SUGGEST, q=text[:200]) == {"suggest": []}
    assert spelled == []


def test_aliases_share_what_they_ask_for(stories: None, api: GraphQLClient, spelled: list[str]) -> None:
    aliases = " ".join(
        f'a{number}: search(query: "harbuor", first: {number}) {{ didYouMean }}' for number in range(1, 6)
    )
    suggested = " ".join(f's{number}: suggest(prefix: "harbuor ") {{ text }}' for number in range(4))

    found = api.data(f"{{ {aliases} {suggested} }}")

    assert {one["didYouMean"] for name, one in found.items() if name.startswith("a")} == {"harbour"}
    assert found["s3"] == [{"text": "Harbour"}]
    assert spelled == ["harbuor"]


def test_one_request_has_sixteen_words_spelled(stories: None, api: GraphQLClient, spelled: list[str]) -> None:
    texts = [" ".join(f"wo{chr(97 + one)}{chr(97 + two)}rd" for two in range(8)) for one in range(7)]
    aliases = " ".join(f'a{number}: search(query: "{text} ") {{ didYouMean }}' for number, text in enumerate(texts))

    answer = api.answer(f"{{ {aliases} }}")

    assert len(spelled) == MAX_WORDS_SPELLED_PER_REQUEST == 16
    assert len(answer["errors"]) == 5
    (message,) = {error["message"] for error in answer["errors"]}
    assert message == (
        "One request may have 16 unknown words spelled, by `didYouMean` and `suggest` together. "
        "Ask in several requests."
    )
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}


def test_statements_do_not_grow_with_words(stories: None, api: GraphQLClient) -> None:
    counts = set()
    api.data(MEANT, q="harbuor")
    for words in (MISSPELT[:1], MISSPELT[:8]):
        with CaptureQueriesContext(connection) as queries:
            api.data(MEANT, q=" ".join(words) + " ")
        counts.add(len(queries))
    assert counts == {6}
    counts.clear()
    for text in ("harbuor ", "harbuor zebar tunel ferreis "):
        with CaptureQueriesContext(connection) as queries:
            api.data(SUGGEST, q=text)
        counts.add(len(queries))
    assert counts == {8}


def test_the_vocabulary_is_read_again_when_the_index_was_written(stories: None, index: NewsIndexPage) -> None:
    one = Index.objects.get()

    def vocabulary() -> Any:
        return vocabulary_of(one, "en", Corpus.objects.get(index=one, locale="en").stamp)

    before = vocabulary()
    assert vocabulary() is before
    make_article(index, title="Okapi")
    index_all()
    assert "okapi" in vocabulary().words
    assert "okapi" not in before.words
    assert Term.objects.filter(word="okapi", documents=1).exists()
