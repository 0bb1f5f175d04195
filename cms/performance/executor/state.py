"""The state of one execution of a plan."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLOutputType
from graphql.execution.execute import assume_not_awaitable
from graphql.language import FieldNode
from graphql.pyutils import Path

PathNode = tuple[Any, str | int, str | None] | None
"""The path of a value in the result: its parent's path, its key or index, the parent's type; None at the root.

These are the parts of graphql-core's `Path`, without the cost of making one.
"""


def as_path(path: PathNode) -> Path | None:
    """Return a path as graphql-core's class."""
    return None if path is None else Path(as_path(path[0]), path[1], path[2])


def as_list(path: PathNode) -> list[str | int]:
    """Return a path as in an error's `path`."""
    keys = []
    while path is not None:
        keys.append(path[1])
        path = path[0]
    return keys[::-1]


class ExecutionState:
    """The state of one execution.

    Attributes:
        plan: the plan that is executed.
        context: the value of `info.context`.
        root: the value that root fields are resolved from.
        variables: the operation's variables, coerced.
        errors: errors of nullable fields so far.
        infos: the resolve info of each field.
    """

    __slots__ = ("_arguments", "context", "errors", "infos", "plan", "root", "variables")

    def __init__(self, plan: Any, context: Any, root: Any, variables: dict[str, Any]) -> None:
        self.plan = plan
        self.context = context
        self.root = root
        self.variables = variables
        self.errors: list[GraphQLError] = []
        self.infos: dict[object, FieldInfo] = {}
        self._arguments: dict[object, dict[str, Any]] = {}

    def info(self, field: Any) -> "FieldInfo":
        """Return the resolve info of a field; the same object for all its values."""
        return self.infos.setdefault(field, FieldInfo(self, field))

    def arguments(self, field: Any, read: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        """Return a field's arguments, read from the variables once."""
        arguments = self._arguments.get(field)
        if arguments is None:
            arguments = self._arguments[field] = read(self.variables)
        return arguments


class FieldInfo:
    """The resolve info of a field: graphql-core's `GraphQLResolveInfo`, made once for many values.

    It has the attributes of GraphQLResolveInfo, most of them as properties, as hardly any resolver reads these.
    """

    __slots__ = ("_field", "_state", "context", "parent_path", "parent_type", "return_type")

    is_awaitable = staticmethod(assume_not_awaitable)

    def __init__(self, state: ExecutionState, field: Any) -> None:
        self._state = state
        self._field = field
        self.context = state.context
        self.parent_type = field.parent
        self.return_type: GraphQLOutputType = field.definition.type
        self.parent_path: PathNode = None

    @property
    def path(self) -> Path:
        """The path of the field in the result."""
        return Path(as_path(self.parent_path), self._field.key, self.parent_type.name)

    @property
    def field_name(self) -> str:
        """The field's name."""
        return str(self._field.nodes[0].name.value)

    @property
    def field_nodes(self) -> list[FieldNode]:
        """The nodes of the document that select it."""
        nodes: list[FieldNode] = self._field.nodes
        return nodes

    @property
    def schema(self) -> Any:
        """The schema."""
        return self._state.plan.schema

    @property
    def fragments(self) -> Any:
        """The document's fragments by name."""
        return self._state.plan.fragments

    @property
    def operation(self) -> Any:
        """The operation that is executed."""
        return self._state.plan.operation

    @property
    def root_value(self) -> Any:
        """The value that root fields are resolved from."""
        return self._state.root

    @property
    def variable_values(self) -> dict[str, Any]:
        """The operation's variables, coerced."""
        return self._state.variables
