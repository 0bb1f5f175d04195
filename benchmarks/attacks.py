"""The requests of `benchmarks.attack`: of each kind, the most expensive ones just within and beyond the limits."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

ROOT_FIELDS = 12
FREQUENT_WORDS = 80
"""Number of words at the end of the list for `attacks_on` that many pages hold."""

LETTERS = "etaoinshrdlu"
MEANT, IDS = "didYouMean", "nodes { id }"
HIGHLIGHTS = "edges { highlight { title text } }"
FACETS = "totalCount facets { types { count } categories { count } years { count } }"
ALL_FACETS = "facets { types { count } months { count } authors(first: 100) { count } tags(first: 100) { count } }"


@dataclass(frozen=True)
class Attack:
    """A kind of expensive request.

    Attributes:
        title: its name in the table.
        body: returns the body of a request, a different one each time so that no cached response matches.
    """

    title: str
    body: Callable[[Random], bytes]


def word_of(random: Random, length: int) -> str:
    """Return an invented word."""
    return "".join(random.choice(LETTERS) for _letter in range(length))


def attacks_on(known: list[str]) -> list[Attack]:
    """Return the attacks, built from words of the index and from misspellings of these.

    Args:
        known: words of the index; the last FREQUENT_WORDS are common.
    """
    common = known[-FREQUENT_WORDS:]

    def misspelt(random: Random, characters: int, words: int = 1_000) -> str:
        found = ""
        for _word in range(words):
            word = random.choice(known)
            place = random.randrange(len(word))
            found += f"{word[:place]}z{word[place + 1 :]} "
        return found[:characters].strip()

    def frequent(random: Random, words: int) -> str:
        return " ".join(random.sample(common, words))

    def request(field: str, selection: str, text: Callable[[Random], str], times: int = ROOT_FIELDS) -> Any:
        def body(random: Random) -> bytes:
            names = [f"v{number}" for number in range(times)]
            fields = " ".join(f"{name}: {field.replace('$', '$' + name)} {{ {selection} }}" for name in names)
            declared = ", ".join(f"${name}: String!" for name in names)
            variables = {name: text(random) for name in names}
            return json.dumps({"query": f"query({declared}) {{ {fields} }}", "variables": variables}).encode()

        return body

    def phrases(random: Random) -> str:
        return " ".join(f'"{frequent(random, 4)}"' for _phrase in range(8))

    def nodes(random: Random) -> bytes:
        fields = " ".join(f"v{number}: nodes(ids: $ids) {{ id }}" for number in range(ROOT_FIELDS))
        ids = [f"x{random.randrange(10**6)}" for _id in range(100)]
        return json.dumps({"query": f"query($ids: [ID!]!) {{ {fields} }}", "variables": {"ids": ids}}).encode()

    def filtered(random: Random, times: int = 4) -> bytes:
        values = [word_of(random, 8) for _value in range(100)]
        filters = "filter: {tag: $v, author: $v, category: $v}"
        fields = " ".join(
            f'v{number}: search(query: "{frequent(random, 3)}", {filters}) {{ {FACETS} }}' for number in range(times)
        )
        return json.dumps({"query": f"query($v: [String!]) {{ {fields} }}", "variables": {"v": values}}).encode()

    def deep_pages(random: Random, times: int = ROOT_FIELDS) -> bytes:
        fields = " ".join(
            f"v{number}: articles(first: 100, page: {random.randint(50, 70)}, filter: {{hasImage: true, publishedFrom:"
            f' "20{number + 10}-01-01"}}) {{ totalCount {IDS} }}'
            for number in range(times)
        )
        return json.dumps({"query": f"{{ {fields} }}"}).encode()

    def bodies(selection: str, first: int) -> Callable[[Random], bytes]:
        query = f"{{ articles(first: {first}) {{ nodes {{ {selection} }} }} }}"
        return lambda random: json.dumps({"query": query, "variables": {"other": random.random()}}).encode()

    def aliased(field: str, times: int) -> str:
        return " ".join(f"a{number}: {field}" for number in range(times))

    search, suggest, corrected = "search(query: $)", "suggest(prefix: $)", "search(query: $, autocorrect: true)"
    hundred, newest_80 = "search(query: $, first: 100", "search(query: $, first: 80, orderBy: NEWEST)"
    return [
        Attack("suggest, 1,000 characters", request(suggest, "text", lambda one: misspelt(one, 1_000), 1)),
        Attack("suggest, 200 characters, 12 aliases", request(suggest, "text", lambda one: misspelt(one, 200))),
        Attack("suggest, 8 unknown words, 2 aliases", request(suggest, "text", lambda one: misspelt(one, 200, 8), 2)),
        Attack("suggest, 20 known words, 12 aliases", request(suggest, "text", lambda one: frequent(one, 20))),
        Attack("suggest, 20 known words, 9 aliases", request(suggest, "text", lambda one: frequent(one, 20), 9)),
        Attack("suggest, one letter, 10 aliases", request(suggest, "text", lambda one: one.choice(LETTERS), 10)),
        Attack("didYouMean, 1,000 characters, 12 aliases", request(search, MEANT, lambda one: misspelt(one, 1_000))),
        Attack("didYouMean, 8 unknown words, 2 aliases", request(search, MEANT, lambda one: misspelt(one, 200, 8), 2)),
        Attack("didYouMean, 1 unknown word, 7 aliases", request(search, MEANT, lambda one: misspelt(one, 200, 1), 7)),
        Attack(
            "autocorrect with facets, 8 unknown words, 2 aliases",
            request(corrected, FACETS, lambda one: misspelt(one, 200, 8), 2),
        ),
        Attack(
            "autocorrect with facets, 1 unknown word, 3 aliases",
            request(corrected, FACETS, lambda one: misspelt(one, 200, 1), 3),
        ),
        Attack("32 words, facets, 3 aliases", request(search, FACETS, lambda one: frequent(one, 32), 3)),
        Attack("8 phrases, 12 aliases", request(search, "totalCount", phrases)),
        Attack("8 phrases, 5 aliases", request(search, "totalCount", phrases, 5)),
        Attack("100 highlights", request(f"{hundred})", HIGHLIGHTS, lambda one: frequent(one, 32), 1)),
        Attack("100 highlights, 2 aliases", request(f"{hundred})", HIGHLIGHTS, lambda one: frequent(one, 32), 2)),
        Attack(
            "newest 100, 4 aliases", request(f"{hundred}, orderBy: NEWEST)", IDS, lambda one: frequent(one, 32), 4)
        ),
        Attack("newest 100, 12 aliases", request(f"{hundred}, orderBy: NEWEST)", IDS, lambda one: frequent(one, 3))),
        Attack("300 filter values, 4 aliases", filtered),
        Attack("300 filter values, 2 aliases", lambda one: filtered(one, 2)),
        Attack("facets, 4 aliases", request(search, FACETS, lambda one: frequent(one, 3), 4)),
        Attack("all facets", request(search, ALL_FACETS, lambda one: frequent(one, 3), 1)),
        Attack("all facets, 2 aliases", request(search, ALL_FACETS, lambda one: frequent(one, 3), 2)),
        Attack("newest 80, 7 aliases", request(newest_80, IDS, lambda one: frequent(one, 3), 7)),
        Attack("deep pages with filters, 4 aliases", lambda one: deep_pages(one, 4)),
        Attack("deep pages with filters, 12 aliases", deep_pages),
        Attack("100 unknown ids, 12 aliases", nodes),
        Attack("100 bodies, 29 ids", bodies(f"body {{ {aliased('id', 29)} }}", 100)),
        Attack(
            "100 bodies, 3 times as HTML", bodies(f"body {{ ... on ParagraphBlock {{ {aliased('html', 3)} }} }}", 100)
        ),
        Attack("100 times structured data, 12 aliases", bodies(aliased("structuredData", 12), 100)),
    ]
