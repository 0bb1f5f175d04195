"""Specific instances of a multi-table parent's rows, from one query."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from cms.graphql.data.instances import InstanceBuilder

MODEL = "content_type_id"
"""The column with the model of a row."""


class Specific:
    """The columns and instance builders of several child models, for one query of their multi-table parent.

    A child's own table is joined only where one of its columns is asked for.

    Args:
        root: the parent model, whose rows have a content type.
        kinds: the instance builder of each child model.

    Attributes:
        columns: the columns to select from the parent model.
    """

    def __init__(self, root: type[Model], kinds: Iterable[InstanceBuilder]) -> None:
        names = {kind: _from_root(root, kind) for kind in kinds}
        self.columns = tuple(sorted({"pk", MODEL}.union(*names.values())))
        places = {name: place for place, name in enumerate(self.columns)}
        self._model = places[MODEL]
        self._kinds: dict[Any, tuple[InstanceBuilder, int, Callable[[Any], Any]]] = {
            kind.model: (kind, places[own[kind.columns.index("pk")]], itemgetter(*(places[name] for name in own)))
            for kind, own in names.items()
        }

    def sorted(self, rows: Iterable[Any]) -> dict[InstanceBuilder, list[Any]]:
        """Return the rows by instance builder, each with the columns of that builder, in the order of the query."""
        found: dict[InstanceBuilder, list[Any]] = {}
        for row in rows:
            model: Any = ContentType.objects.get_for_id(row[self._model]).model_class()
            kind, key, own = self._kinds[model]
            if row[key] is not None:
                found.setdefault(kind, []).append(own(row))
        return found


def _from_root(root: type[Model], kind: InstanceBuilder) -> list[str]:
    """Return the lookups from the parent model to the columns of a child model."""
    shared = {name for field in root._meta.concrete_fields for name in (field.name, field.attname)}
    below = "".join(f"{step.join_field.name}__" for step in kind.model._meta.get_path_from_parent(root))
    if all(name == "pk" or name.split("__")[0] in shared for name in kind.columns):
        return kind.columns
    # The primary key is that of the table below: none where the row lacks its part there.
    return [name if name.split("__")[0] in shared else below + name for name in kind.columns]
