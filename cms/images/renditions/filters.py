"""Wagtail's filters for public renditions: upright, in sRGB, without metadata."""

import logging
from functools import cached_property
from typing import Any

from PIL import ImageCms
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter
from willow.plugins.pillow import PillowImage

logger = logging.getLogger(__name__)

PRESERVED_INFO = ("transparency",)
"""The keys of Pillow's `Image.info` that describe pixels, and not their origin as Exif, XMP, IPTC and comments do."""


ANIMATION_SPEC = "animation"
"""The filter spec of an animated picture's frames; `CreditedImage.generate_rendition_file` encodes them."""


class KeepFrames(FilterOperation):
    """The operation behind the spec `animation`; `CreditedImage` encodes the frames itself."""

    def construct(self) -> None:
        """Take no arguments."""

    def run(self, willow: PillowImage, image: Any, env: dict[str, Any]) -> PillowImage:
        """Return the picture as it is."""
        return willow


class StripMetadata(FilterOperation):
    """The last operation of every rendition: convert to sRGB and drop all metadata.

    Source: https://exiftool.org/TagNames/ (a photograph can name its place, camera, serial number and author)
    """

    def construct(self) -> None:
        """Take no arguments."""

    def run(self, willow: PillowImage, image: Any, env: dict[str, Any]) -> PillowImage:
        """Return the picture with nothing but its pixels and their transparency."""
        picture = in_srgb(willow).image.copy()
        picture.info = {key: value for key, value in picture.info.items() if key in PRESERVED_INFO}
        return PillowImage(picture)


def in_srgb(willow: PillowImage) -> PillowImage:
    """Return the picture converted to sRGB; unchanged where its colour profile is broken or does not fit."""
    try:
        return willow.transform_colorspace_to_srgb()
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        logger.info("A colour profile was ignored: %s", error)
        return willow


class PublicFilter(Filter):
    """A Wagtail filter whose last operation strips metadata."""

    @cached_property
    def operations(self) -> list[Any]:
        """Return the operations that the spec names, then `StripMetadata`."""
        return [*super().operations, StripMetadata("strip")]
