"""What one request may ask for at most. `pytest -rP -k attacks` prints the table of attacks."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from graphql import parse
from pytest_django import Settings

from cms.graphql.errors import RequestError
from cms.graphql.limits.document import Limits, check_shape, limits
from cms.graphql.operation import prepare_document
from tests.graphql.limits.attacks import ATTACKS, Attack, bomb, nested

GRAPHQL = "application/graphql-response+json"

ORDINARY = Attack("an ordinary request", "{ site { name } }", "nothing")
TIMES_ORDINARY = 10
"""How many times the work of an ordinary request an attack may cost until it is refused."""


def attack(http: Client, one: Attack) -> tuple[Any, int, float]:
    """Returns the answer, the number of SQL queries and how many times the work of an ordinary request it took.

    The work is the best of three, each without caches and beside an ordinary request.
    """
    ordinary, seconds = [], []
    for _ in range(3):
        ordinary.append(post(http, ORDINARY)[2])
        answer, sql, work = post(http, one)
        seconds.append(work)
    return answer, sql, min(seconds) / min(ordinary)


def post(http: Client, one: Attack) -> tuple[Any, int, float]:
    """Returns the answer, the number of SQL queries and the seconds of work, all without caches."""
    prepare_document.cache_clear()
    body, begun = one.encoded(), time.thread_time()
    with CaptureQueriesContext(connection) as sql:
        answer = http.post("/graphql/", body, content_type="application/json", headers={"Accept": GRAPHQL})
    return answer, len(sql), time.thread_time() - begun


def test_twenty_attacks(site: object, settings: Settings) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    http = Client()
    attack(http, ATTACKS[0])
    outcomes = {one.title: attack(http, one) for one in ATTACKS}

    print(f"\n{'attack':45} status refused by                 cost     SQL work")  # noqa: T201
    refused = {}
    for title, (answer, sql, work) in outcomes.items():
        extensions = answer.json()["errors"][0]["extensions"]
        refused[title] = (extensions.get("measure", extensions["code"]), sql)
        cost = answer.headers["X-GraphQL-Cost"]
        print(f"{title:45} {answer.status_code:6} {refused[title][0]:25} {cost:>6} {sql:5} {work:5.1f}")  # noqa: T201

    assert len(ATTACKS) == 20
    assert refused == {one.title: (one.refused_by, one.sql) for one in ATTACKS}
    assert {title: work for title, (_answer, _sql, work) in outcomes.items() if work > TIMES_ORDINARY} == {}


def measured(query: str, **small: int) -> Mapping[str, Any]:
    """Returns what refuses a document under limits of which some are small."""
    with pytest.raises(RequestError) as refused:
        check_shape(parse(query), Limits(**small))
    assert refused.value.code == "QUERY_TOO_EXPENSIVE"
    return refused.value.extensions


@pytest.mark.parametrize(
    ("query", "measure", "value"),
    [
        ("{ a { b { c } } }", "depth", 3),
        ("{ a { ...F } } fragment F on T { ... on T { b { c } } }", "depth", 3),
        ("{ a b { c d } }", "fields", 4),
        ("{ ...F ...F } fragment F on T { a b { c } }", "fields", 6),
        ("query { a: x ...F } fragment F on T { b: x c }", "aliases", 2),
        ("query @a { x @b ...F @c ... @d { y } } fragment F on T { z @e }", "directives", 5),
        ("{ x } fragment F on T { x } fragment G on T { x }", "fragments", 2),
        ("{ a ...F ... { d } } fragment F on T { b c { x } }", "root_fields", 4),
        ("{ a { x } b { x } c: x } fragment F on T { x }", "field_repetitions", 3),
        ("query A { x } query B { a { b } }", "depth", 2),
    ],
)
def test_the_shape_of_a_document(query: str, measure: str, value: int) -> None:
    assert measured(query, **{measure: value - 1}) == {"measure": measure, measure: value, "limit": value - 1}
    check_shape(parse(query), Limits(**{measure: value}))


def test_a_fragment_is_measured_once_however_often_it_is_spread() -> None:
    """Measured once a spread, this document would keep a processor busy for years."""
    with pytest.raises(RequestError) as refused:
        check_shape(parse(bomb(28, 4)), Limits())

    assert refused.value.extensions["fields"] == 4**28 + 1


def test_fragments_in_a_circle_are_left_to_validation() -> None:
    check_shape(parse("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A ...Missing }"), Limits())


def test_what_is_refused_says_the_limit_and_what_would_have_been(site: object, settings: Settings) -> None:
    settings.GRAPHQL_LIMITS = {"depth": "4"}
    body = {"query": f"{{ site {{ {nested('rootPage', 'id', 4)} }} }}"}

    legacy, modern = (
        Client().post("/graphql/", body, content_type="application/json", headers={"Accept": accept})
        for accept in ("application/json", GRAPHQL)
    )

    assert (legacy.status_code, modern.status_code) == (200, 400)
    assert (
        legacy.json()
        == modern.json()
        == {
            "errors": [
                {
                    "message": "The query is too large: its depth would be 6, the limit is 4. Ask for less at once.",
                    "extensions": {"code": "QUERY_TOO_EXPENSIVE", "measure": "depth", "limit": 4, "depth": 6},
                }
            ]
        }
    )
    assert modern.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "given", [{"depht": "3"}, {"depth": "0"}, {"depth": "-1"}, {"depth": "ten"}, {"depth": ""}, {"depth": "1.5"}]
)
def test_a_setting_that_is_no_limit_is_refused(settings: Settings, given: dict[str, str]) -> None:
    settings.GRAPHQL_LIMITS = given
    ((name, value),) = given.items()

    with pytest.raises(ImproperlyConfigured, match=f"“{name}={value}” is no limit. Write name=number, where the name"):
        limits()


def test_the_old_name_of_a_limit_is_refused(settings: Settings) -> None:
    settings.GRAPHQL_LIMITS = {"repeats": "60"}

    message = "^GRAPHQL_LIMITS: repeats is called field_repetitions now. Set field_repetitions instead.$"
    with pytest.raises(ImproperlyConfigured, match=message):
        limits()


def test_a_setting_changes_one_limit_alone(settings: Settings) -> None:
    settings.GRAPHQL_LIMITS = {"depth": "3"}

    assert limits() == Limits(depth=3)
