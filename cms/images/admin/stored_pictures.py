"""The pictures of an object as it is stored, in its row or in a revision; they cost no query."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import extract_references_from_rich_text

from cms.body.stored import is_list_entry
from cms.images.models import CreditedImage


def stored_pictures(model: Any, values: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield the primary keys of an object's pictures, each with the name of the field in which it stands.

    Args:
        model: of the object.
        values: its fields by name, and the objects below it as lists of such, as `serializable_data` returns them.
    """
    for column in model._meta.concrete_fields:
        value = values.get(column.name)
        if value:
            label = str(capfirst(column.verbose_name))
            yield from ((pk, label) for pk in _in_column(column, value))
    for relation in get_all_child_relations(model):
        for child in values.get(relation.get_accessor_name()) or ():
            name = capfirst(relation.related_model._meta.verbose_name)
            yield from ((pk, f"{name} → {label}") for pk, label in stored_pictures(relation.related_model, child))


def row_values(row: models.Model) -> dict[str, Any]:
    """Return the columns of a row by name."""
    return {column.name: column.value_from_object(row) for column in row._meta.concrete_fields}


def _in_column(column: Any, value: Any) -> Iterator[int]:
    if isinstance(column, models.ForeignKey):
        if issubclass(CreditedImage, column.related_model):
            yield int(value)
    elif isinstance(column, StreamField):
        yield from _in_block(column.stream_block, json.loads(value) if isinstance(value, str) else [*value.raw_data])
    elif isinstance(column, RichTextField):
        yield from _in_rich_text(value)


def _in_block(block: Block, value: Any) -> Iterator[int]:
    if not value:
        return
    if isinstance(block, ImageChooserBlock):
        yield int(value)
    elif isinstance(block, RichTextBlock):
        yield from _in_rich_text(value)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _in_block(child, value.get(name))
    elif isinstance(block, StreamBlock):
        for entry in value:
            if entry["type"] in block.child_blocks:
                yield from _in_block(block.child_blocks[entry["type"]], entry["value"])
    elif isinstance(block, ListBlock):
        for entry in value:
            yield from _in_block(block.child_block, entry["value"] if is_list_entry(entry) else entry)


def _in_rich_text(html: str) -> Iterator[int]:
    for model, pk, *_paths in extract_references_from_rich_text(html):
        if model is CreditedImage:
            yield int(pk)
