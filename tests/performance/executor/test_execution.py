"""Documents that are prepared once and run many times."""

import logging
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse

from cms.performance.executor import PreparedDocument, execute
from cms.performance.executor.execution import MAX_PLANS_PER_DOCUMENT, executions

SCHEMA = build_schema("type Query { a: Int  b: [String!]  c(x: Int = 1): Int  me: Query }")
ROOT = {"a": 1, "b": ["x"], "c": lambda info, x: x, "me": {"a": 2}}


def prepared(text: str, schema: GraphQLSchema = SCHEMA) -> PreparedDocument:
    return PreparedDocument(schema, parse(text))


def ran(text: str, name: str | None = None, **variables: Any) -> tuple[Any, dict[str, int]]:
    """Returns the answer of a document and who ran it; graphql-core gives the same."""
    before = executions.copy()
    document = prepared(text)
    result = execute(document, variables, None, name, ROOT)
    expected = execute_sync(SCHEMA, document.document, ROOT, None, variables, name)
    assert result.formatted == expected.formatted
    return result.formatted, dict(executions - before)


def test_a_plan_runs_what_it_knows() -> None:
    assert ran("{ a b me { a me { a } } }") == (
        {"data": {"a": 1, "b": ["x"], "me": {"a": 2, "me": None}}},
        {"plan": 1},
    )


@pytest.mark.parametrize("text", ["{ __schema { queryType { name } } }", '{ a __type(name: "Query") { name } }'])
def test_introspection_is_left_to_graphql_core(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cms.performance.executor")

    assert ran(text)[1] == {"graphql-core": 1}
    assert caplog.messages == ["graphql-core executes what cannot be compiled: introspection"]


def test_a_switch_without_a_value_is_left_to_graphql_core() -> None:
    answer, by = ran("query ($on: Boolean = true) { a @include(if: $on) }", on=None)

    assert by == {"graphql-core": 1}
    assert answer["errors"][0]["message"] == "Argument 'if' of non-null type 'Boolean!' must not be null."


def test_one_of_several_operations() -> None:
    text = "query A { a } query B($on: Boolean!) { b @include(if: $on) }"

    assert ran(text, "A") == ({"data": {"a": 1}}, {"plan": 1})
    assert ran(text, "B", on=False) == ({"data": {}}, {"plan": 1})
    assert ran(text)[0]["errors"][0]["message"] == "Must provide operation name if query contains multiple operations."
    assert ran(text, "C")[0]["errors"][0]["message"] == "Unknown operation named 'C'."


def test_each_setting_of_the_switches_has_its_own_plan_and_their_number_is_bounded() -> None:
    names = [f"s{number}" for number in range(5)]
    definitions = ", ".join(f"${name}: Boolean!" for name in names)
    document = prepared(f"query ({definitions}) {{ {' '.join(f'{name}: a @skip(if: ${name})' for name in names)} }}")

    for number in range(32):
        variables = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        shown = {name: 1 for name in names if not variables[name]}
        assert execute(document, variables, root=ROOT).data == shown
        assert len(document._plans) <= MAX_PLANS_PER_DOCUMENT


def test_arguments_differ_from_request_to_request() -> None:
    document = prepared("query ($x: Int) { c(x: $x) d: c }")

    assert [execute(document, {"x": x}, root=ROOT).data for x in (5, 6)] == [{"c": 5, "d": 1}, {"c": 6, "d": 1}]
    assert execute(document, {}, root=ROOT).data == {"c": 1, "d": 1}
    (error,) = execute(document, {"x": "six"}, root=ROOT).errors or []
    assert error.message == "Variable '$x' got invalid value 'six'; Int cannot represent non-integer value: 'six'"


def test_a_plan_that_has_grown_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.performance.executor.execution.MAX_PLAN_FIELDS", 3)
    document = prepared("{ a b me { a b c me { a } } }")
    before = executions.copy()

    answers = [execute(document, root=ROOT).formatted for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert executions - before == {"plan": 2, "graphql-core": 1}


def test_errors_of_one_request_do_not_turn_up_in_the_next() -> None:
    document = prepared("{ a }")

    def fail(info: Any) -> int:
        raise GraphQLError("Not today.")

    (error,) = execute(document, root={"a": fail}).errors or []
    assert (error.message, error.path) == ("Not today.", ["a"])
    assert execute(document, root=ROOT).formatted == {"data": {"a": 1}}
