"""System check that nested blocks have a type in the schema, without which queries for them would fail."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import Error
from wagtail import blocks

from cms.graphql.schema.interfaces import Block
from cms.graphql.schema.registry import object_types

HINT = "Decorate its class with `register_body_block`, or give the field a type of its own instead of `Block`."


def check_blocks(**kwargs: Any) -> list[Error]:
    """Return an error for each field of type `[Block!]` whose stream or list has a block without a type."""
    import_module(settings.ROOT_URLCONF)  # builds the schema
    declared: list[tuple[Any, Any]] = list(object_types.items())
    return [
        Error(
            f"{block.__name__}.{name} lists {_named(child)}, which is no block of the schema.",
            hint=HINT,
            obj=block,
            id="api.E006",
        )
        for block, kind in declared
        if issubclass(block, blocks.Block)
        for name, child_block in block.base_blocks.items()
        if _is_of_blocks(kind._meta.fields.get(name))
        for child in _leaves(child_block)
        if type(child) not in object_types
    ]


def _is_of_blocks(field: Any) -> bool:
    kind: Any = getattr(field, "type", None)
    while hasattr(kind, "of_type"):
        kind = kind.of_type
    return kind is Block


def _leaves(block: blocks.Block) -> Iterator[blocks.Block]:
    """Yield the blocks that a list or stream may hold, including those of nested lists and streams."""
    if isinstance(block, blocks.ListBlock):
        yield from _leaves(block.child_block)
    elif isinstance(block, blocks.StreamBlock):
        for child in block.child_blocks.values():
            yield from _leaves(child)
    else:
        yield block


def _named(block: blocks.Block) -> str:
    children = ", ".join(getattr(block, "child_blocks", {}))
    return f"a {type(block).__name__}" + (f" of {children}" if children else "")
