"""Rows that a form writes beside its object, such as the rights of a group on pages and collections."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import models
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from cms.editing.comparison.markup import changes_as_html
from cms.editing.comparison.words import opcodes


class StoredRow(NamedTuple):
    """One such row.

    Attributes:
        key: what tells it from others of the object.
        words: the same for those who compare.
    """

    key: str
    words: str


class RowsComparison:
    """Compares two lists of rows, for the table of what differs."""

    is_child_relation = False

    def __init__(self, label: str, before: Sequence[StoredRow], after: Sequence[StoredRow]) -> None:
        self.label = label
        self.before, self.after = list(before), list(after)

    def field_label(self) -> str:
        """Return what the rows are."""
        return self.label

    def has_changed(self) -> bool:
        """Tell whether they are others, or stand in another order."""
        return self.before != self.after

    def htmldiff(self) -> SafeString:
        """Return the rows of both, marked."""
        changes = []
        for kind, old_start, old_end, new_start, new_end in opcodes(
            [row.key for row in self.before], [row.key for row in self.after]
        ):
            if kind == "equal":
                changes += [("equal", row.words) for row in self.after[new_start:new_end]]
            else:
                changes += [("deletion", row.words) for row in self.before[old_start:old_end]]
                changes += [("addition", row.words) for row in self.after[new_start:new_end]]
        return changes_as_html(changes, separator="; ")


def related_rows(instance: models.Model, relations: Sequence[str]) -> dict[str, list[StoredRow]]:
    """Return the rows of relations that lead to an object, by what they are.

    Args:
        instance: the object.
        relations: their names, as of the foreign keys' `related_name`.
    """
    found = {}
    for name in relations:
        relation: Any = instance._meta.get_field(name)
        columns = [
            column
            for column in relation.related_model._meta.concrete_fields
            if column is not relation.field and not isinstance(column, models.AutoField)
        ]
        named = [column.name for column in columns if isinstance(column, models.ForeignKey)]
        rows = relation.related_model._default_manager.filter(**{relation.field.name: instance.pk})
        label = str(capfirst(relation.related_model._meta.verbose_name_plural))
        found[label] = sorted(
            StoredRow(
                repr([column.value_from_object(row) for column in columns]),
                ", ".join(str(getattr(row, name)) for name in named),
            )
            for row in rows.select_related(*named)
        )
    return found
