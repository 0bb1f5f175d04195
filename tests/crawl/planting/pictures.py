"""Pictures with a canary in each of their texts."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import Collection

from tests.crawl.planting.canaries import Canaries
from tests.factories import animation_bytes

DECLARED = ("title", "description", "credit", "licence")
PRIVATE = ("source", "usage_condition", "territory_note")
"""The columns that the desk alone reads, of public pictures too."""


def plant_image(canaries: Canaries, private: Canaries, collection: Collection | None = None) -> Any:
    """Returns a picture that an editor may use on a condition.

    Args:
        canaries: for what the schema declares.
        private: for what it does not.
        collection: its place; the root by default.
    """
    file = ContentFile(animation_bytes(), name=f"{canaries.word('file of an image')}.gif")
    texts = {name: canaries.word(f"{name} of an image") for name in DECLARED}
    texts |= {name: private.word(f"{name} of an image") for name in PRIVATE}
    place = {"collection": collection} if collection else {}
    focus = {"focal_point_x": 20, "focal_point_y": 20, "focal_point_width": 8, "focal_point_height": 8}
    values = {**texts, **focus, **place, "usage_terms": "CONDITIONAL"}
    return get_image_model().objects.create(file=file, width=64, height=48, **values)
