"""Resolution of StreamFields from their stored data.

Wagtail's own values fetch pictures, pages and documents for each page. The stored data has all their primary keys, so
that one query for each kind serves the bodies of a whole list.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.blocks import ImageChooserBlock

from cms.body.block_ids import id_by_position
from cms.body.stored import child_value, list_entries, stream_entries
from cms.graphql.content import richtext
from cms.graphql.context import Context, Info
from cms.graphql.data.page_loaders import pages, rows_of
from cms.graphql.data.visible_query import images
from cms.graphql.schema import global_ids
from cms.graphql.schema.registry import object_types

logger = logging.getLogger("cms.graphql")


class BlockValue:
    """The stored value of a block with its definition: the source object of the resolvers of the block's type.

    Attributes:
        block: the block's definition.
        value: its value as stored: text, a number, a list or a dictionary.
        id: the primary key of the page, a slash, and the stored id of the block: unique among all blocks.
        frontend: the address of the site against which links that are a bare path are resolved.
    """

    __slots__ = ("_handler", "block", "frontend", "id", "value")

    def __init__(self, handler: "BlockHandler", value: Any, id: str, frontend: str = "") -> None:
        self._handler = handler
        self.block = handler.block
        self.value = value
        self.id = id
        self.frontend = frontend

    @classmethod
    def of_stream(cls, stream: StreamValue) -> "BlockValue":
        """Return the value of a StreamField, without converting what is stored."""
        return cls(handler_for(stream.stream_block), list(stream.raw_data), "")

    @property
    def local_id(self) -> str:
        """The id within its page."""
        return self.id.partition("/")[2]

    @property
    def children(self) -> Mapping[str, "BlockValue"]:
        """The children of a StructBlock by name; a child that was added after the value was saved has its default."""
        return _Children(self)

    def child(self, name: str) -> "BlockValue":
        """Return the child of a StructBlock with this name."""
        handler = self._handler.children[name]
        return BlockValue(handler, child_value(handler.block, name, self.value), self.id, self.frontend)

    def resolve_child(self, name: str, info: Info) -> Any:
        """Return the value of a StructBlock's child for the API, as `resolve` does."""
        handler = self._handler.children[name]
        return handler.resolve(child_value(handler.block, name, self.value), self.id, self.frontend, info)

    def entries(self) -> list["BlockValue"]:
        """Return the entries of a ListBlock or StreamBlock. One that was stored without an id gets one by position."""
        entries = self._handler.entries(self.value, self.id)
        return [BlockValue(handler, value, id, self.frontend) for handler, value, id in entries]

    def resolve(self, info: Info) -> Any:
        """Return the value for the API. What the viewer may not see is None, or left out of a list."""
        return self._handler.resolve(self.value, self.id, self.frontend, info)


class _Children(Mapping[str, BlockValue]):
    """The children of a value by name, created on access."""

    __slots__ = ("_parent",)

    def __init__(self, parent: BlockValue) -> None:
        self._parent = parent

    def __getitem__(self, name: str) -> BlockValue:
        return self._parent.child(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parent._handler.children)

    def __len__(self) -> int:
        return len(self._parent._handler.children)


class BlockHandler:
    """Resolves the stored values of one block definition. This class handles plain values.

    Attributes:
        block: the block's definition.
        children: the handlers of the children of a StructBlock, by name.
        has_references: whether its values, or nested ones, may refer to other rows.
    """

    has_references = False

    def __init__(self, block: Any) -> None:
        self.block = block
        self.children: dict[str, BlockHandler] = {}

    def entries(self, value: Any, id: str) -> Iterator[tuple["BlockHandler", Any, str]]:
        """Yield the handler, the value and the id of each entry of a list."""
        return iter(())

    def enqueue_references(self, context: Context, value: Any) -> None:
        """Add the rows to which a value refers to the next batch of their loaders."""

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        """Return a value for the API; the arguments are attributes of `BlockValue`."""
        return self.block.to_python(value)


class _RichTextHandler(BlockHandler):
    has_references = True

    def enqueue_references(self, context: Context, value: Any) -> None:
        richtext.enqueue_references(context, value or "")

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return richtext.resolve_html(info.context, value or "", frontend)


class _ChooserHandler(BlockHandler):
    """Handles values that are the primary key of a row."""

    has_references = True

    def __init__(self, block: Any, fetch: Any) -> None:
        super().__init__(block)
        self._fetch = fetch

    def enqueue_references(self, context: Context, value: Any) -> None:
        context.loader(self._fetch).enqueue([value])

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return info.context.load(self._fetch, value)


class _EmbedHandler(_ChooserHandler):
    """Handles addresses, whose hash is the key of the stored embed."""

    def enqueue_references(self, context: Context, value: Any) -> None:
        super().enqueue_references(context, get_embed_hash(value) if value else None)

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return super().resolve(get_embed_hash(value) if value else None, id, frontend, info)


class _StructHandler(BlockHandler):
    """Handles blocks with a GraphQL type: resolves to the `BlockValue`, for the resolvers of the type's fields."""

    def __init__(self, block: Any) -> None:
        super().__init__(block)
        if isinstance(block, blocks.StructBlock):
            self.children = {name: handler_for(child) for name, child in block.child_blocks.items()}
        self._referring = [(name, child) for name, child in self.children.items() if child.has_references]
        self.has_references = bool(self._referring)
        self._is_shown = getattr(block, "is_shown", None)
        # A TableBlock is no StructBlock, but has a type as well.
        self._needs_type = type(block) if isinstance(block, blocks.StructBlock) else None

    def enqueue_references(self, context: Context, value: Any) -> None:
        for name, child in self._referring:
            child.enqueue_references(context, child_value(child.block, name, value))

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        if self._needs_type is not None and self._needs_type not in object_types:
            logger.error(
                "A block of the type %s is left out: no type of the schema shows it.", type(self.block).__name__
            )
            return None
        block_value = BlockValue(self, value, id, frontend)
        # A block without the method is always shown.
        return block_value if self._is_shown is None or self._is_shown(block_value, info) else None


class _SequenceHandler(BlockHandler):
    """Base class of the handlers of ListBlock and StreamBlock."""

    def enqueue_references(self, context: Context, value: Any) -> None:
        for handler, entry, _id in self.entries(value, ""):
            if handler.has_references:
                handler.enqueue_references(context, entry)

    def resolve(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        entries = self.entries(value, id)
        resolved = [handler.resolve(entry, entry_id, frontend, info) for handler, entry, entry_id in entries]
        return [one for one in resolved if one is not None]


class _ListHandler(_SequenceHandler):
    def __init__(self, block: blocks.ListBlock) -> None:
        super().__init__(block)
        self._entry_handler = handler_for(block.child_block)
        self.has_references = self._entry_handler.has_references

    def entries(self, value: Any, id: str) -> Iterator[tuple[BlockHandler, Any, str]]:
        for position, (entry, stored_id) in enumerate(list_entries(value)):
            yield self._entry_handler, entry, _entry_id(id, position, stored_id)


class _StreamHandler(_SequenceHandler):
    def __init__(self, block: blocks.StreamBlock) -> None:
        super().__init__(block)
        self._entry_handlers = {name: handler_for(child) for name, child in block.child_blocks.items()}
        self.has_references = any(handler.has_references for handler in self._entry_handlers.values())

    def entries(self, value: Any, id: str) -> Iterator[tuple[BlockHandler, Any, str]]:
        for position, (name, entry, stored_id) in enumerate(stream_entries(value, self._entry_handlers)):
            yield self._entry_handlers[name], entry, _entry_id(id, position, stored_id)


def _entry_id(parent_id: str, position: int, stored_id: str | None) -> str:
    """Return the id of an entry: the stored one or else the position, prefixed with the primary key of the page."""
    page_key, _slash, local_id = parent_id.partition("/")
    return f"{page_key}/{stored_id or id_by_position(local_id, position)}"


_handlers: dict[int, BlockHandler] = {}
"""Handlers by the `id()` of their blocks, which are not hashable. Each handler keeps its block alive."""


def handler_for(block: Any) -> BlockHandler:
    """Return the handler of a block definition; the same one each time."""
    handler = _handlers.get(id(block))
    if handler is None:
        handler = _handlers[id(block)] = _new_handler(block)
    return handler


def _new_handler(block: Any) -> BlockHandler:
    if isinstance(block, blocks.RichTextBlock):
        return _RichTextHandler(block)
    if isinstance(block, EmbedBlock):
        return _EmbedHandler(block, embeds_by_hash)
    if isinstance(block, ImageChooserBlock):
        return _ChooserHandler(block, images)
    if isinstance(block, DocumentChooserBlock):
        return _ChooserHandler(block, richtext.documents_by_pk)
    if isinstance(block, blocks.PageChooserBlock):
        return _ChooserHandler(block, pages)
    if isinstance(block, blocks.ChooserBlock):
        return _ChooserHandler(block, rows_of(block.model_class))
    if isinstance(block, blocks.ListBlock):
        return _ListHandler(block)
    if isinstance(block, blocks.StreamBlock):
        return _StreamHandler(block)
    if isinstance(block, blocks.StructBlock | TypedTableBlock):
        return _StructHandler(block)
    return BlockHandler(block)


def resolve_stream(page: Any, field_name: str, info: Info) -> list[BlockValue]:
    """Return the blocks of a StreamField that the viewer may see.

    The references of all pages of the batch are loaded together.
    """
    batch = info.context.batches.siblings(page)

    def read_batch() -> tuple[list[Any], dict[Any, list[Any]]]:
        stored = {}
        for sibling in batch:
            stream = getattr(sibling, field_name)
            stored[sibling.pk] = list(stream.raw_data)
            handler_for(stream.stream_block).enqueue_references(info.context, stored[sibling.pk])
        return batch, stored  # keeps the batch alive, so that its `id()` stays its own

    _batch, stored = info.context.get_or_set(("stream", field_name, id(batch)), read_batch)
    block_id = f"{global_ids.object_key(info.context, page)}/{field_name}"
    frontend = richtext.frontend_for(info.context, page)
    resolved: list[BlockValue] = handler_for(getattr(page, field_name).stream_block).resolve(
        stored[page.pk], block_id, frontend, info
    )
    return resolved


def embeds_by_hash(context: Context, keys: set[str]) -> Mapping[str, Embed]:
    """Load the embeds that were stored when editors saved them: no request waits for a provider."""
    return {embed.hash: embed for embed in Embed.objects.filter(hash__in=keys)}
