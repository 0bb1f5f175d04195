"""Comparison of StreamFields by block: added, removed, moved, changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import compare

from cms.editing.comparison.block_values import ComparedValue, values_of_block
from cms.editing.comparison.markup import changes_as_html, in_language_of
from cms.editing.comparison.pictures import pictures_as_html
from cms.editing.comparison.words import WordDiff, opcodes


@dataclass
class BlockDifference:
    """What became of one block.

    Attributes:
        label: what kind of block it is.
        state: "added", "removed", "changed" or "unchanged".
        is_moved: it stands elsewhere among the blocks that both versions have.
        values: the label and the HTML of each of its values that has a text.
        notes: what these do not show.
    """

    label: str
    state: str
    is_moved: bool = False
    values: list[tuple[str, SafeString]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_addition(self) -> bool:
        """The new version alone has it."""
        return self.state == "added"

    @property
    def is_deletion(self) -> bool:
        """The old version alone has it."""
        return self.state == "removed"

    @property
    def has_one_value(self) -> bool:
        """It has one value, which is named as the block is."""
        return [label for label, _html in self.values] == [self.label]

    @property
    def is_unchanged(self) -> bool:
        """It is as it was, where it was."""
        return self.state == "unchanged" and not self.is_moved


class StreamComparison(compare.StreamFieldComparison):
    """Compares the blocks of two streams, paired by their ids, else by what they hold."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.instance = obj_b
        self.diff = WordDiff()

    def has_changed(self) -> bool:
        """Tell whether any block has."""
        return any(not block.is_unchanged for block in self.blocks)

    def htmldiff(self) -> SafeString:
        """Return the blocks in their new order; those that were removed where they stood, unchanged ones folded."""
        runs = [(is_unchanged, list(run)) for is_unchanged, run in groupby(self.blocks, lambda one: one.is_unchanged)]
        return render_to_string("editing/compared_stream.html", {"runs": runs, "is_cut": self.diff.is_cut})

    @cached_property
    def blocks(self) -> list[BlockDifference]:
        """What became of each block of both."""
        return list(self._compare(_by_key(self.val_a), _by_key(self.val_b)))

    def _compare(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[BlockDifference]:
        new = _paired(old, new)
        old_keys, new_keys = list(old), list(new)
        for kind, old_start, old_end, new_start, new_end in opcodes(old_keys, new_keys):
            for key in old_keys[old_start:old_end]:
                if key not in new:
                    yield self._difference("removed", old[key], None)
            for key in new_keys[new_start:new_end]:
                if key not in old:
                    yield self._difference("added", None, new[key])
                elif old[key].block_type != new[key].block_type:
                    yield self._difference("removed", old[key], None)
                    yield self._difference("added", None, new[key])
                else:
                    is_same = _content(old[key]) == _content(new[key])
                    state = "unchanged" if is_same else "changed"
                    yield self._difference(state, old[key], new[key], is_moved=kind != "equal")

    def _difference(self, state: str, old: Any, new: Any, *, is_moved: bool = False) -> BlockDifference:
        block = (new or old).block
        found = BlockDifference(str(block.label), state, is_moved)
        before = values_of_block(block, old.value) if old else {}
        after = values_of_block(block, new.value) if new else {}
        if state in ("added", "removed"):  # the block as a whole is marked
            before = after = before or after
        for key in [*after, *(key for key in before if key not in after)]:
            self._add_value(found, before.get(key), after.get(key))
        if [key for key in before if key in after] != [key for key in after if key in before]:
            found.notes.append(_("The order of its entries differs."))
        return found

    def _add_value(self, found: BlockDifference, old: ComparedValue | None, new: ComparedValue | None) -> None:
        value: Any = new or old
        if value.is_picture:
            html = pictures_as_html(old and old.instance, new and new.instance)
        else:
            changes = self.diff.changes(old.text if old else "", new.text if new else "")
            html = in_language_of(self.instance, changes_as_html(changes)) if changes else SafeString("")
        if html.strip():
            found.values.append((value.label, html))
        if old and new and old.text == new.text and old.stored != new.stored:
            found.notes.append(_("Only the formatting differs."))


def _by_key(stream: Any) -> dict[str, Any]:
    """Return the blocks by their ids; a number sets equal ones apart, and those without."""
    found: dict[str, Any] = {}
    for block in stream or []:
        key, copies = str(block.id), 1
        while key in found:
            copies += 1
            key = f"{block.id} {copies}"
        found[key] = block
    return found


def _paired(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the new blocks under the keys of old ones: of those with the same id, else with the same content."""
    unpaired: dict[str, list[str]] = {}
    for key, block in old.items():
        if key not in new:
            unpaired.setdefault(_content(block), []).append(key)
    paired = {}
    for key, block in new.items():
        alike = [] if key in old else unpaired.get(_content(block), [])
        paired[alike.pop(0) if alike else key] = block
    return paired


def _content(block: Any) -> str:
    stored = block.get_prep_value()
    return json.dumps([stored["type"], stored["value"]], sort_keys=True, cls=DjangoJSONEncoder)
