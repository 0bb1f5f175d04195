"""Deletion of the public renditions of withheld pictures."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.image_rights import withheld
from cms.images.models import CreditedImage, Rendition


def delete_withheld_renditions() -> int:
    """Delete the renditions of withheld pictures, and return the number of pictures that had any.

    Each picture is saved, so that its files and the responses that refer to it are purged from the CDN. Its renditions
    are generated again when an editor permits its use again.
    """
    now, deleted = timezone.now(), 0
    # An admin's list that shows a picture makes a rendition of it, which its variants do not name.
    has_files = ~Q(variants={}) | Exists(Rendition.objects.filter(image=OuterRef("pk")))
    for pk in CreditedImage.objects.filter(withheld(now), has_files).values_list("pk", flat=True):
        with transaction.atomic():
            image = CreditedImage.objects.select_for_update().filter(withheld(now), pk=pk).first()
            if image is not None:
                image.variants = {}
                image.save(update_fields=["variants"])
                image.renditions.all().delete()
                deleted += 1
    return deleted
