"""How large a document may be: its shape, measured before anything is looked up in the schema."""

from collections import Counter
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from cms.graphql.errors import QUERY_TOO_EXPENSIVE, RequestError

RENAMED_LIMITS = {"repeats": "field_repetitions"}
"""Names that limits had in an earlier release, each with its name now."""


@dataclass(frozen=True)
class Limits:
    """The most that one request may ask for; docs/api.md says where the numbers come from.

    Attributes:
        body: bytes of a request's body.
        document: characters of a document.
        tokens: names, numbers, strings and punctuation marks in it.
        depth: fields within fields, fragments followed.
        fields: fields, fragments followed wherever they are spread.
        field_repetitions: how often the document writes the same field name or alias.
        aliases: fields with another name, fragments followed.
        directives: directives, fragments followed.
        fragments: definitions of fragments.
        root_fields: fields of an operation itself.
        cost: see `cms.graphql.limits.cost`.
    """

    body: int = 30_000
    document: int = 10_000
    tokens: int = 1_000
    depth: int = 18
    fields: int = 400
    field_repetitions: int = 30
    aliases: int = 30
    directives: int = 20
    fragments: int = 30
    root_fields: int = 12
    cost: int = 5_000


def limits() -> Limits:
    """Return the limits that the settings give.

    Raises:
        ImproperlyConfigured: when one of them is no limit, or no number above zero.
    """
    return _limits(tuple(sorted(settings.GRAPHQL_LIMITS.items())))


@cache
def _limits(given: tuple[tuple[str, Any], ...]) -> Limits:
    known = {one.name for one in fields(Limits)}
    for name, value in given:
        if new_name := RENAMED_LIMITS.get(name):
            raise ImproperlyConfigured(f"GRAPHQL_LIMITS: {name} is called {new_name} now. Set {new_name} instead.")
        if name not in known or not str(value).isdecimal() or int(value) < 1:
            raise ImproperlyConfigured(
                f"GRAPHQL_LIMITS: “{name}={value}” is no limit. "
                f"Write name=number, where the name is one of {', '.join(sorted(known))}."
            )
    return Limits(**{name: int(value) for name, value in given})


def too_expensive(measure: str, value: int, limit: int) -> RequestError:
    """Return the refusal of a document that is beyond a limit."""
    message = f"The query is too large: its {measure.replace('_', ' ')} would be {value:,}, the limit is {limit:,}."
    return RequestError(
        f"{message} Ask for less at once.",
        QUERY_TOO_EXPENSIVE,
        status=None,
        extensions={"measure": measure, "limit": limit, measure: value},
    )


@dataclass
class Shape:
    """How large a selection is when the fragments in it are followed."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0

    def add(self, other: "Shape", levels: int = 0) -> None:
        """Count in a part of this selection that lies some levels below."""
        self.depth = max(self.depth, other.depth + levels)
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.root_fields += 0 if levels else other.root_fields


def check_shape(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document that is beyond a limit.

    It takes time in proportion to the document as it is written: each fragment is measured once, however often it is
    spread. What is wrong with the document otherwise, such as fragments in a circle, is left to validation.

    Raises:
        RequestError: the document is beyond a limit.
    """
    measuring = _Measuring(document)
    _refuse_beyond(limits, "fragments", len(measuring.fragments))
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            shape = measuring.shape(definition.selection_set)
            shape.directives += len(definition.directives)
            _refuse_beyond(limits, "root_fields", shape.root_fields)
        elif isinstance(definition, FragmentDefinitionNode):
            shape = measuring.of_fragment(definition.name.value)
        else:
            continue
        for measure in ("depth", "fields", "aliases", "directives"):
            _refuse_beyond(limits, measure, getattr(shape, measure))
    _refuse_beyond(limits, "field_repetitions", max(measuring.written.values(), default=0))


def _refuse_beyond(limits: Limits, measure: str, value: int) -> None:
    if value > (limit := getattr(limits, measure)):
        raise too_expensive(measure, value, limit)


@dataclass
class _Measuring:
    document: DocumentNode
    written: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        definitions = self.document.definitions
        self.fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        self._measured: dict[str, Shape] = {}

    def of_fragment(self, name: str) -> Shape:
        """Return the shape of a fragment; an empty one while it is being measured, or when there is none."""
        if name not in self._measured:
            self._measured[name] = Shape()
            if name in self.fragments:
                self._measured[name] = self.shape(self.fragments[name].selection_set)
        return self._measured[name]

    def shape(self, selection_set: SelectionSetNode) -> Shape:
        shape = Shape()
        for selection in selection_set.selections:
            shape.directives += len(selection.directives)
            if isinstance(selection, FieldNode):
                self.written[selection.alias.value if selection.alias else selection.name.value] += 1
                shape.aliases += selection.alias is not None
                shape.add(Shape(depth=1, fields=1, root_fields=1))
                if selection.selection_set:
                    shape.add(self.shape(selection.selection_set), levels=1)
            elif isinstance(selection, FragmentSpreadNode):
                shape.add(self.of_fragment(selection.name.value))
            elif isinstance(selection, InlineFragmentNode):
                shape.add(self.shape(selection.selection_set))
        return shape
