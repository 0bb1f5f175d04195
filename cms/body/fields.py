"""The model field of a page's body."""

from typing import TYPE_CHECKING, Any

from wagtail.fields import StreamField

from cms.body.blocks import BodyBlock

EXTRACTED_TEXTS = "extracted_texts"
"""The attribute of a body that holds its texts while many pages are indexed: the index asks for them five times."""


class BodyField(StreamField):
    """A StreamField of all registered blocks. Migrations do not name these, so that a new one changes no other app."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(BodyBlock(), **kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return the texts of a body for the search index: those that were extracted beforehand, where they were."""
        extracted: list[str] | None = getattr(value, EXTRACTED_TEXTS, None)
        return super().get_searchable_content(value) if extracted is None else extracted

    if TYPE_CHECKING:  # a model's attribute takes stored text or a list of pairs, and gives a StreamValue

        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def deconstruct(self) -> tuple[Any, ...]:
        """Return how to construct this field again: without its blocks, which `__init__` collects."""
        name, path, _arguments, options = super().deconstruct()
        options.pop("block_lookup")
        return name, path, [], options
