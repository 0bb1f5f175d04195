"""The files of withheld pictures are deleted by the clock, and made again when the pictures may be used again."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage, Rendition
from cms.images.rights.withholding import delete_withheld_renditions
from cms.images.tasks import make_renditions
from tests.factories import ImageFactory


@pytest.fixture
def image(db: None) -> CreditedImage:
    made: CreditedImage = ImageFactory()
    make_renditions(made)
    return made


def test_the_files_are_gone_and_come_back(
    image: CreditedImage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    other: CreditedImage = ImageFactory(rights_expire_at=timezone.now() + dt.timedelta(hours=1))
    make_renditions(other)
    names = [size[2] for size in image.sizes("FULL")]
    CreditedImage.objects.filter(pk=image.pk).update(rights_expire_at=timezone.now())

    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("delete_withheld_renditions", stdout=out)

    assert out.getvalue() == "Deleted the sizes of 1 withheld pictures.\n"
    assert [name for name in names if rendition_storage().exists(name)] == []
    image.refresh_from_db()
    assert (image.variants, image.renditions.count()) == ({}, 0)
    assert Rendition.objects.filter(image=other).exists()
    assert delete_withheld_renditions() == 0

    with django_capture_on_commit_callbacks(execute=True):
        image.rights_expire_at = None
        image.save()
    image.refresh_from_db()
    assert [rendition_storage().exists(size[2]) for size in image.sizes("FULL")] == [True] * len(names)


def test_files_that_a_list_of_the_admin_has_made_since_are_deleted_too(
    image: CreditedImage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    CreditedImage.objects.filter(pk=image.pk).update(rights_expire_at=timezone.now())
    assert delete_withheld_renditions() == 1
    image.refresh_from_db()
    name = image.get_rendition("max-165x165").file.name
    assert (image.variants, rendition_storage().exists(name)) == ({}, True)

    with django_capture_on_commit_callbacks(execute=True):
        assert delete_withheld_renditions() == 1

    assert (image.renditions.count(), rendition_storage().exists(name)) == (0, False)
    assert delete_withheld_renditions() == 0


def test_no_files_are_made_of_a_withheld_picture(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = ImageFactory(usage_terms="FORBIDDEN")

    assert (CreditedImage.objects.get().variants, image.renditions.count()) == ({}, 0)
