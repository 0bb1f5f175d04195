"""Value completion: closures that turn what a resolver returned into the result, one for each type in a document.

Source: https://spec.graphql.org/October2021/#sec-Value-Completion
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
)
from graphql.error import located_error
from graphql.execution.execute import (
    ExecutionContext,
    default_type_resolver,
    invalid_return_type_error,
)
from graphql.language import FieldNode
from graphql.pyutils import Undefined, inspect, is_iterable

from cms.http.deadline import check_deadline
from cms.performance.executor.state import ExecutionState, FieldInfo, PathNode, as_list

Complete = Callable[[ExecutionState, Any, PathNode, Any], Any]
"""Completes a value, given its path in the result and the `FieldInfo` of its field, or raises."""


def null_error(info: FieldInfo) -> TypeError:
    """Return the error for null in a non-null field."""
    return TypeError(f"Cannot return null for non-nullable field {info.parent_type.name}.{info.field_name}.")


def completion(plan: Any, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Complete:
    """Return the closure that completes the values of one type.

    Args:
        plan: the plan that the closure belongs to.
        type_: the type in the schema.
        nodes: the document's nodes that select the value.
    """
    if isinstance(type_, GraphQLNonNull):
        inner = completion(plan, type_.of_type, nodes)

        def complete_required(state: ExecutionState, value: Any, path: PathNode, info: Any) -> Any:
            completed = inner(state, value, path, info)
            if completed is None:
                raise null_error(info)
            return completed

        return complete_required
    if isinstance(type_, GraphQLList):
        return _list_completion(plan, type_, nodes)
    if isinstance(type_, GraphQLScalarType | GraphQLEnumType):
        return _leaf_completion(type_)
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        return _abstract_completion(plan, type_, nodes)
    assert isinstance(type_, GraphQLObjectType), "there are no other types of values"
    return _object_completion(plan, type_, nodes)


def _leaf_completion(type_: GraphQLLeafType) -> Complete:
    serialize = type_.serialize

    def complete_leaf(state: ExecutionState, value: Any, path: PathNode, info: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        serialized = serialize(value)
        if serialized is None or serialized is Undefined:
            raise TypeError(
                f"Expected `{inspect(type_)}.serialize({inspect(value)})`"
                f" to return non-nullable value, returned: {inspect(serialized)}"
            )
        return serialized

    return complete_leaf


def _list_completion(plan: Any, type_: GraphQLList[Any], nodes: list[FieldNode]) -> Complete:
    complete_item = completion(plan, type_.of_type, nodes)
    required = isinstance(type_.of_type, GraphQLNonNull)

    def complete_list(state: ExecutionState, value: Any, path: PathNode, info: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        if not is_iterable(value):
            raise GraphQLError(
                f"Expected Iterable, but did not find one for field '{info.parent_type.name}.{info.field_name}'."
            )
        completed = []
        for index, item in enumerate(value):
            check_deadline()
            own: PathNode = (path, index, None)
            try:
                completed.append(complete_item(state, item, own, info))
            except Exception as error:
                located = located_error(error, nodes, as_list(own))
                if required:
                    raise located  # noqa: B904  # graphql-core keeps this context too
                state.errors.append(located)
                completed.append(None)
        return completed

    return complete_list


def _object_completion(plan: Any, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Complete:
    is_type_of = type_.is_type_of
    fields = None  # compiled for the first value: most fragments of a document have none

    def complete_object(state: ExecutionState, value: Any, path: PathNode, info: Any) -> Any:
        nonlocal fields
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        if is_type_of is not None and not is_type_of(value, info):
            raise invalid_return_type_error(type_, value, nodes)
        if fields is None:
            fields = plan.selection(type_, nodes)
        completed = {}
        for key, attribute, field in fields:
            try:
                text = getattr(value, attribute, None) if attribute else None
            except Exception:  # raised again in the field's closure, which locates it
                text = None
            completed[key] = text if text and type(text) is str else field(state, value, path)
        return completed

    return complete_object


def _abstract_completion(plan: Any, type_: GraphQLAbstractType, nodes: list[FieldNode]) -> Complete:
    resolve_type = type_.resolve_type or default_type_resolver
    completions: dict[str, Complete] = {}

    def complete_abstract(state: ExecutionState, value: Any, path: PathNode, info: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        name = resolve_type(value, info, type_)
        complete = completions.get(name) if type(name) is str else None
        if complete is None:
            # The method reads only the schema of its execution context, which a plan has too.
            found = ExecutionContext.ensure_valid_runtime_type(plan, name, type_, nodes, info, value)
            complete = completions[found.name] = _object_completion(plan, found, nodes)
        return complete(state, value, path, info)

    return complete_abstract
