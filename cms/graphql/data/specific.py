"""Rows of a table that other models inherit from, to be made instances of the models that they are rows of."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from cms.instances import InstanceBuilder

MODEL = "content_type_id"
"""The column that says of which model a row is."""


class Specific:
    """What one statement reads of several models, from the table that they share.

    A table of their own is joined only where something in it is asked for.

    Args:
        root: the model that the others inherit from; its rows have a content type.
        kinds: what makes instances of each of the others.

    Attributes:
        columns: what the statement has to read of the root model.
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
        """Return the rows of each model, as its instances are made of them, in the order in which they came."""
        found: dict[InstanceBuilder, list[Any]] = {}
        for row in rows:
            model: Any = ContentType.objects.get_for_id(row[self._model]).model_class()
            kind, key, own = self._kinds[model]
            if row[key] is not None:
                found.setdefault(kind, []).append(own(row))
        return found


def _from_root(root: type[Model], kind: InstanceBuilder) -> list[str]:
    """Return how the columns of a model are called from the one that it inherits from."""
    shared = {name for field in root._meta.concrete_fields for name in (field.name, field.attname)}
    below = "".join(f"{step.join_field.name}__" for step in kind.model._meta.get_path_from_parent(root))
    if all(name == "pk" or name.split("__")[0] in shared for name in kind.columns):
        return kind.columns
    # The primary key is that of the table below: none where the row lacks its part there.
    return [name if name.split("__")[0] in shared else below + name for name in kind.columns]
