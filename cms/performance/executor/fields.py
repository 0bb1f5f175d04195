"""Field closures: each resolves one field of one type, at one position in a document.

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
"""Resolves and completes a field, given the source object and its path in the result."""

SELF_SERIALIZING: dict[Any, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool, GraphQLInt: int}
"""Python types that serialize to themselves, by scalar; integers only if they have 32 bits."""

INT_LIMIT = 2**31

IMMUTABLE_TYPES = (str, int, float, date, Enum, type(None))
"""Types of arguments that all calls of a resolver can share, because it cannot change them."""


@dataclass(frozen=True, eq=False)
class PlannedField:
    """A field of a type, as selected by a document.

    Attributes:
        parent: the type that has the field.
        key: its response key.
        definition: its definition in the schema.
        nodes: the document's nodes that select it under that key; the first one has the arguments.
    """

    parent: GraphQLObjectType
    key: str
    definition: GraphQLField
    nodes: list[FieldNode]

    def arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments of the resolver.

        Raises:
            GraphQLError: when the variables have no value for a required one.
        """
        return get_argument_values(self.definition, self.nodes[0], variables)

    def constants(self) -> dict[str, Any] | None:
        """Return the arguments if they do not depend on variables, else None."""
        if any(_has_variable(argument.value) for argument in self.nodes[0].arguments):
            return None
        try:
            arguments = self.arguments({})
        except GraphQLError:
            return None
        return arguments if all(isinstance(value, IMMUTABLE_TYPES) for value in arguments.values()) else None

    def fail(self, state: ExecutionState, error: Exception, path: PathNode) -> None:
        """Record an error and return null; raise it where the field is non-null.

        Raises:
            GraphQLError: the error with its path and location.
        """
        located = located_error(error, self.nodes, as_list((path, self.key, self.parent.name)))
        if isinstance(self.definition.type, GraphQLNonNull):
            raise located
        state.errors.append(located)


def field_closure(plan: Any, field: PlannedField) -> Field:
    """Return the closure that resolves a field."""
    if field.nodes[0].name.value == "__typename":
        name = field.parent.name
        return lambda state, source, path: name
    resolve: Any = field.definition.resolve or default_field_resolver
    complete = completion(plan, field.definition.type, field.nodes)
    constants, key, type_name, fail = field.constants(), field.key, field.parent.name, field.fail
    self_serializing: Any = SELF_SERIALIZING.get(get_nullable_type(field.definition.type))  # type: ignore[arg-type]  # it takes any type

    def resolve_field(state: ExecutionState, source: Any, path: PathNode) -> Any:
        info = state.infos.get(field) or state.info(field)
        info.parent_path = path
        try:
            if constants == {}:
                value: Any = resolve(source, info)
            else:
                arguments = state.arguments(field, field.arguments) if constants is None else constants
                value = resolve(source, info, **arguments)
            if type(value) is self_serializing and (self_serializing is not int or -INT_LIMIT <= value < INT_LIMIT):
                return value
            return complete(state, value, (path, key, type_name), info)
        except Exception as error:
            return fail(state, error, path)

    return resolve_field


def attribute_of(field: PlannedField) -> str | None:
    """Return the attribute that a string field returns unchanged; None for any other field.

    Graphene's default resolver returns one, and so does a resolver with the attribute `reads`, if it is not empty.
    """
    if field.constants() != {} or SELF_SERIALIZING.get(get_nullable_type(field.definition.type)) is not str:  # type: ignore[arg-type]  # as above
        return None
    resolve: Any = field.definition.resolve
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and not resolve.keywords:
        return str(resolve.args[0])
    return getattr(resolve, "reads", None)


def _has_variable(node: Node) -> bool:
    """Return whether a value in the document contains a variable."""
    if isinstance(node, VariableNode):
        return True
    values = getattr(node, "values", None) or [field.value for field in getattr(node, "fields", None) or ()]
    return any(map(_has_variable, values))
