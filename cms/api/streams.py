"""Bodies: StreamField values as the schema's blocks, read from the stored data.

Wagtail's own values would fetch pictures, pages and documents page by page; the stored data names them all, so that
one query each serves the bodies of a whole list.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from grapple.registry import registry
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.blocks import ImageChooserBlock

from cms.api import ids, richtext
from cms.api.context import Context, Info
from cms.api.loading import peers
from cms.api.pages import pages, rows_of
from cms.api.rows import images

logger = logging.getLogger("cms.api")


class Item:
    """One block of a body, with its stored value.

    Attributes:
        block: the block's definition.
        value: its value as stored: text, a number, a list or a dictionary.
        id: what tells it from all other blocks: whose it is, a slash, and its stored id.
        frontend: the address of the site that links with a path alone lead into.
    """

    __slots__ = ("_kind", "block", "frontend", "id", "value")

    def __init__(self, kind: "Kind", value: Any, id: str, frontend: str = "") -> None:
        self._kind = kind
        self.block = kind.block
        self.value = value
        self.id = id
        self.frontend = frontend

    @property
    def local_id(self) -> str:
        """What tells it from the other blocks of its page."""
        return self.id.partition("/")[2]

    @property
    def children(self) -> Mapping[str, "Item"]:
        """The children of a StructBlock by name; a child that was added after the value was saved has its default."""
        return _Children(self)

    def child(self, name: str) -> "Item":
        """Return the child of a StructBlock with this name."""
        kind = self._kind.children[name]
        return Item(kind, kind.stored(name, self.value), self.id, self.frontend)

    def given(self, name: str, info: Info) -> Any:
        """Return the value of a StructBlock's child as the schema gives it, as `resolve` does."""
        kind = self._kind.children[name]
        return kind.give(kind.stored(name, self.value), self.id, self.frontend, info)

    def items(self) -> list["Item"]:
        """The entries of a ListBlock or StreamBlock. Old lists have no ids: then the place in the list serves."""
        return [Item(kind, value, id, self.frontend) for kind, value, id in self._kind.entries(self.value, self.id)]

    def resolve(self, info: Info) -> Any:
        """Return the value as the schema gives it: what the public may not see is None, or left out of a list."""
        return self._kind.give(self.value, self.id, self.frontend, info)

    def walk(self) -> Iterator["Item"]:
        """Yield this item and all within it."""
        yield self
        for item in (*self.children.values(), *self.items()):
            yield from item.walk()


class _Children(Mapping[str, Item]):
    """The children of an item by name, each made when it is asked for."""

    __slots__ = ("_item",)

    def __init__(self, item: Item) -> None:
        self._item = item

    def __getitem__(self, name: str) -> Item:
        return self._item.child(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._item._kind.children)

    def __len__(self) -> int:
        return len(self._item._kind.children)


class Kind:
    """What a block of a body is to the API, found out once; this one has a value of its own and nothing within it.

    Attributes:
        block: the block's definition.
        children: what the children of a StructBlock are, by name.
        refers: whether it, or what is within it, may refer to other rows.
    """

    refers = False

    def __init__(self, block: Any) -> None:
        self.block = block
        self.children: dict[str, Kind] = {}

    def stored(self, name: str, value: Any) -> Any:
        """Return what the value of a StructBlock holds for this child of it, else the child's default."""
        if isinstance(value, dict) and name in value:
            return value[name]
        return self.block.get_prep_value(self.block.get_default())

    def entries(self, value: Any, id: str) -> Iterator[tuple["Kind", Any, str]]:
        """Yield of each entry of a list what it is, its value and its id."""
        return iter(())

    def expect(self, context: Context, value: Any) -> None:
        """Have what a value refers to loaded together with what others refer to."""

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        """Return a value as the schema gives it."""
        return self.block.to_python(value)


class _Text(Kind):
    refers = True

    def expect(self, context: Context, value: Any) -> None:
        richtext.expect(context, value or "")

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return richtext.render(info.context, value or "", frontend)


class _Chosen(Kind):
    """What refers to a row."""

    refers = True

    def __init__(self, block: Any, fetch: Any) -> None:
        super().__init__(block)
        self._fetch = fetch

    def expect(self, context: Context, value: Any) -> None:
        context.loader(self._fetch).expect([value])

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return info.context.load(self._fetch, value)


class _Embedded(_Chosen):
    """What refers to a row by an address."""

    def expect(self, context: Context, value: Any) -> None:
        super().expect(context, get_embed_hash(value) if value else None)

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        return super().give(get_embed_hash(value) if value else None, id, frontend, info)


class _Struct(Kind):
    """A block whose fields are asked of the item: it is given as it is, if it is shown."""

    def __init__(self, block: Any) -> None:
        super().__init__(block)
        if isinstance(block, blocks.StructBlock):
            self.children = {name: kind_of(child) for name, child in block.child_blocks.items()}
        self._referring = [(name, child) for name, child in self.children.items() if child.refers]
        self.refers = bool(self._referring)
        self._rule = getattr(block, "is_shown", None)
        self._is_declared = not isinstance(block, blocks.StructBlock) or type(block) in registry.streamfield_blocks

    def expect(self, context: Context, value: Any) -> None:
        for name, child in self._referring:
            child.expect(context, child.stored(name, value))

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        if not self._is_declared:
            logger.error(
                "A block of the type %s is left out: no type of the schema shows it.", type(self.block).__name__
            )
            return None
        item = Item(self, value, id, frontend)
        # A block that does not say is always shown.
        return item if self._rule is None or self._rule(item, info) else None


class _Entries(Kind):
    """What the two kinds of lists share."""

    def expect(self, context: Context, value: Any) -> None:
        for kind, stored, _id in self.entries(value, ""):
            if kind.refers:
                kind.expect(context, stored)

    def give(self, value: Any, id: str, frontend: str, info: Info) -> Any:
        given = [kind.give(stored, own, frontend, info) for kind, stored, own in self.entries(value, id)]
        return [one for one in given if one is not None]


class _List(_Entries):
    def __init__(self, block: blocks.ListBlock) -> None:
        super().__init__(block)
        self._each = kind_of(block.child_block)
        self.refers = self._each.refers

    def entries(self, value: Any, id: str) -> Iterator[tuple[Kind, Any, str]]:
        for place, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, dict) and entry.keys() >= {"type", "value"}:
                yield self._each, entry["value"], _id_within(id, place, entry.get("id"))
            else:
                yield self._each, entry, _id_within(id, place)


class _Stream(_Entries):
    def __init__(self, block: blocks.StreamBlock) -> None:
        super().__init__(block)
        self._known = {name: kind_of(one) for name, one in block.child_blocks.items()}
        self.refers = any(kind.refers for kind in self._known.values())

    def entries(self, value: Any, id: str) -> Iterator[tuple[Kind, Any, str]]:
        for place, entry in enumerate(value if isinstance(value, list) else ()):
            if (kind := self._known.get(entry["type"])) is not None:
                yield kind, entry["value"], _id_within(id, place, entry.get("id"))


def _id_within(above: str, place: int, stored: str | None = None) -> str:
    """Return the id of a list's entry: its stored one, or its place in what it stands in, below the same owner."""
    owner, _slash, local = above.partition("/")
    return f"{owner}/{stored or f'{local}-{place}'}"


def kind_of(block: Any) -> Kind:
    """Return what a block is to the API; the same each time."""
    kind: Kind | None = vars(block).get("_kind")
    if kind is None:
        kind = block._kind = _find_out(block)
    return kind


def _find_out(block: Any) -> Kind:
    if isinstance(block, blocks.RichTextBlock):
        return _Text(block)
    if isinstance(block, EmbedBlock):
        return _Embedded(block, embeds)
    if isinstance(block, ImageChooserBlock):
        return _Chosen(block, images)
    if isinstance(block, DocumentChooserBlock):
        return _Chosen(block, richtext.documents)
    if isinstance(block, blocks.PageChooserBlock):
        return _Chosen(block, pages)
    if isinstance(block, blocks.ChooserBlock):
        return _Chosen(block, rows_of(block.model_class))
    if isinstance(block, blocks.ListBlock):
        return _List(block)
    if isinstance(block, blocks.StreamBlock):
        return _Stream(block)
    if isinstance(block, blocks.StructBlock | TypedTableBlock):
        return _Struct(block)
    return Kind(block)


def resolve_stream(page: Any, field_name: str, info: Info) -> list[Item]:
    """Return the public blocks of a page's StreamField, having all its peers' references loaded with its own."""
    if field_name not in page.__dict__.get("_bodies", ()):
        for peer in peers(page):
            value = getattr(peer, field_name)
            stored = peer.__dict__.setdefault("_bodies", {})[field_name] = list(value.raw_data)
            kind_of(value.stream_block).expect(info.context, stored)
    kind = kind_of(getattr(page, field_name).stream_block)
    found: list[Item] = kind.give(
        page.__dict__["_bodies"][field_name],
        f"{ids.key_of(page)}/{field_name}",
        richtext.frontend_for(info.context, page),
        info,
    )
    return found


def stream(value: StreamValue) -> Item:
    """Return a StreamField's value as an item, without converting what is stored."""
    return Item(kind_of(value.stream_block), list(value.raw_data), "")


def embeds(context: Context, keys: set[str]) -> Mapping[str, Embed]:
    """Load what was stored of embedded media when an editor saved it; a reader never waits for a provider."""
    return {embed.hash: embed for embed in Embed.objects.filter(hash__in=keys)}
