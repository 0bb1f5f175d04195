"""Operations drawn at random from a schema: valid ones, in every form that the language has."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_input_object_type,
    is_leaf_type,
)

DEEPEST = 5
BROADEST = 5


@dataclass
class Operation:
    """A document with one operation, and the variables that a client sends with it."""

    text: str
    variables: dict[str, Any]


@dataclass
class Literal:
    """A value as it is written in a document, before its text is made."""

    value: Any

    def __str__(self) -> str:
        value = self.value
        if isinstance(value, list):
            return f"[{', '.join(str(Literal(one)) for one in value)}]"
        if isinstance(value, dict):
            return f"{{{', '.join(f'{name}: {Literal(one)}' for name, one in value.items())}}}"
        return str(value) if isinstance(value, Name) else json.dumps(value)


class Name(str):
    """An enum's value or a variable, which stands in a document without quotes."""


@dataclass
class Author:
    """Writes one operation.

    Args:
        random: draws.
        schema: the schema to ask.
        words: texts to draw arguments of type String and ID from.
        introspects: now and then asks what only graphql-core answers.
    """

    random: Random
    schema: GraphQLSchema
    words: list[str]
    introspects: bool = True
    fragments: dict[str, str] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    budget: int = 60
    variables: dict[str, Any] = field(default_factory=dict)

    def write(self) -> Operation:
        """Returns the operation."""
        root = self.schema.query_type
        assert root is not None
        selection = self.selection(root, 0)
        if self.introspects and self.chance(0.02):
            selection = selection.replace("{", "{ __schema { queryType { name } }", 1)
        head = f"query Q({', '.join(self.definitions)}) " if self.definitions else self.random.choice(["", "query "])
        return Operation(" ".join([head + selection, *self.fragments.values()]), self.variables)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def selection(self, type_: Any, depth: int) -> str:
        parts = [self.part(type_, depth) for _ in range(self.random.randint(1, BROADEST)) if self.budget > 0]
        parts = [part for part in parts if part] or ["__typename"]
        return f"{{ {' '.join(parts)} }}"

    def part(self, type_: Any, depth: int) -> str:
        if self.chance(0.04 if hasattr(type_, "fields") else 0.5):
            return f"__typename{self.directives()}"
        if self.chance(0.2) or not hasattr(type_, "fields"):
            other = self.random.choice(self.overlapping(type_))
            if self.chance(0.5):
                return (
                    f"... on {other.name}{self.directives()} {self.selection(other, depth)}" if depth < DEEPEST else ""
                )
            return f"... {self.fragment(other, depth)}{self.directives()}" if depth < DEEPEST else ""
        name = self.random.choice(list(type_.fields))
        return self.field(type_, name, type_.fields[name], depth)

    def overlapping(self, type_: Any) -> list[Any]:
        """Returns the types that a value of a type may be of too."""
        own = set(self.schema.get_possible_types(type_)) if is_abstract_type(type_) else {type_}
        return [
            other
            for other in self.schema.type_map.values()
            if is_composite_type(other)
            and not other.name.startswith("__")
            and own & (set(self.schema.get_possible_types(other)) if is_abstract_type(other) else {other})  # type: ignore[arg-type]
        ]

    def fragment(self, type_: GraphQLNamedType, depth: int) -> str:
        known = [name for name, text in self.fragments.items() if text.startswith(f"fragment {name} on {type_.name} ")]
        if known and self.chance(0.4):
            return self.random.choice(known)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = ""  # takes the name; without a text nobody spreads it while it is being written
        self.fragments[name] = f"fragment {name} on {type_.name} {self.selection(type_, depth)}"
        return name

    def field(self, type_: Any, name: str, definition: GraphQLField, depth: int) -> str:
        below = get_named_type(definition.type)
        self.budget -= 1
        if not is_leaf_type(below) and depth >= DEEPEST:
            return ""
        arguments = {
            argument: text for argument, rule in definition.args.items() if (text := self.argument(rule)) is not None
        }
        written = f"({', '.join(f'{argument}: {text}' for argument, text in arguments.items())})" if arguments else ""
        key = self.key(name, definition, written)
        selected = "" if is_leaf_type(below) else f" {self.selection(below, depth + 1)}"
        return f"{key}{name}{written}{self.directives()}{selected}"

    def key(self, name: str, definition: GraphQLField, arguments: str) -> str:
        """Returns an alias or none, so that whatever shares a key in the answer may be merged."""
        same = {
            str(found.type)
            for other in self.schema.type_map.values()
            if isinstance(found := getattr(other, "fields", {}).get(name), GraphQLField)
        }
        if self.chance(0.1):
            return f"alias{self.random.randint(0, 10**9)}: "
        if arguments or len(same) > 1:
            shape = str(definition.type) + arguments
            return f"{name}_{sum(ord(letter) * (place + 1) for place, letter in enumerate(shape))}: "
        return ""

    def directives(self) -> str:
        if not self.chance(0.12):
            return ""
        name, value = self.random.choice(["skip", "include"]), self.random.choice([True, False])
        if self.chance(0.5):
            return f" @{name}(if: {self.variable('Boolean!', value)})"
        return f" @{name}(if: {json.dumps(value)})"

    def argument(self, rule: GraphQLArgument) -> str | None:
        """Returns an argument's text, None to leave it out."""
        optional = rule.default_value is not Undefined or not isinstance(rule.type, GraphQLNonNull)
        if optional and self.chance(0.4):
            return None
        value = self.value(rule.type)
        if self.chance(0.4):
            return self.variable(str(rule.type), value)
        return str(Literal(value))

    def value(self, type_: GraphQLInputType) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self.value(type_.of_type) or self.some(type_.of_type)
        return None if self.chance(0.08) else self.some(type_)

    def some(self, type_: Any) -> Any:
        if isinstance(type_, GraphQLList):
            return [self.value(type_.of_type) for _ in range(self.random.randint(0, 3))]
        if isinstance(type_, GraphQLEnumType):
            return Name(self.random.choice(list(type_.values)))
        if is_input_object_type(type_):
            assert isinstance(type_, GraphQLInputObjectType)
            return {
                name: self.value(rule.type)
                for name, rule in type_.fields.items()
                if isinstance(rule.type, GraphQLNonNull) or self.chance(0.4)
            }
        known: dict[str, list[Any]] = {
            "Int": [-1, 0, 1, 2, 3, 5, 101],
            "Float": [0.5, 2.0],
            "Boolean": [True, False],
            "Date": ["2026-05-29", "2026-01-01"],
            "DateTime": ["2026-05-29T08:00:00Z", "2026-01-01T00:00:00.5+02:00"],
        }
        return self.random.choice(known.get(type_.name, self.words))

    def variable(self, type_: str, value: Any) -> str:
        """Declares a variable; now and then it has a default, is not sent, or is sent what it does not take."""
        name = f"v{len(self.definitions)}"
        default = ""
        sent = True
        if value is not None and self.chance(0.3):
            default, sent = f" = {Literal(value)}", self.chance(0.5)
        self.definitions.append(f"${name}: {type_}{default}")
        if sent:
            self.variables[name] = self.random.choice([None, {"no": 1}, 7.5]) if self.chance(0.02) else plain(value)
        return Name(f"${name}")


def plain(value: Any) -> Any:
    """Returns a value as a client sends it in JSON."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return str(value) if isinstance(value, Name) else value
