"""The text of a StreamField."""

import re
from html import unescape

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.body.stored import stream_entries, walk

_LINE_TAG = re.compile(r"</?(?:p|li|ul|ol|h\d|hr|br)\b[^>]*>")


def blocks_with_words(stream_block: blocks.StreamBlock) -> dict[str, blocks.Block]:
    """Return the blocks of a StreamField whose words count, by name: all but those whose Meta says otherwise."""
    children: dict[str, blocks.Block] = stream_block.child_blocks
    return {name: block for name, block in children.items() if getattr(block.meta, "counts_words", True)}


def plain_text(stream: StreamValue) -> str:
    """Return the words of a StreamField that count as its text, in plain text."""
    texts = []
    counted = blocks_with_words(stream.stream_block)
    for name, entry, _id in stream_entries(list(stream.raw_data), counted):
        for block, value in walk(counted[name], entry):
            if isinstance(block, blocks.RichTextBlock):
                texts.append(unescape(strip_tags(_LINE_TAG.sub(" ", value or ""))))
            elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and isinstance(value, str):
                texts.append(value)
            elif isinstance(block, TypedTableBlock) and isinstance(value, dict):
                texts.append(value.get("caption") or "")
                texts += [column["heading"] for column in value.get("columns", [])]
                texts += [str(cell) for row in value.get("rows", []) for cell in row["values"] if cell is not None]
    return " ".join(text for text in texts if text)
