"""Names what happened to a picture; the work itself is in `cms.images.tasks`."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from cms.images.models import CreditedImage, Rendition
from cms.images.tasks import is_prepared, prepare_after_commit


def on_image_saved(instance: CreditedImage, raw: bool = False, **kwargs: Any) -> None:
    """Have the sizes made when the file or the focal point is new."""
    if not raw and not is_prepared(instance):
        prepare_after_commit(instance.pk)


def on_rendition_deleted(instance: Rendition, **kwargs: Any) -> None:
    """Forget sizes whose files are gone, so that no answer points to them, and have them made again."""
    forgotten = CreditedImage.objects.filter(pk=instance.image_id).exclude(variants={}).update(variants={})
    if forgotten:
        prepare_after_commit(instance.image_id)


def connect() -> None:
    """Listen to the image models; called once, by the app's `ready`."""
    post_save.connect(on_image_saved, sender=CreditedImage, dispatch_uid="images.saved")
    post_delete.connect(on_rendition_deleted, sender=Rendition, dispatch_uid="images.rendition_deleted")
