"""Background tasks after a publication."""

from django.contrib.contenttypes.models import ContentType
from django_tasks import task
from wagtail.models import Page, ReferenceIndex

from cms.images.models import CreditedImage
from cms.images.tasks import has_current_renditions, prepare_image


@task()
def prepare_pictures(page_pk: int) -> None:
    """Enqueue the missing renditions of the pictures that a page refers to.

    Idempotent, and a no-op for a deleted page. Each picture has a task of its own, so that an unreadable one does not
    block the others.
    """
    page = Page.objects.filter(pk=page_pk).specific().first()
    if page is None:
        return
    ReferenceIndex.create_or_update_for_object(page)
    _prepare_pictures_of([page])


@task()
def prepare_pictures_of_pages(page_pks: list[int]) -> None:
    """Enqueue the missing renditions for several pages, whose references must be in the reference index."""
    _prepare_pictures_of(list(Page.objects.filter(pk__in=page_pks)))


def _prepare_pictures_of(pages: list[Page]) -> None:
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(page.pk) for page in pages],
        to_content_type__app_label=CreditedImage._meta.app_label,
        to_content_type__model=CreditedImage._meta.model_name,
    )
    pks = {int(pk) for pk in references.values_list("to_object_id", flat=True)}
    for image in CreditedImage.objects.filter(pk__in=pks):
        if not has_current_renditions(image):
            prepare_image.enqueue(image.pk)
