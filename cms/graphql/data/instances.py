"""Instances of models, built of the rows of queries that read some of their columns."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from cms.performance.compiled_sql.row_factory import RowFactory


class InstanceBuilder:
    """Builds instances of a model of some of its columns; any other column is read when it is first used.

    Args:
        model: the model.
        columns: names of its columns and annotations; "category__name" is that of a related row.

    Attributes:
        columns: the columns that a query has to read, in the order of its rows.
    """

    def __init__(self, model: type[Model], columns: Iterable[str]) -> None:
        names = {"pk", *columns}
        relations = sorted({name.split("__")[0] for name in names if "__" in name})
        self.model = model
        self.columns = sorted(names | {f"{relation}__pk" for relation in relations})
        positions = {name: position for position, name in enumerate(self.columns)}
        factory = RowFactory if settings.COMPILED_QUERIES else PlainRowFactory
        own = {name: position for name, position in positions.items() if "__" not in name}
        self._own = factory(model, _attributes(model, own))
        self._joined = []
        for relation in relations:
            field: Any = model._meta.get_field(relation)
            below = {name.split("__")[1]: at for name, at in positions.items() if name.startswith(f"{relation}__")}
            related = factory(field.related_model, _attributes(field.related_model, below))
            self._joined.append((field.name, positions[f"{relation}__pk"], related))

    @property
    def cache_key(self) -> Hashable:
        """What tells these columns from others."""
        return self.model, tuple(self.columns)

    def build(self, rows: Iterable[Any]) -> list[Any]:
        """Return an instance for each row of a query of these columns, joined rows at their fields."""
        return self.build_joined(rows)[0]

    def build_joined(self, rows: Iterable[Any]) -> tuple[list[Any], dict[type[Model], dict[Any, Any]]]:
        """Return what `build` does, and the joined rows by their models and primary keys."""
        instances = []
        joined: dict[type[Model], dict[Any, Any]] = {factory.model: {} for _name, _position, factory in self._joined}
        relations = [(name, position, factory, joined[factory.model]) for name, position, factory in self._joined]
        for row in rows:
            instance = self._own.build(row)
            cache = instance._state.fields_cache
            for name, position, factory, known in relations:
                key = row[position]
                if key is not None and key not in known:
                    known[key] = factory.build(row)
                cache[name] = known.get(key)
            instances.append(instance)
        return instances, joined


class PlainRowFactory:
    """Builds instances of a model as Django's own querysets do.

    Args:
        model: the model.
        positions: where in a row the value of each attribute is.
    """

    def __init__(self, model: type[Model], positions: Mapping[str, int]) -> None:
        self.model = model
        # `from_db` takes the values in the order of the model's fields.
        self._names = [field.attname for field in model._meta.concrete_fields if field.attname in positions]
        self._positions = [positions[name] for name in self._names]
        self._annotations = {name: at for name, at in positions.items() if name not in self._names}

    def build(self, row: Any) -> Any:
        """Return the instance that a row holds."""
        instance: Any = self.model.from_db(DEFAULT_DB_ALIAS, self._names, [row[at] for at in self._positions])
        for name, position in self._annotations.items():
            setattr(instance, name, row[position])
        return instance


def _attributes(model: type[Model], positions: Mapping[str, int]) -> dict[str, int]:
    """Return the positions by attributes: "pk" is that of each table that the model's rows span."""
    attributes = {}
    for name, position in positions.items():
        attributes.update(dict.fromkeys(_primary_keys(model) if name == "pk" else [name], position))
    return attributes


def _primary_keys(model: type[Model]) -> list[str]:
    """Return the attributes that hold a model's primary key: one in each table that its rows span."""
    key: Any = model._meta.pk
    inherited = _primary_keys(key.related_model) if key.is_relation else []
    return [key.attname, *inherited]
