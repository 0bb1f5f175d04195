"""What stored blocks refer to: found, and written in another way.

In the database blocks refer to rows by primary key, which means something else in every other database. An export
names files by their place in it and pages by translation key, language and path.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.body.stored import is_list_entry
from news.models import ArticlePage

PAGE, IMAGE, DOCUMENT = "page", "image", "document"

Translate = Callable[[str, Any], Any]
"""Takes a kind of row and a reference to one; returns the reference to be written, None where there is no such row."""

_TAG = re.compile(r"""<(a|embed)\b((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_KINDS = {"a": ("linktype", {PAGE, DOCUMENT}), "embed": ("embedtype", {IMAGE})}
_LOST = ' linktype="lost"'
"""How a link to a row that there is none of is written: what shows rich text reduces it to its words."""


def translate_references(block: blocks.Block, value: Any, translate: Translate) -> Any:
    """Return the stored value of a block with each reference to a row as `translate` gives it.

    An entry of a list that refers to no row any more is left out; elsewhere the reference becomes None.
    """
    if isinstance(block, blocks.RichTextBlock):
        return translate_rich_text(value or "", translate)
    if (kind := _kind_of(block)) is not None:
        return None if value is None else translate(kind, value)
    if isinstance(block, blocks.StructBlock):
        return _translate_struct(block, value, translate)
    if isinstance(block, blocks.ListBlock):
        return _translate_list(block, value, translate)
    if isinstance(block, blocks.StreamBlock):
        return [
            {**entry, "value": translate_references(block.child_blocks[entry["type"]], entry["value"], translate)}
            for entry in value or []
            if entry["type"] in block.child_blocks
        ]
    return value


def story_block() -> blocks.StreamBlock:
    """Return the definition of the blocks of articles."""
    field: Any = ArticlePage._meta.get_field("body")
    found: blocks.StreamBlock = field.stream_block
    return found


def references_of(story: Iterable[Any]) -> list[tuple[str, str]]:
    """Return the references in the blocks of an article: PAGE, IMAGE or DOCUMENT, and the key or name."""
    found: list[tuple[str, str]] = []

    def collect(kind: str, reference: Any) -> Any:
        found.append((kind, str(reference)))
        return reference

    translate_references(story_block(), list(story), collect)
    return found


def _kind_of(block: blocks.Block) -> str | None:
    if isinstance(block, ImageChooserBlock):
        return IMAGE
    if isinstance(block, DocumentChooserBlock):
        return DOCUMENT
    return PAGE if isinstance(block, blocks.PageChooserBlock) else None


def _translate_struct(block: blocks.StructBlock, value: Any, translate: Translate) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: translate_references(block.child_blocks[name], inner, translate) if name in block.child_blocks else inner
        for name, inner in value.items()
    }


def _translate_list(block: blocks.ListBlock, value: Any, translate: Translate) -> list[Any]:
    entries = []
    for entry in value if isinstance(value, list) else []:
        wrapped = is_list_entry(entry)
        inner = translate_references(block.child_block, entry["value"] if wrapped else entry, translate)
        if inner is not None:
            entries.append({**entry, "value": inner} if wrapped else inner)
    return entries


def translate_rich_text(source: str, translate: Translate) -> str:
    """Return a stored rich text with the `id` of each link and embed as `translate` gives it."""
    return _TAG.sub(lambda match: _translate_tag(match, translate), source)


def _translate_tag(match: re.Match[str], translate: Translate) -> str:
    name = match[1].lower()
    attributes = {key.lower(): unescape(one or other) for key, one, other in _ATTRIBUTE.findall(match[2])}
    marker, kinds = _KINDS[name]
    if (kind := attributes.get(marker)) not in kinds:
        return match[0]
    reference = translate(str(kind), attributes.get("id", ""))
    if reference is None:
        return f"<{name}{_LOST}>" if name == "a" else ""
    attributes["id"] = str(reference)
    written = "".join(f' {key}="{escape(text)}"' for key, text in attributes.items())
    return f"<{name}{written}{'/' if name == 'embed' else ''}>"
