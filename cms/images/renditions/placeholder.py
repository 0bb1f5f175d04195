"""Placeholders: tiny data: URIs that a page shows while the picture itself loads."""

import base64
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

GREY = "data:image/gif;base64,R0lGODlhAQABAIAAAMzMzAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
"""One grey pixel, for pictures whose own placeholder has not been made yet."""

PLACEHOLDER_SIDE_PX = 16


def make_placeholder(original: bytes) -> str:
    """Return a data: URI of a few hundred bytes that shows the picture at 16 pixels, for a blurred preview.

    Args:
        original: the bytes of an image file that Pillow can read.

    Raises:
        PIL.UnidentifiedImageError: when Pillow cannot read them.
    """
    with Pillow.open(BytesIO(original)) as source:
        picture = ImageOps.exif_transpose(source).convert("RGB")
    picture.thumbnail((PLACEHOLDER_SIDE_PX, PLACEHOLDER_SIDE_PX))
    out = BytesIO()
    picture.save(out, "WEBP", quality=40, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode("ascii")
