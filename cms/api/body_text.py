"""The words of a body as plain text, for counting and searching."""

import re

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.api.streams import stream


def text_of(value: StreamValue) -> str:
    """Return all words of a body as plain text, for counting and searching."""
    texts = []
    for item in stream(value).walk():
        if isinstance(item.block, blocks.RichTextBlock):
            texts.append(strip_tags(re.sub(r"(</(?:p|li|h\d)>|<br/?>)", r"\1 ", item.value or "")))
        elif isinstance(item.block, blocks.CharBlock | blocks.TextBlock) and isinstance(item.value, str):
            texts.append(item.value)
        elif isinstance(item.block, TypedTableBlock) and isinstance(item.value, dict):
            texts += [str(cell) for row in item.value.get("rows", []) for cell in row["values"]]
    return " ".join(text for text in texts if text)
