"""Work done after a picture arrives, so that no reader waits for it."""

import logging
from zlib import crc32

from django.db import transaction
from django_tasks import task

from cms.images.animation import is_animated
from cms.images.models import CreditedImage
from cms.images.placeholder import make_placeholder
from cms.images.presets import ANIMATION, FORMATS, INTERIM_PRESET, ImagePreset
from cms.images.renditions import ANIMATION_SPEC

logger = logging.getLogger(__name__)

ENCODING = 2
"""A number to raise when renditions come out otherwise than before; here: without metadata, in sRGB."""

_shapes = [ENCODING, FORMATS, *((preset.name, preset.value.widths, preset.value.ratio) for preset in ImagePreset)]
PRESETS = crc32(repr(_shapes).encode())
"""A number that changes with the presets."""


def is_prepared(image: CreditedImage) -> bool:
    """Tell whether the stored sizes are those of the present file and focal point."""
    return bool(image.variants) and image.variants.get("of") == _fingerprint(image)


def prepare_interim(pk: int) -> None:
    """Make one size of a new file, so that readers have something to load before the task has run.

    It is one that `prepare` needs too, and finds again. A file that cannot be read is shown by its placeholder.
    """
    image = CreditedImage.objects.filter(pk=pk).first()
    if image is None or image.variants.get("of", [""])[0] == image.file.name:
        return
    try:
        _store_interim_size(image)
    except Exception:
        logger.exception("No size of picture %s could be made", pk)


def _store_interim_size(image: CreditedImage) -> None:
    spec = ImagePreset[INTERIM_PRESET].filter_specs(image.width, image.height)[0][0]
    made = image.get_rendition(spec)
    variants = {"of": [image.file.name], INTERIM_PRESET: [[made.width, made.height, made.file.name]]}
    made.file.close()
    CreditedImage.objects.filter(pk=image.pk).update(variants=variants)


def prepare(image: CreditedImage) -> None:
    """Make every preset of the picture in every format, and its placeholder, and note them on its row.

    It may run twice: sizes that exist are found again, not made again.
    """
    with image.open_file() as file:
        original = file.read()
    placeholder = make_placeholder(original)
    variants: dict[str, object] = {"of": _fingerprint(image)}
    for preset in ImagePreset:
        boxes = preset.filter_specs(image.width, image.height)
        made = image.get_renditions(*(spec for specs in boxes for spec in specs))
        variants[preset.name] = [
            [made[specs[0]].width, made[specs[0]].height, *(made[spec].file.name for spec in specs)] for specs in boxes
        ]
        for rendition in made.values():
            rendition.file.close()
    if is_animated(original):
        moving = image.get_rendition(ANIMATION_SPEC)
        variants[ANIMATION] = [moving.width, moving.height, moving.file.name]
        moving.file.close()
    CreditedImage.objects.filter(pk=image.pk).update(variants=variants, placeholder=placeholder)
    image.variants, image.placeholder = variants, placeholder


@task()
def prepare_image(pk: int) -> None:
    """Prepare the picture with this primary key; do nothing when it is gone or ready."""
    image = CreditedImage.objects.filter(pk=pk).first()
    if image is not None and not is_prepared(image):
        prepare(image)


def prepare_after_commit(pk: int) -> None:
    """Make one size as soon as the present transaction is committed, and queue `prepare_image` for the others."""

    def prepare_both() -> None:
        prepare_interim(pk)
        prepare_image.enqueue(pk)

    transaction.on_commit(prepare_both)


def _fingerprint(image: CreditedImage) -> list[object]:
    """Return all that decides how the sizes look; when it changes, they are made again at the next publication."""
    focal = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return [image.file.name, image.file_hash, *focal, PRESETS]
