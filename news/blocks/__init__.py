"""The blocks of which bodies are made. Each is one class: its form, its preview and what the API gives of it."""

from news.blocks import text  # isort: skip  # the picker offers words first
from news.blocks import media, data  # isort: skip

__all__ = ["data", "media", "text"]
