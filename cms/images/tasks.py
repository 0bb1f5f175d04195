"""Work done after a picture arrives, so that no reader waits for it."""

from zlib import crc32

from django.db import transaction
from django_tasks import task

from cms.images.models import CreditedImage
from cms.images.placeholder import make_placeholder
from cms.images.presets import FORMATS, ImagePreset

_shapes = [FORMATS, *((preset.name, preset.value.widths, preset.value.ratio) for preset in ImagePreset)]
PRESETS = crc32(repr(_shapes).encode())
"""A number that changes with the presets."""


def is_prepared(image: CreditedImage) -> bool:
    """Tell whether the stored sizes are those of the present file and focal point."""
    return bool(image.variants) and image.variants.get("of") == _fingerprint(image)


def prepare(image: CreditedImage) -> None:
    """Make every preset of the picture in every format, and its placeholder, and note them on its row.

    It may run twice: sizes that exist are found again, not made again.
    """
    with image.open_file() as file:
        placeholder = make_placeholder(file.read())
    variants: dict[str, object] = {"of": _fingerprint(image)}
    for preset in ImagePreset:
        boxes = preset.filter_specs(image.width, image.height)
        made = image.get_renditions(*(spec for specs in boxes for spec in specs))
        variants[preset.name] = [
            [made[specs[0]].width, made[specs[0]].height, *(made[spec].file.name for spec in specs)] for specs in boxes
        ]
        for rendition in made.values():
            rendition.file.close()
    CreditedImage.objects.filter(pk=image.pk).update(variants=variants, placeholder=placeholder)
    image.variants, image.placeholder = variants, placeholder


@task()
def prepare_image(pk: int) -> None:
    """Prepare the picture with this primary key; do nothing when it is gone or ready."""
    image = CreditedImage.objects.filter(pk=pk).first()
    if image is not None and not is_prepared(image):
        prepare(image)


def prepare_after_commit(pk: int) -> None:
    """Queue `prepare_image` for when the present transaction has been committed."""
    transaction.on_commit(lambda: prepare_image.enqueue(pk))


def _fingerprint(image: CreditedImage) -> list[object]:
    """Return all that decides how the sizes look; when it changes, they are made again at the next publication."""
    focal = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return [image.file.name, image.file_hash, *focal, PRESETS]
