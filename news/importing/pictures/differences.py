"""Comparison of images with the pictures of rows: texts, sources, and generated drawings."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from cms.images.models import CreditedImage
from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow

DRAWN = "neutral-"


def is_drawn(image: CreditedImage) -> bool:
    """Tell whether an image is a drawing that an import generated, and whose file was not replaced."""
    return image.is_decorative and PurePosixPath(image.file.name).name.startswith(DRAWN)


def digest_of(address: str) -> str:
    """Return the SHA-256 of an address in hexadecimal digits."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def images_by_hash(hashes: Iterable[str]) -> dict[str, CreditedImage]:
    """Return the images of the library by the hashes of their files, the first of each."""
    found = (CreditedImage.objects.filter(file_hash__in=chunk).order_by("-pk") for chunk in chunks(hashes))
    return {image.file_hash: image for images in found for image in images}


def other_words(row: ArticleRow, image: CreditedImage) -> Iterator[str]:
    """Yield the columns of a row about its picture that differ from the image."""
    if row.image_description and row.image_description != image.alt:
        yield "image_description"
    if row.image_credit not in (None, image.credit):
        yield "image_credit"
