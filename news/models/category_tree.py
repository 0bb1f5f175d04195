"""The tree of categories: each language has its own, of three levels at most."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

MAX_LEVELS = 3


def at_or_below(**condition: Any) -> Q:
    """Return the condition that a category or an ancestor of it matches lookups, such as `slug__in=["world"]`."""
    found = Q()
    for above in ("", "parent__", "parent__parent__"):
        found |= Q(**{f"{above}{lookup}": value for lookup, value in condition.items()})
    return found


class CategoryTree:
    """The tree of categories, by primary key.

    Args:
        parents: the primary key of the parent of each category; None for top-level ones.
    """

    def __init__(self, parents: Mapping[int, int | None]) -> None:
        self._parents = parents
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in parents.items():
            self._children[parent].append(pk)

    def ancestors(self, pk: int | None) -> list[int]:
        """Return the ancestors of a category, the top-level one first."""
        above: list[int] = []
        parent = self._parents.get(pk) if pk is not None else None
        while parent is not None and len(above) < MAX_LEVELS - 1:
            above.insert(0, parent)
            parent = self._parents.get(parent)
        return above

    def branch(self, pk: int) -> list[int]:
        """Return a category and its descendants."""
        found = level = [pk]
        for _ in range(MAX_LEVELS - 1):
            level = [child for parent in level for child in self._children[parent]]
            found = [*found, *level]
        return list(dict.fromkeys(found))

    def height(self, pk: int | None) -> int:
        """Return the number of levels of a category's branch, itself included; 1 for a new category."""
        if pk is None:
            return 1
        return max(len(self.ancestors(below)) for below in self.branch(pk)) - len(self.ancestors(pk)) + 1


class CategoryQuerySet(QuerySet[Any]):
    """Queryset of categories."""

    def in_tree_order(self) -> "CategoryQuerySet":
        """Order depth first, siblings by name, with the ancestors selected, whose names are in the paths."""
        above, parent, name = F("parent__parent__name"), F("parent__name"), F("name")
        is_third, is_top = Q(parent__parent__isnull=False), Q(parent__isnull=True)
        none = Value("")
        return self.select_related("parent__parent").order_by(
            Coalesce(above, parent, name),
            Coalesce("parent__parent_id", "parent_id", "pk"),
            Case(When(is_third, then=parent), When(is_top, then=none), default=name),
            Case(When(is_third, then=F("parent_id")), When(is_top, then=Value(0)), default=F("pk")),
            Case(When(is_third, then=name), default=none),
            "pk",
        )
