"""The blocks that a body may hold: those that the `blocks.py` of the installed apps register."""

from importlib import import_module
from typing import Any, TypeVar
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule
from wagtail.blocks import Block, StreamBlock

from cms.body.block_ids import fill_missing_ids
from cms.http.deadline import deadline

B = TypeVar("B", bound=type[Block])

CLEANING_SECONDS = 10
"""How long the blocks of one body may wait for other sites together: a form is saved within a transaction."""

body_blocks: dict[str, type[Block]] = {}
"""The registered blocks by their names in stored bodies."""


def register_body_block(block: B) -> B:
    """Offer a block in every body, named after its class: PollBlock becomes "poll". For use as a class decorator.

    Raises:
        ImproperlyConfigured: when another block has that name.
    """
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in block.__name__).lstrip("_")
    name = name.removesuffix("_block")
    if body_blocks.setdefault(name, block) is not block:
        raise ImproperlyConfigured(f"There are two body blocks named “{name}”: rename the class {block.__name__}.")
    return block


class BodyBlock(StreamBlock):
    """The body of a page: all registered blocks, in the order in which their apps are installed."""

    def __init__(self, local_blocks: list[tuple[str, Block]] | None = None, **kwargs: object) -> None:
        if local_blocks is None:
            for app in apps.get_app_configs():
                if module_has_submodule(app.module, "blocks") and not app.name.startswith("wagtail."):
                    import_module(f"{app.name}.blocks")
            local_blocks = [(name, block()) for name, block in body_blocks.items()]
        super().__init__(local_blocks, **kwargs)

    def clean(self, value: Any) -> Any:
        """Clean the blocks, with a deadline that those heed which ask another site."""
        with deadline(CLEANING_SECONDS):
            return super().clean(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the value as it is stored, with an id for each entry of each list."""
        stored = super().get_prep_value(value)
        fill_missing_ids(stored, self, lambda _parent_id, _position: str(uuid4()))
        return stored
