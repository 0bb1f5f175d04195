"""Values for the arguments of any field: by the name of what they ask for, else by their type."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_argument,
)

NUMBERS = {"first": [3, 1, 100, 0], "page": [1, 2, 0]}
DAYS = ["2026-05-29", "2000-01-01", "2099-12-31"]
IN_A_LIST = 80


@dataclass(frozen=True)
class Word:
    """The name of an enum value, which stands in a query without quotation marks."""

    text: str


@dataclass(frozen=True)
class Arguments:
    """Generates arguments.

    Attributes:
        texts: what arguments of a name can ask for, public and hidden. An argument with another name gets all of it.
    """

    texts: Mapping[str, list[str]]

    def variants(self, field: GraphQLField) -> Iterator[str]:
        """Yield ways to call a field, as they stand in a query: the required arguments alone, then one more each."""
        required = {name: one for name, one in field.args.items() if is_required_argument(one)}
        fixed = {name: next(self._values(name, one)) for name, one in required.items()}
        seen = set()
        for name, argument in chain([(None, None)], required.items(), field.args.items()):
            for value in [None] if argument is None else self._values(str(name), argument):
                text = written(fixed if name is None else {**fixed, name: value})
                if text not in seen:
                    seen.add(text)
                    yield text

    def _values(self, name: str, argument: GraphQLArgument) -> Iterator[Any]:
        return self._of(name, argument.type)

    def _of(self, name: str, kind: GraphQLInputType) -> Iterator[Any]:
        if isinstance(kind, GraphQLNonNull):
            yield from self._of(name, kind.of_type)
        elif isinstance(kind, GraphQLList):
            values = list(self._of(name, kind.of_type))
            yield from (values[at : at + IN_A_LIST] for at in range(0, len(values), IN_A_LIST))
            yield from ([value] for value in values if len(values) <= IN_A_LIST)
        elif isinstance(kind, GraphQLEnumType):
            yield from map(Word, kind.values)
        elif isinstance(kind, GraphQLInputObjectType):
            for part, declared in kind.fields.items():
                yield from ({part: value} for value in self._of(part, declared.type))
        else:
            yield from self._of_scalar(name, get_named_type(kind).name)

    def _of_scalar(self, name: str, kind: str) -> Iterator[Any]:
        if kind == "Boolean":
            yield from (True, False)
        elif kind in ("Int", "Float"):
            yield from NUMBERS.get(name, [1, 0, 2026])
        elif kind == "Date":
            yield from DAYS
        elif kind == "DateTime":
            yield from (f"{day}T00:00:00Z" for day in DAYS)
        else:
            yield from self.texts.get(name) or chain(*self.texts.values())


def written(value: Mapping[str, Any]) -> str:
    """Return arguments as they stand in a query, with their brackets; nothing for none."""
    return f"({', '.join(f'{name}: {_literal(one)}' for name, one in value.items())})" if value else ""


def _literal(value: Any) -> str:
    if isinstance(value, Word):
        return value.text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value)
