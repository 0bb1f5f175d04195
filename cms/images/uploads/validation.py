"""Validation of uploaded pictures: they can be decoded, and the pixels of all frames are limited."""

import struct
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.images.fields import WagtailImageField

from cms.images.renditions.animation import frame_count

DECODING_ERRORS = (
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    UnidentifiedImageError,
    ValueError,
    struct.error,
)
"""What Pillow raises while it decodes a damaged or incomplete file, or metadata that are nested without end."""


class PictureField(WagtailImageField):
    """Wagtail's upload field, which also decodes the file once and counts the frames of an animation."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Refuse a file that cannot be decoded, or whose frames together are too large.

        Args:
            f: the upload, of an allowed format and file size; it is left at its beginning.

        Raises:
            ValidationError: in words for the editor.
        """
        limit: int = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        try:
            with Pillow.open(f) as picture:
                width, height = picture.size
                frames = frame_count(picture, limit) if width * height <= limit else 1
                if frames * width * height > limit:
                    raise ValidationError(_too_large(width, height, frames, limit), code="file_too_many_pixels")
                picture.load()
        except Pillow.DecompressionBombError:
            message = _("This picture has far too many pixels. Scale it down first.")
            raise ValidationError(message, code="file_too_many_pixels") from None
        except DECODING_ERRORS:
            message = _(
                "This file is damaged or incomplete: it cannot be shown. Save it anew in an image editor first."
            )
            raise ValidationError(message, code="invalid_image") from None
        finally:
            f.seek(0)


def _too_large(width: int, height: int, frames: int, limit: int) -> str:
    size = {"width": width, "height": height, "limit": f"{limit:,}"}
    if frames == 1:
        return _("%(width)d × %(height)d pixels are too many: %(limit)s are allowed in all. Scale it down.") % size
    max_frames = max(1, limit // (width * height))
    return _(
        "This animation is too long: at %(width)d × %(height)d pixels it may have %(most)d frames, %(limit)s pixels "
        "in all. Shorten it or scale it down, or embed it as a video."
    ) % {**size, "most": max_frames}
