"""The rules for reading a story, and what it yields beside its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urljoin

RawBlock = dict[str, Any]
"""A block of a body as it is stored, without ids."""


class Newlines(Enum):
    """The meaning of newlines in the source: in classic WordPress they are line breaks for readers."""

    SPACE = "a space, as in HTML; a blank line in loose text parts paragraphs"
    LOOSE = "a line break in loose text, and a space within elements"
    BREAK = "a line break; a blank line parts paragraphs"


@dataclass(frozen=True)
class ReadingRules:
    """The rules for reading a story.

    Attributes:
        pictures: yield placeholders for pictures; otherwise they are left out with a note.
        players: yield embed blocks for videos, posts and maps of other sites; otherwise they are left out with a note.
        newlines: the meaning of newlines in the source.
        address: the base URL of relative links: the old URL of the story, or of its site.
        keeps_paths: keep links to paths of the old site, so that the caller can resolve them.
    """

    pictures: bool = False
    players: bool = False
    newlines: Newlines = Newlines.SPACE
    address: str = ""
    keeps_paths: bool = False

    def absolute(self, href: str) -> str:
        """Return a URL resolved against `address`; unchanged without one, or if it is malformed."""
        if href.startswith("//"):
            href = f"https:{href}"
        try:
            return urljoin(self.address, href) if self.address and not href.startswith("#") else href
        except ValueError:
            return href


@dataclass
class Findings:
    """What reading a story yields beside its text.

    Attributes:
        reading: the rules.
        notes: what was left out or changed.
        later: pending blocks of pictures and players, which follow the paragraph or list that contains them.
    """

    reading: ReadingRules
    notes: list[str] = field(default_factory=list)
    later: list[RawBlock] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Add a note."""
        self.notes.append(text)

    def wait(self, name: str, value: Mapping[str, Any]) -> None:
        """Add a pending block."""
        self.later.append({"type": name, "value": dict(value)})
