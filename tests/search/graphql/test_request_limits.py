"""What all searches of one request may ask for together."""

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.search.finding import index_all


def test_the_phrases_of_one_request_count_together(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Twelve aliases with eight phrases each took half a second of processor time."""
    index_all()
    words = [f"word{number}" for number in range(32)]
    phrases = " ".join(f'"{" ".join(words[first : first + 4])}"' for first in range(0, 32, 4))
    fields = " ".join(f"v{number}: search(query: $q) {{ totalCount }}" for number in range(2))
    fields += " suggest(prefix: $p) { text } v3: search(query: $q) { totalCount }"
    query = f"query($q: String!, $p: String!) {{ {fields} }}"

    assert api.answer(query, q=phrases, p="harbour")["data"]["v3"] == {"totalCount": 0}
    answer = api.answer(query, q=phrases, p="-harbour")
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == (
        "The phrases and excluded words of one request may have 96 words together. Ask in several requests."
    )
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_search_that_may_be_corrected_counts_twice(index: NewsIndexPage, api: GraphQLClient) -> None:
    index_all()
    phrases = " ".join(f'"{" ".join(f"word{number}" for number in range(first, first + 4))}"' for first in range(8))
    query = """query($q: String!, $again: Boolean!) {
      a: search(query: $q, autocorrect: true) { totalCount } b: search(query: $q, autocorrect: $again) { totalCount }
    }"""

    assert api.data(query, q=phrases, again=False) == {"a": {"totalCount": 0}, "b": {"totalCount": 0}}
    assert "may have 96 words together" in api.answer(query, q=phrases, again=True)["errors"][0]["message"]


def test_the_words_of_one_request_count_together(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Twelve aliases of `suggest` with twenty frequent words each took as long as anything did."""
    index_all()
    words = " ".join(f"word{number}" for number in range(16))
    fields = " ".join(f"v{number}: suggest(prefix: $words) {{ text }}" for number in range(7))
    query = f"query($words: String!, $other: String!) {{ {fields} search(query: $other) {{ totalCount }} }}"

    assert api.answer(query, words=words, other=f"{words} {words}")["data"]["search"] == {"totalCount": 0}
    answer = api.answer(query, words=words, other=f"{words} harbour")
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == (
        "All searches and suggestions of one request may have 128 different words together. Ask in several requests."
    )
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_the_results_of_one_request_count_together(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Twelve aliases with the newest hundred each took as long as anything did."""
    index_all()
    hundreds = " ".join(f'v{number}: search(query: "harbour", first: 100) {{ totalCount }}' for number in range(4))
    message = (
        "All searches of one request may ask for 400 results together. "
        "Pass a smaller `first`, or ask in several requests."
    )

    assert len(api.data(f"{{ {hundreds} }}")) == 4
    assert api.error(f'{{ {hundreds} more: search(query: "pier", first: 1) {{ totalCount }} }}') == (
        "BAD_USER_INPUT",
        message,
    )
    six = " ".join(f'v{number}: search(query: "harbour") {{ totalCount }}' for number in range(6))
    assert len(api.data(f"{{ {six} }}")) == 6
