"""The closures that resolve fields: one for each field of one type at one place of a document.

Source: https://spec.graphql.org/October2021/#sec-Executing-Fields
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
    default_field_resolver,
    get_nullable_type,
)
from graphql.error import located_error
from graphql.execution.values import get_argument_values
from graphql.language import FieldNode, Node, VariableNode

from cms.performance.executor.state import ExecutionState, PathNode, as_list
from cms.performance.executor.values import completion

Field = Callable[[ExecutionState, Any, PathNode], Any]
"""Gives the answer to a field of a source object that stands at a place of the answer."""

NATURAL: dict[Any, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool, GraphQLInt: int}
"""What values of these types serialize to themselves, integers of 32 bits only."""

LIMIT = 2**31

CONSTANTS = (str, int, float, date, Enum, type(None))
"""Types of arguments that no resolver can change under the next one's hands."""


@dataclass(frozen=True, eq=False)
class PlannedField:
    """One field of one type, as a document asks for it.

    Attributes:
        parent: the type that it is a field of.
        key: what the answer calls it.
        definition: what the schema says of it.
        nodes: the nodes of the document that ask for it under that key; the first one's arguments count.
    """

    parent: GraphQLObjectType
    key: str
    definition: GraphQLField
    nodes: list[FieldNode]

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments for its resolver.

        Raises:
            GraphQLError: when the variables leave a required one without a value.
        """
        return get_argument_values(self.definition, self.nodes[0], variables)

    def constants(self) -> dict[str, Any] | None:
        """Return the arguments when they are the same in every request, else None."""
        if any(_varies(argument.value) for argument in self.nodes[0].arguments):
            return None
        try:
            arguments = self.arguments({})
        except GraphQLError:
            return None
        return arguments if all(isinstance(value, CONSTANTS) for value in arguments.values()) else None

    def fail(self, run: ExecutionState, error: Exception, place: PathNode) -> None:
        """Note an error and answer null, or pass it on where the schema promises a value.

        Raises:
            GraphQLError: the error with its path and location.
        """
        located = located_error(error, self.nodes, as_list((place, self.key, self.parent.name)))
        if isinstance(self.definition.type, GraphQLNonNull):
            raise located
        run.errors.append(located)


def field_closure(plan: Any, field: PlannedField) -> Field:
    """Return the closure that resolves a field."""
    if field.nodes[0].name.value == "__typename":
        name = field.parent.name
        return lambda run, source, place: name
    resolve: Any = field.definition.resolve or default_field_resolver
    complete = completion(plan, field.definition.type, field.nodes)
    constants, key, type_name, fail = field.constants(), field.key, field.parent.name, field.fail
    natural: Any = NATURAL.get(get_nullable_type(field.definition.type))  # type: ignore[arg-type]  # it takes any type

    def resolve_field(run: ExecutionState, source: Any, place: PathNode) -> Any:
        info = run.infos.get(field) or run.info(field)
        info.parent_path = place
        try:
            if constants == {}:
                value: Any = resolve(source, info)
            else:
                arguments = run.arguments(field, field.arguments) if constants is None else constants
                value = resolve(source, info, **arguments)
            if type(value) is natural and (natural is not int or -LIMIT <= value < LIMIT):
                return value
            return complete(run, value, (place, key, type_name), info)
        except Exception as error:
            return fail(run, error, place)

    return resolve_field


def attribute_of(field: PlannedField) -> str | None:
    """Return the attribute of its source that a field of texts gives as it is; None for any other field.

    Graphene's own resolver reads one, and so does a resolver that says so by its `reads`, unless the text is empty.
    """
    if field.constants() != {} or NATURAL.get(get_nullable_type(field.definition.type)) is not str:  # type: ignore[arg-type]  # as above
        return None
    resolve: Any = field.definition.resolve
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and not resolve.keywords:
        return str(resolve.args[0])
    return getattr(resolve, "reads", None)


def _varies(node: Node) -> bool:
    """Tell whether a value in the document holds a variable."""
    if isinstance(node, VariableNode):
        return True
    values = getattr(node, "values", None) or [field.value for field in getattr(node, "fields", None) or ()]
    return any(map(_varies, values))
