"""Signal handlers of pictures and renditions; the work is in `cms.images.tasks`."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from cms.images.models import CreditedImage, Rendition
from cms.images.tasks import has_current_renditions, make_renditions_after_commit, update_image


def on_image_saved(instance: CreditedImage, raw: bool = False, **kwargs: Any) -> None:
    """Make the sizes after the commit when the file or the focal point is new."""
    if not raw and not has_current_renditions(instance):
        make_renditions_after_commit(instance.pk)


def on_rendition_deleted(instance: Rendition, **kwargs: Any) -> None:
    """Clear the stored sizes when one of their files is deleted, so that no response names it, and make them again."""
    if update_image(CreditedImage.objects.filter(pk=instance.image_id).exclude(variants={}), variants={}):
        make_renditions_after_commit(instance.image_id)


def connect_image_signals() -> None:
    """Connect the handlers; called by the app's `ready`."""
    post_save.connect(on_image_saved, sender=CreditedImage, dispatch_uid="images.saved")
    post_delete.connect(on_rendition_deleted, sender=Rendition, dispatch_uid="images.rendition_deleted")
