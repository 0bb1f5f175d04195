"""The text of a StreamField."""

import re

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.body.stored import walk

_END_OF_LINE = re.compile(r"(</(?:p|li|h\d)>|<br/?>)")


def plain_text(stream: StreamValue) -> str:
    """Return all words of a StreamField as plain text, for counting them."""
    texts = []
    for block, value in walk(stream.stream_block, list(stream.raw_data)):
        if isinstance(block, blocks.RichTextBlock):
            texts.append(strip_tags(_END_OF_LINE.sub(r"\1 ", value or "")))
        elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and isinstance(value, str):
            texts.append(value)
        elif isinstance(block, TypedTableBlock) and isinstance(value, dict):
            texts += [str(cell) for row in value.get("rows", []) for cell in row["values"]]
    return " ".join(text for text in texts if text)
