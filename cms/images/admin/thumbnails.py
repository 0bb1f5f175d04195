"""Small pictures in the admin, from the sizes that were made at the upload."""

from typing import Any

from cms.images.files.storage import rendition_storage


def thumbnail_url(image: Any) -> str:
    """Return the address of a picture in its smallest size, or a placeholder until it is made."""
    name = image.sizes("THUMBNAIL")[0][2]
    return str(image.placeholder if name.startswith("data:") else rendition_storage().url(name))
