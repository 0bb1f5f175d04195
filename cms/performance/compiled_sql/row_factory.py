"""Model instances from rows, without Django's constructor."""

import inspect
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute


class RowFactory:
    """Builds instances of a model, without the signals and the work per field of `Model.__init__`.

    Args:
        model: the model.
        positions: the position of each attribute's value in a row.
    """

    def __init__(self, model: type[Model], positions: Mapping[str, int]) -> None:
        self.model = model
        values: list[tuple[str, int]] = []
        self._setters: list[tuple[Callable[[Any, Any], None], int]] = []
        for attribute, position in positions.items():
            descriptor: Any = inspect.getattr_static(model, attribute, None)
            if descriptor is None or isinstance(descriptor, DeferredAttribute):
                values.append((attribute, position))
            else:  # its field converts what is assigned, as StreamField does
                self._setters.append((descriptor.__set__, position))
        self._names = [name for name, _position in values]
        # The 0 makes it return a tuple for a single value too.
        self._values = itemgetter(*(position for _name, position in values), 0)

    def build(self, row: Any) -> Any:
        """Return the instance of a row."""
        instance: Any = self.model.__new__(self.model)
        instance._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        instance.__dict__.update(zip(self._names, self._values(row), strict=False))
        for assign, position in self._setters:
            assign(instance, row[position])
        return instance
