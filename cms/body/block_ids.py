"""Ids for stored blocks that have none: the API promises that the id of a block stays when a body is edited."""

from collections.abc import Callable
from typing import Any

from wagtail import blocks

from cms.body.stored import is_list_entry

NewId = Callable[[str, int], str]
"""Makes an id from that of the parent block, or the name of the field, and the position within it."""


def id_by_position(parent_id: str, position: int) -> str:
    """Return the id of a block that was stored without one. It stays for as long as the blocks before it do."""
    return f"{parent_id}-{position}"


def fill_missing_ids(value: Any, block: blocks.Block, new_id: NewId, parent_id: str = "") -> bool:
    """Give ids to the entries of all lists in a stored value that have none, and return whether there were any.

    Entries of a ListBlock that were stored bare, as old versions of Wagtail did, are wrapped. Blocks of a type that no
    longer exists are left alone: they are not shown.

    Args:
        value: the stored value, which is changed.
        block: its definition.
        new_id: makes an id.
        parent_id: the id of the block that it is in, else the name of the field.
    """
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        parts = [(value[name], child) for name, child in block.child_blocks.items() if name in value]
        filled = [fill_missing_ids(inner, child, new_id, parent_id) for inner, child in parts]
        return any(filled)
    if not isinstance(value, list):
        return False
    if isinstance(block, blocks.ListBlock):
        value[:] = [entry if is_list_entry(entry) else {"type": "item", "value": entry} for entry in value]
        children = {"item": block.child_block}
    elif isinstance(block, blocks.StreamBlock):
        children = block.child_blocks
    else:
        return False
    changed = False
    for position, entry in enumerate(entry for entry in value if entry["type"] in children):
        if not entry.get("id"):
            entry["id"], changed = new_id(parent_id, position), True
        changed |= fill_missing_ids(entry["value"], children[entry["type"]], new_id, entry["id"])
    return changed
