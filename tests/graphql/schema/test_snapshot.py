"""The schema as a promise to frontends: written down, described, and nowhere less than the contract."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from cms.graphql.management.commands.export_schema import schema_text
from cms.schema import schema

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT.parent / "shared" / "checks" / "contract.py"
READY = ("articles", "page", "category", "categories", "authors", "author", "node", "nodes", "site")


def own_types() -> list[GraphQLNamedType]:
    """Returns the types that this project declares."""
    kinds = schema.graphql_schema.type_map.values()
    return [kind for kind in kinds if not is_introspection_type(kind) and not is_specified_scalar_type(kind)]


def described() -> Iterator[tuple[str, str | None]]:
    """Yields the place and description of everything that can have one."""
    for kind in own_types():
        yield kind.name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                for argument, declared in field.args.items():
                    yield f"{kind.name}.{name}({argument})", declared.description
        elif isinstance(kind, GraphQLInputObjectType):
            for name, declared_input in kind.fields.items():
                yield f"{kind.name}.{name}", declared_input.description
        elif isinstance(kind, GraphQLEnumType):
            for name, value in kind.values.items():
                yield f"{kind.name}.{name}", value.description


def test_the_written_schema_is_the_served_one() -> None:
    written = (ROOT / "schema.graphql").read_text(encoding="utf-8")

    assert written == schema_text(), "schema.graphql is stale. Write it again with `make schema` and commit it."


def test_everything_is_described() -> None:
    lacking = [place for place, text in described() if not text or not text.endswith(".")]

    assert lacking == []


def test_descriptions_name_nothing_of_the_code() -> None:
    words = ("cms.", "news.", "wagtail", "grapple", "queryset", "django", "resolver")

    assert [place for place, text in described() if any(word in (text or "").lower() for word in words)] == []


def test_names_are_those_of_the_newsroom() -> None:
    names = {kind.name for kind in own_types()}

    assert {name for name in names if name.endswith(("Interface", "Input", "Type")) or "_" in name} == {"PageType"}
    assert {place for place, _text in described() if "rawValue" in place or "blockType" in place} == set()


def test_lists_and_what_they_hold_are_never_null() -> None:
    """Strict clients would have to ask for each row whether it is there. Only `nodes` may have gaps, by its nature."""
    loose = [
        f"{kind.name}.{name}"
        for kind in own_types()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in kind.fields.items()
        if "[" in str(field.type)
        if not str(field.type).endswith("!]!")
    ]

    assert loose == ["Query.nodes"]


def test_fields_of_different_blocks_can_be_selected_side_by_side() -> None:
    """GraphQL refuses `... on A { url } ... on B { url }` where one may be null and the other may not."""
    interfaces = [kind for kind in own_types() if isinstance(kind, GraphQLInterfaceType)]
    types: dict[tuple[str, str], set[str]] = defaultdict(set)
    for interface in interfaces:
        for kind in schema.graphql_schema.get_possible_types(interface):
            for name, field in kind.fields.items():
                types[interface.name, name].add(str(field.type))
    unlike = {place: kinds for place, kinds in types.items() if len(kinds) > 1 and place[0] in ("Block", "Page")}

    assert unlike == {}


def test_scalars_say_where_they_are_specified() -> None:
    scalars = [kind for kind in own_types() if isinstance(kind, GraphQLScalarType)]

    assert {scalar.name for scalar in scalars} >= {"Date", "DateTime", "JSON"}
    assert [scalar.name for scalar in scalars if not (scalar.specified_by_url or "").startswith("https://")] == []


def test_ids_are_never_null() -> None:
    ids = [
        kind.fields["id"].type
        for kind in own_types()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and "id" in kind.fields
    ]

    assert len(ids) > 10
    assert all(isinstance(one, GraphQLNonNull) for one in ids)


@pytest.mark.skipif(not CONTRACT.is_file(), reason="the contract lies beside the repository, not in it")
def test_nothing_of_the_contract_lacks() -> None:
    result = subprocess.run(
        [sys.executable, str(CONTRACT), "schema.graphql", *READY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout.splitlines()[:1] == ["nothing lacks"], result.stdout
    assert result.returncode == 0


def test_every_edge_but_that_of_the_change_log_leads_to_a_node() -> None:
    """An entry of the change log is found by its cursor alone: `node(id:)` finds what it is about."""
    edges = {
        kind.name: get_named_type(kind.fields["node"].type)
        for kind in own_types()
        if isinstance(kind, GraphQLObjectType) and kind.name.endswith("Edge")
    }
    nodes = {name for name, kind in edges.items() if "Node" in {interface.name for interface in kind.interfaces}}

    assert edges.keys() - nodes == {"ChangeEdge"}
