"""Bodies: StreamField values as the schema's blocks, read from the stored data.

Wagtail's own values would fetch pictures, pages and documents page by page; the stored data names them all, so that
one query each serves the bodies of a whole list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.blocks import ImageChooserBlock

from cms.api import richtext
from cms.api.context import Context, Info
from cms.api.loading import peers
from cms.api.pages import pages, rows_of
from cms.api.rows import images


@dataclass(frozen=True)
class Item:
    """One block of a body, with its stored value.

    Attributes:
        block: the block's definition.
        value: its value as stored: text, a number, a list or a dictionary.
        id: unique in its page.
        frontend: the address of the site that links with a path alone lead into.
    """

    block: blocks.Block
    value: Any
    id: str
    frontend: str = ""

    @cached_property
    def children(self) -> Mapping[str, "Item"]:
        """The children of a StructBlock by name; a child that was added after the value was saved has its default."""
        stored = self.value if isinstance(self.value, dict) else {}
        return {
            name: self._within(
                child, stored[name] if name in stored else child.get_prep_value(child.get_default()), self.id
            )
            for name, child in self.block.child_blocks.items()
        }

    def items(self) -> list["Item"]:
        """The entries of a ListBlock or StreamBlock. Old lists have no ids: then the place in the list serves."""
        stored = self.value if isinstance(self.value, list) else []
        if isinstance(self.block, blocks.StreamBlock):
            known = self.block.child_blocks
            return [
                self._within(known[entry["type"]], entry["value"], entry.get("id") or f"{self.id}-{place}")
                for place, entry in enumerate(stored)
                if entry["type"] in known
            ]
        return [
            self._within(self.block.child_block, entry["value"], entry.get("id") or f"{self.id}-{place}")
            if isinstance(entry, dict) and entry.keys() >= {"type", "value"}
            else self._within(self.block.child_block, entry, f"{self.id}-{place}")
            for place, entry in enumerate(stored)
        ]

    def _within(self, block: blocks.Block, value: Any, id: str) -> "Item":
        return Item(block, value, id, self.frontend)

    def resolve(self, info: Info) -> Any:
        """Return the value as the schema gives it: what the public may not see is None, or left out of a list."""
        block, value = self.block, self.value
        if isinstance(block, blocks.RichTextBlock):
            return richtext.render(info.context, value or "", self.frontend)
        if isinstance(block, EmbedBlock):
            return info.context.load(embeds, get_embed_hash(value)) if value else None
        if (fetch := _fetch_for(block)) is not None:
            return info.context.load(fetch, value)
        if isinstance(block, blocks.ListBlock | blocks.StreamBlock):
            return [found for item in self.items() if (found := item.resolve(info)) is not None]
        if isinstance(block, blocks.StructBlock | TypedTableBlock):
            return self if self.is_shown(info) else None
        return block.to_python(value)

    def is_shown(self, info: Info) -> bool:
        """Ask the block whether there is anything to show; a block that does not say is always shown."""
        rule = getattr(self.block, "is_shown", None)
        return rule is None or bool(rule(self, info))

    def walk(self) -> Iterator["Item"]:
        """Yield this item and all within it."""
        yield self
        if isinstance(self.block, blocks.StructBlock):
            within: Iterable[Item] = self.children.values()
        elif isinstance(self.block, blocks.ListBlock | blocks.StreamBlock):
            within = self.items()
        else:
            within = ()
        for item in within:
            yield from item.walk()


def resolve_stream(page: Any, field_name: str, info: Info) -> list[Item]:
    """Return the public blocks of a page's StreamField, having all its peers' references loaded with its own."""
    for peer in peers(page):
        if field_name not in peer.__dict__.setdefault("_expected_streams", set()):
            peer.__dict__["_expected_streams"].add(field_name)
            _expect(info.context, stream(getattr(peer, field_name)))
    frontend = richtext.frontend_for(info.context, page)
    found: list[Item] = stream(getattr(page, field_name), frontend).resolve(info)
    return found


def stream(value: StreamValue, frontend: str = "") -> Item:
    """Return a StreamField's value as an item, without converting what is stored."""
    return Item(value.stream_block, list(value.raw_data), "", frontend)


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


def embeds(context: Context, keys: set[str]) -> Mapping[str, Embed]:
    """Load what was stored of embedded media when an editor saved it; a reader never waits for a provider."""
    return {embed.hash: embed for embed in Embed.objects.filter(hash__in=keys)}


def _expect(context: Context, body: Item) -> None:
    for item in body.walk():
        if isinstance(item.block, blocks.RichTextBlock):
            richtext.expect(context, item.value or "")
        elif isinstance(item.block, EmbedBlock):
            context.loader(embeds).expect([get_embed_hash(item.value)] if item.value else [])
        elif (fetch := _fetch_for(item.block)) is not None:
            context.loader(fetch).expect([item.value])


def _fetch_for(block: blocks.Block) -> Any:
    if isinstance(block, ImageChooserBlock):
        return images
    if isinstance(block, DocumentChooserBlock):
        return richtext.documents
    if isinstance(block, blocks.PageChooserBlock):
        return pages
    if isinstance(block, blocks.ChooserBlock):
        return rows_of(block.model_class)
    return None
