"""Animated pictures: limited in frames at the upload, and encoded as one animated WebP."""

from io import BytesIO
from typing import Any

from PIL import Image as Pillow
from PIL import ImageSequence

MAX_ANIMATION_WIDTH_PX = 800
MAX_ANIMATION_PIXELS = 40_000_000
"""Limit of frames times pixels of the encoded animation: about four seconds of processor time."""

MIN_FRAME_MS = 20
"""Browsers show shorter frames for longer than they say."""


def frame_count(picture: Pillow.Image, pixel_limit: int) -> int:
    """Return the number of frames, counted no further than until frames times pixels pass a limit.

    Args:
        picture: as Pillow opened it.
        pixel_limit: of all frames together.
    """
    if not getattr(picture, "is_animated", False):
        return 1
    if picture.format != "GIF":
        return int(getattr(picture, "n_frames", 1))
    # A GIF does not store how many frames it has: seek until there are no more.
    max_frames = pixel_limit // max(1, picture.width * picture.height) + 1
    count = 0
    try:
        for count in range(1, max_frames + 1):
            picture.seek(count)
    except EOFError:
        return count
    finally:
        picture.seek(0)
    return count + 1


def is_animated(original: bytes) -> bool:
    """Return whether an image file has more than one frame."""
    with Pillow.open(BytesIO(original)) as picture:
        return bool(getattr(picture, "is_animated", False))


def encode_animation(source: Any) -> bytes:
    """Return an animated WebP of a picture's frames, at most 800 pixels wide and without metadata.

    Long animations become narrower, so that the work is bounded by MAX_ANIMATION_PIXELS.

    Args:
        source: a file that Pillow can read, with more than one frame.
    """
    with Pillow.open(source) as picture:
        frames = int(getattr(picture, "n_frames", 1))
        width = min(picture.width, MAX_ANIMATION_WIDTH_PX)
        fitting = (MAX_ANIMATION_PIXELS / frames * picture.width / picture.height) ** 0.5
        width = max(1, min(width, int(fitting)))
        size = (width, max(1, round(picture.height * width / picture.width)))
        images, durations = [], []
        for frame in ImageSequence.Iterator(picture):
            image = frame.convert("RGBA").resize(size)
            image.info = {}
            images.append(image)
            durations.append(max(MIN_FRAME_MS, int(frame.info.get("duration", 100))))
        loop = int(picture.info.get("loop", 1))
    out = BytesIO()
    images[0].save(
        out, "WEBP", save_all=True, append_images=images[1:], duration=durations, loop=loop, method=0, quality=70
    )
    return out.getvalue()
