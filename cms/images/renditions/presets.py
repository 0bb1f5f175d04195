"""Presets: the named sizes that a frontend may ask for.

The list is fixed so that no query causes encoding: every size is made when a picture is uploaded.
"""

from dataclasses import dataclass
from enum import Enum

RENDITION_FORMATS = ("", "webp", "avif")
"""Output formats of each size: the browser-safe fallback, then the modern ones."""


ANIMATION = "ANIMATION"
"""The key of the animation in `CreditedImage.variants`, where the other keys are names of presets."""

INTERIM_PRESET = "FULL"
"""The preset of which one size is made at the upload, for readers until the task has made the others."""


@dataclass(frozen=True)
class PresetShape:
    """The shape of a preset: pixel widths, and the crop's height per unit of width (None keeps the whole picture)."""

    widths: tuple[int, ...]
    ratio: float | None
    description: str


class ImagePreset(Enum):
    """Named image sizes, smallest use first."""

    THUMBNAIL = PresetShape((120, 240), 1.0, "Square crop for lists and avatars, up to 240 px wide.")
    CARD = PresetShape((400, 800), 2 / 3, "3:2 crop for cards in a listing, up to 800 px wide.")
    HERO = PresetShape((800, 1600), 9 / 16, "16:9 crop for the top of an article, up to 1600 px wide.")
    FULL = PresetShape((800, 1600), None, "The whole picture, uncropped, up to 1600 px wide.")
    SOCIAL = PresetShape((1200,), 0.525, "1200 × 630 crop for link previews in social networks and chats.")

    def boxes(self, width: int, height: int) -> list[tuple[int, int]]:
        """Return the (width, height) pairs, in pixels, to make of an original of this size; never larger than it."""
        ratio = self.value.ratio
        if ratio is None:
            widest = width
            ratio = height / width
        else:
            widest = min(width, int(height / ratio))
        widths = sorted({max(1, min(wanted, widest)) for wanted in self.value.widths})
        return [(w, max(1, min(height, round(w * ratio)))) for w in widths]

    def filter_specs(self, width: int, height: int) -> list[list[str]]:
        """Return Wagtail filter specs for an original of this size: for each box, one spec in each of FORMATS."""
        operation = "width-{}" if self.value.ratio is None else "fill-{}x{}"
        return [
            [operation.format(*box) + (f"|format-{name}" if name else "") for name in RENDITION_FORMATS]
            for box in self.boxes(width, height)
        ]
