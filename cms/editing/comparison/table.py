"""The fields in which two versions differ, as rows of a table."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext

from cms.editing.comparison.markup import with_ins_and_del


def changed_fields(bound_panel: Any, old: Any, new: Any) -> list[Any]:
    """Return Wagtail's comparisons of the fields of a form in which two instances differ.

    Args:
        bound_panel: the form's, bound to an instance and a request.
        old: an instance of its model.
        new: another one.
    """
    compared = [comparison(old, new) for comparison in bound_panel.get_comparison()]
    return [one for one in compared if one.has_changed() or (one.is_child_relation and _is_reordered(one))]


class ComparedItem(NamedTuple):
    """What became of an entry of a list, such as a byline: how, and its fields."""

    state: str
    is_addition: bool
    is_deletion: bool
    fields: list[tuple[str, SafeString]]


class ComparedField(NamedTuple):
    """A field that differs: its label, and its HTML or, for a list, its entries."""

    label: str
    html: SafeString
    entries: list[ComparedItem]


def comparison_rows(comparisons: list[Any]) -> list[ComparedField]:
    """Return what to print of comparisons, be they Wagtail's own, this project's or an extension's."""
    return [
        ComparedField(one.field_label(), SafeString(""), list(_entries(one)))
        if one.is_child_relation
        else ComparedField(one.field_label(), with_ins_and_del(one.htmldiff()), [])
        for one in comparisons
    ]


def _entries(comparison: Any) -> Iterator[ComparedItem]:
    is_reordered = _is_reordered(comparison)
    for child in comparison.get_child_comparisons():
        fields = [(field.field_label(), with_ins_and_del(field.htmldiff())) for field in child.get_field_comparisons()]
        move = child.get_position_change() if is_reordered else 0
        yield ComparedItem(_state(child, move or 0), bool(child.is_addition()), bool(child.is_deletion()), fields)


def _state(child: Any, move: int) -> str:
    if child.is_addition():
        return pgettext("comparison", "added")
    if child.is_deletion():
        return pgettext("comparison", "removed")
    states = [pgettext("comparison", "changed")] if child.has_changed() else []
    if move > 0:
        states.append(ngettext("moved down %(places)d place", "moved down %(places)d places", move) % {"places": move})
    elif move < 0:
        states.append(ngettext("moved up %(places)d place", "moved up %(places)d places", -move) % {"places": -move})
    return ", ".join(states)


def _is_reordered(comparison: Any) -> bool:
    """Tell whether the entries that both versions have stand in another order, which Wagtail does not count."""
    forwards = comparison.get_mapping(list(comparison.val_a.all()), list(comparison.val_b.all()))[0]
    positions = [forwards[position] for position in sorted(forwards)]
    return positions != sorted(positions)
