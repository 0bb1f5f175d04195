"""Generated neutral drawings, for a credit that came without a picture."""

import hashlib
from collections.abc import Iterable

from cms.images.models import CreditedImage
from news.importing.chunks import chunks
from news.importing.pictures.differences import DRAWN, is_drawn
from news.pictures import neutral_picture

DRAWINGS = 24


class Drawings:
    """Generates the drawings, each one once."""

    def __init__(self) -> None:
        self._drawn: dict[int, bytes] = {}

    def draw(self, credit: str) -> tuple[CreditedImage, str, bytes]:
        """Return an unsaved image for a credit, with the name and the data of its file."""
        digest = hashlib.sha256(credit.encode()).hexdigest()
        seed = int(digest, 16) % DRAWINGS
        if seed not in self._drawn:
            self._drawn[seed] = neutral_picture(seed)
        image = CreditedImage(title=f"Neutral picture: {credit}"[:255], credit=credit, is_decorative=True)
        return image, f"{DRAWN}{digest[:12]}.jpg", self._drawn[seed]


def drawn_images(printed: Iterable[str]) -> dict[str, CreditedImage]:
    """Return the generated images of the library by these credits, the first of each."""
    drawn = CreditedImage.objects.filter(is_decorative=True, file__contains=DRAWN).order_by("-pk")
    found = (image for chunk in chunks(printed) for image in drawn.filter(credit__in=chunk) if is_drawn(image))
    return {image.credit: image for image in found}
