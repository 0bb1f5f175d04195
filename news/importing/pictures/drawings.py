"""Generated neutral drawings, for a credit that came without a picture."""

import hashlib

from cms.images.models import CreditedImage
from news.importing.pictures.differences import DRAWN
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
