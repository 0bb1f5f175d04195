"""The structure of stored values of blocks, read without conversion.

Wagtail's own values fetch the pictures, pages and documents of a list when it is converted; what is stored names them.
"""

from collections.abc import Container, Iterator
from typing import Any

from wagtail import blocks


def child_value(block: blocks.Block, name: str, value: Any) -> Any:
    """Return the stored value of a child of a StructBlock; its default where it was added after the value was saved.

    Args:
        block: the definition of the child.
        name: the name of the child.
        value: the stored value of the StructBlock.
    """
    if isinstance(value, dict) and name in value:
        return value[name]
    return block.get_prep_value(block.get_default())


def is_list_entry(entry: Any) -> bool:
    """Return whether an entry of a stored ListBlock is wrapped with its id; old versions of Wagtail stored it bare."""
    return isinstance(entry, dict) and entry.keys() >= {"type", "value"}


def list_entries(value: Any) -> Iterator[tuple[Any, str | None]]:
    """Yield the value and the id, if it has one, of each entry of a stored ListBlock."""
    for entry in value if isinstance(value, list) else ():
        yield (entry["value"], entry.get("id")) if is_list_entry(entry) else (entry, None)


def stream_entries(value: Any, names: Container[str]) -> Iterator[tuple[str, Any, str | None]]:
    """Yield the name, the value and the id, if it has one, of each entry of a stored StreamBlock.

    Args:
        value: the stored value.
        names: the names of the blocks that exist; entries of others are left out.
    """
    for entry in value if isinstance(value, list) else ():
        if entry["type"] in names:
            yield entry["type"], entry["value"], entry.get("id")


def walk(block: blocks.Block, value: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Yield a block with its stored value, then all blocks within it."""
    yield block, value
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from walk(child, child_value(child, name, value))
    elif isinstance(block, blocks.ListBlock):
        for entry, _id in list_entries(value):
            yield from walk(block.child_block, entry)
    elif isinstance(block, blocks.StreamBlock):
        for name, entry, _id in stream_entries(value, block.child_blocks):
            yield from walk(block.child_blocks[name], entry)
