"""The blocks that a body may hold: whatever an installed app's `blocks.py` registers."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule
from grapple.registry import registry
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField

B = TypeVar("B", bound=type[Block])

_registered: dict[str, type[Block]] = {}


def register_body_block(block: B) -> B:
    """Offer a block in every body, named after its class: PollBlock becomes "poll". For use as a class decorator.

    Raises:
        ImproperlyConfigured: when there is a block of that name.
    """
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in block.__name__).lstrip("_")
    name = name.removesuffix("_block")
    if _registered.setdefault(name, block) is not block:
        raise ImproperlyConfigured(f"There are two body blocks named “{name}”: rename the class {block.__name__}.")
    registry.streamfield_blocks[block] = None  # `cms.api.types` builds its type
    return block


class BodyBlock(StreamBlock):
    """The body of a page: all registered blocks, in the order in which their apps are installed."""

    def __init__(self, local_blocks: list[tuple[str, Block]] | None = None, **kwargs: object) -> None:
        if local_blocks is None:
            for app in apps.get_app_configs():
                if module_has_submodule(app.module, "blocks") and not app.name.startswith("wagtail."):
                    import_module(f"{app.name}.blocks")
            local_blocks = [(name, block()) for name, block in _registered.items()]
        super().__init__(local_blocks, **kwargs)


class BodyField(StreamField):
    """A page's body. Its migrations do not name the blocks, so that a new one changes no app but its own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(BodyBlock(), **kwargs)

    if TYPE_CHECKING:  # a model's attribute takes stored text or a list of pairs, and gives a StreamValue

        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def deconstruct(self) -> tuple[Any, ...]:
        """Return how to make this field again."""
        name, path, _arguments, options = super().deconstruct()
        options.pop("block_lookup")
        return name, path, [], options
