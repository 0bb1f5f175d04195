"""A walk through the schema: queries for every field on every type at every depth, along paths that lead somewhere."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
    is_union_type,
)

from tests.crawl.arguments import Arguments

DEPTH = 6
AT_ONCE = 10
"""How many calls of a field stand in one query."""
DEEPER = 1
"""How many calls with further arguments are tried of a field below the root, at each depth."""
TRIES = 3
"""Along how many paths a field is asked for until something is found."""
ALIKE = 2
"""How many paths to a type are remembered that end with the same field."""
MAX_ARGUMENT_CHARACTERS = 200
"""With how many characters of arguments a field may be part of a path."""


@dataclass(frozen=True)
class Step:
    """One call of a field on a type, e.g. ("ArticlePage", "related", "(first: 3)")."""

    owner: str
    name: str
    arguments: str = ""

    @property
    def key(self) -> str:
        """What the answer calls it; fields of one name may have several types."""
        return f"{self.name}__{self.owner}"


Path = tuple[Step, ...]


class Answer(NamedTuple):
    """What came back over HTTP."""

    status: int
    headers: str
    body: str


Ask = Callable[[str], Answer]


@dataclass
class Walk:
    """Makes the queries and learns from their answers where there is more to ask.

    Attributes:
        covered: the fields that were executed, as (type, field).
        asked: all queries, each with its answer.
    """

    schema: GraphQLSchema
    arguments: Arguments
    ask: Ask
    seed: int = 2026
    covered: set[tuple[str, str]] = field(default_factory=set)
    asked: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._choice = random.Random(self.seed)  # no secret
        self._paths: dict[tuple[int, str], list[Path]] = defaultdict(list, {(0, "Query"): [()]})

    def go(self) -> None:
        """Walk to the depth of DEPTH fields."""
        for depth in range(DEPTH - 1):  # Each query goes one field deeper than the one that it is for.
            here = [(name, paths) for (at, name), paths in self._paths.items() if at == depth]
            for name, paths in sorted(here):
                kind = self.schema.type_map[name]
                assert isinstance(kind, GraphQLObjectType), "answers hold objects"
                for field_name, declared in kind.fields.items():
                    if declared.args or is_composite_type(get_named_type(declared.type)):
                        self._try(paths, name, field_name, declared)

    def _try(self, paths: list[Path], owner: str, name: str, declared: GraphQLField) -> None:
        """Call a field in several ways; where nothing comes of it, once more along another path."""
        calls = list(self.arguments.variants(declared))
        for path in self._choice.sample(paths, min(TRIES, len(paths))):
            if path:
                calls = [calls[0], *self._choice.sample(calls[1:], min(DEEPER, len(calls) - 1))]
            groups = (calls[at : at + AT_ONCE] for at in range(0, len(calls), AT_ONCE))
            found = [self._call(path, [Step(owner, name, call) for call in group], declared) for group in groups]
            if any(found):
                break

    def _call(self, path: Path, steps: list[Step], declared: GraphQLField) -> bool:
        """Send calls of a field at the end of a path, and tell whether one of them led to an object."""
        query = self._query(path, steps, declared)
        self.asked[query] = answer = self.ask(query)
        data = json.loads(answer.body).get("data")
        if data is None and len(steps) > 1:  # An error in one of them has taken the others' answers away.
            alone = [self._call(path, [step], declared) for step in steps]
            return any(alone)
        self._note(data)
        found = False
        for number, step in enumerate(steps):
            for value in _follow(data, [*(one.key for one in path), f"{step.key}__{number}"]):
                self._keep((*path, step), value["__typename"])
                found = True
        return found

    def _keep(self, path: Path, leads_to: str) -> None:
        """Remember a path, unless it is a long one or those known end with the same field."""
        known = self._paths[len(path), leads_to]
        alike = [one for one in known if one[-1].key == path[-1].key]
        if len(path[-1].arguments) <= MAX_ARGUMENT_CHARACTERS and len(alike) < ALIKE and path not in alike:
            known.append(path)

    def _query(self, path: Path, steps: list[Step], declared: GraphQLField) -> str:
        target = get_named_type(declared.type)
        shape = "...Target" if is_composite_type(target) else ""
        calls = " ".join(
            f"{step.key}__{number}: {step.name}{step.arguments}{shape and ' { ' + shape + ' }'}"
            for number, step in enumerate(steps)
        )
        query = f"... on {steps[0].owner} {{ {calls} }}"
        for step in reversed(path):
            query = f"... on {step.owner} {{ {step.key}: {step.name}{step.arguments} {{ __typename {query} }} }}"
        fragment = f"fragment Target on {target.name} {{ {self._fields(target, 1)} }}" if shape else ""
        return f"{{ {query} }} {fragment}"

    def _fields(self, kind: Any, deeper: int) -> str:
        """Return a selection of all fields that need no arguments; objects in it are told by their plain fields."""
        parts = ["__typename"]
        apart = is_abstract_type(kind) and (deeper or is_union_type(kind))
        for one in self.schema.get_possible_types(kind) if apart else [kind]:
            inner = [self._field(one, name, declared, deeper) for name, declared in one.fields.items()]
            parts.append(f"... on {one.name} {{ __typename {' '.join(inner)} }}")
        return " ".join(parts)

    def _field(self, owner: Any, name: str, declared: GraphQLField, deeper: int) -> str:
        target: Any = get_named_type(declared.type)
        if any(is_required_argument(one) for one in declared.args.values()):
            return ""
        call = f"{name}__{owner.name}: {name}"
        if is_leaf_type(target):
            return call
        # An edge stands for its node.
        plain = is_abstract_type(target) or (
            not target.name.endswith("Edge")
            and any(is_leaf_type(get_named_type(one.type)) for one in target.fields.values())
        )
        return f"{call} {{ {self._fields(target, deeper - 1 if plain else deeper)} }}" if deeper else ""

    def _note(self, value: Any) -> None:
        """Note which fields an answer holds."""
        if isinstance(value, dict):
            owner = value.get("__typename", "Query")
            self.covered |= {(owner, key.split("__")[0]) for key in value if not key.startswith("__")}
            for one in value.values():
                self._note(one)
        elif isinstance(value, list):
            for one in value:
                self._note(one)


def _follow(value: Any, keys: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects to which keys lead, through lists."""
    if isinstance(value, list):
        for one in value:
            yield from _follow(one, keys)
    elif isinstance(value, dict):
        if keys:
            yield from _follow(value.get(keys[0]), keys[1:])
        else:
            yield value


def every_field(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Return all fields that can be reached from Query, as (type, field)."""
    found: set[tuple[str, str]] = set()
    todo: list[Any] = [schema.query_type]
    while todo:
        kind = todo.pop()
        if is_abstract_type(kind):
            todo += schema.get_possible_types(kind)
        elif is_composite_type(kind) and (kind.name, next(iter(kind.fields))) not in found:
            found |= {(kind.name, name) for name in kind.fields}
            todo += [get_named_type(declared.type) for declared in kind.fields.values()]
    return found
