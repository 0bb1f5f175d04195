"""The values in a block, each as an editor reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.utils.text import text_from_html

from cms.editing.comparison.richtext import text_of_rich_text

Path = tuple[str, ...]


@dataclass(frozen=True)
class ComparedValue:
    """A value in a block.

    Attributes:
        label: which value, as the form names it; empty where the block has no other.
        text: as an editor reads it.
        stored: as it is stored.
        instance: the picture that was chosen, if it is one.
        is_picture: it is the choice of a picture.
    """

    label: str
    text: str
    stored: Any
    instance: Any = None
    is_picture: bool = False


def values_of_block(block: blocks.Block, value: Any) -> dict[Path, ComparedValue]:
    """Return the values in a block by where they are: the names of fields and the ids of entries."""
    return dict(_walk(block, value, (), ""))


def _walk(block: blocks.Block, value: Any, path: Path, label: str) -> Iterator[tuple[Path, ComparedValue]]:
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _walk(child, value[name], (*path, name), _joined(label, child.label))
    elif isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        entries = value if isinstance(block, blocks.StreamBlock) else value.bound_blocks
        for number, entry in enumerate(entries, start=1):
            yield from _walk(entry.block, entry.value, (*path, str(entry.id)), f"{label} {number}".strip())
    else:
        is_picture = isinstance(block, ImageChooserBlock)
        found = ComparedValue(
            label, _text(block, value), block.get_prep_value(value), value if is_picture else None, is_picture
        )
        yield path, found


def _joined(label: str, more: Any) -> str:
    return f"{label}: {more}" if label else str(more)


def _text(block: blocks.Block, value: Any) -> str:  # one kind of block after the other
    if value is None:
        return ""
    if isinstance(block, blocks.RichTextBlock):
        return text_of_rich_text(value.source)
    if isinstance(block, blocks.BooleanBlock):
        return _("Yes") if value else _("No")
    if isinstance(block, BaseChoiceBlock):
        chosen = value if isinstance(value, list | tuple) else [value]
        names = dict(_flat(block.field.choices))
        return ", ".join(str(names.get(one, one)) for one in chosen)
    if isinstance(block, EmbedBlock):
        return str(value.url)
    if isinstance(block, TypedTableBlock):
        return _text_of_table(value)
    if isinstance(block, blocks.FieldBlock):
        return str(value)
    return str(text_from_html(block.render_basic(value)))


def _text_of_table(table: Any) -> str:
    lines = [[table.caption], [column["heading"] for column in table.columns]]
    lines += [[_text(cell.block, cell.value) for cell in row] for row in table.rows]
    return "\n".join(" | ".join(line) for line in lines if any(line))


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the choices of all groups."""
    for value, name in choices:
        if isinstance(name, list | tuple):
            yield from name
        else:
            yield value, name
