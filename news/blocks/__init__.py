"""The blocks of bodies, each one class: its form, its preview and its fields of the API."""

from news.blocks import text  # isort: skip  # the picker offers words first
from news.blocks import media, data  # isort: skip

__all__ = ["data", "media", "text"]
