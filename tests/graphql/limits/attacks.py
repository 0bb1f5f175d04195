"""Twenty ways to hurt a GraphQL server with one request, and what each gets."""

import json
from dataclasses import dataclass, field
from typing import Any

from graphql import get_introspection_query


@dataclass(frozen=True)
class Attack:
    """One request.

    Attributes:
        title: what it tries.
        query: the document.
        refused_by: the limit that it is beyond; otherwise the error code of its answer.
        sql: how many SQL queries it gets out of the server.
        variables: the variables.
        body: the body, where that is not an object of the two.
    """

    title: str
    query: str
    refused_by: str
    variables: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    sql: int = 0

    def encoded(self) -> str:
        """Returns the body to send."""
        return self.body or json.dumps({"query": self.query, "variables": self.variables})


def nested(name: str, inner: str, levels: int) -> str:
    return f"{name} {{ " * levels + inner + " }" * levels


def bomb(levels: int, spreads: int = 2) -> str:
    """Returns fragments of which each spreads the next several times: a document that grows with their power."""
    parts = [f"fragment F{n} on Site {{ {f'...F{n + 1} ' * spreads}}}" for n in range(levels)]
    return f"{{ site {{ ...F0 }} }} {' '.join(parts)} fragment F{levels} on Site {{ name }}"


ALIASED = " ".join(f"a{n}: articles(first: 100) {{ totalCount }}" for n in range(500))
SAME = "query Q { " + " ".join(f"a{n}: site {{ name }}" for n in range(60)) + " }"
CHILDREN = "children(first: 100) { nodes"
WIDE = f'{{ page(path: "/") {{ {CHILDREN} {{ {CHILDREN} {{ {CHILDREN} {{ id }} }} }} }} }} }} }} }}'
CIRCLE = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"

ATTACKS = [
    Attack("500 aliases of a count", f"{{ {ALIASED} }}", "document"),
    Attack("60 aliases of a cheap field", SAME, "root_fields"),
    Attack("1,000 directives on a field", "{ __typename " + "@skip(if: false) " * 1_000 + "}", "document"),
    Attack("100 directives on a field", "{ __typename " + "@include(if: true) " * 100 + "}", "directives"),
    Attack("up and down the tree, 20 deep", f'{{ page(path: "/") {{ {nested("parent", "id", 20)} }} }}', "depth"),
    Attack("5,000 deep", "{ a" * 3_000, "tokens"),
    Attack("children of children of children, 100 each", WIDE, "cost"),
    Attack("a fragment bomb of 4^25", bomb(25, 4), "fields"),
    Attack("fragments in a circle", "{ ...A } fragment A on Query { ...A ...A }", "GRAPHQL_VALIDATION_FAILED"),
    Attack("one field 200 times", "{ " + "site { name } " * 200 + "}", "root_fields"),
    Attack(
        "one field 200 times, below another",
        "{ site { settings { " + "organisation " * 200 + "} } }",
        "field_repetitions",
    ),
    Attack("a page of a million rows", "{ articles(first: 1000000) { nodes { title } } }", "BAD_USER_INPUT", sql=2),
    Attack(
        "100 authors' 100 articles",
        "query($n: Int) { authors(first: $n) { nodes { articles(first: $n) { nodes { id } } } } }",
        "cost",
        {"n": 100},
    ),
    Attack(
        "a document of a megabyte",
        "{ __typename " + "#" * 1_000_000 + "\n}",
        "BAD_USER_INPUT",
    ),
    Attack("5,000 comments", "{ __typename }" + "#\n" * 4_900, "tokens"),
    Attack(
        "an order by a secret column",
        '{ articles(orderBy: "owner__password") { totalCount } }',
        "GRAPHQL_VALIDATION_FAILED",
    ),
    Attack(
        "a filter of 1,000 tags",
        "query($t: [String!]) { articles(filter: {tag: $t}) { totalCount } }",
        "BAD_USER_INPUT",
        {"t": [f"tag {n}" for n in range(1_000)]},
        sql=2,
    ),
    Attack("a batch of 100", "", "BAD_USER_INPUT", body=json.dumps([{"query": "{ __typename }"}] * 100)),
    Attack("the whole schema", get_introspection_query(), "GRAPHQL_VALIDATION_FAILED"),
    Attack("the schema in circles", CIRCLE, "GRAPHQL_VALIDATION_FAILED"),
]
