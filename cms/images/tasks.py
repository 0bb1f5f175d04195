"""The tasks that make the renditions of an uploaded picture, so that no request encodes one."""

import logging
from zlib import crc32

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from cms.images.models import CreditedImage
from cms.images.renditions.animation import is_animated
from cms.images.renditions.filters import ANIMATION_SPEC
from cms.images.renditions.placeholder import make_placeholder
from cms.images.renditions.presets import ANIMATION, INTERIM_PRESET, RENDITION_FORMATS, ImagePreset
from cms.performance.response_cache.invalidation import add_written_rows

logger = logging.getLogger(__name__)

ENCODING_VERSION = 2
"""The version of the encoding, raised when it changes, so that all renditions are made again."""

_shapes = [
    ENCODING_VERSION,
    RENDITION_FORMATS,
    *((preset.name, preset.value.widths, preset.value.ratio) for preset in ImagePreset),
]
PRESETS_CHECKSUM = crc32(repr(_shapes).encode())
"""Changes with the presets and the encoding."""


def has_current_renditions(image: CreditedImage) -> bool:
    """Return whether the stored sizes are those of the present file, focal point and presets."""
    return bool(image.variants) and image.variants.get("of") == _fingerprint(image)


def update_image(chosen: QuerySet[CreditedImage], **columns: object) -> bool:
    """Set columns of a picture without what follows a save, and count it as written; return whether there was one.

    Args:
        chosen: the picture, or none.
        columns: values by the names of their columns.
    """
    with transaction.atomic():
        pks = list(chosen.values_list("pk", flat=True))
        chosen.update(**columns)
        add_written_rows(CreditedImage, pks)
    return bool(pks)


def make_interim_rendition(pk: int) -> None:
    """Make one size of a new file, so that readers have something to load before the task has run.

    It is one that `prepare` needs too, and finds again. A file that cannot be read is shown by its placeholder.
    """
    image = CreditedImage.objects.filter(pk=pk).first()
    if image is None or image.is_withheld(timezone.now()) or image.variants.get("of", [""])[0] == image.file.name:
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
    update_image(CreditedImage.objects.filter(pk=image.pk), variants=variants)


def make_renditions(image: CreditedImage) -> None:
    """Make every preset of the picture in every format, and its placeholder, and store their names on its row.

    Idempotent: renditions that exist are found, not made again.
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
    update_image(CreditedImage.objects.filter(pk=image.pk), variants=variants, placeholder=placeholder)
    image.variants, image.placeholder = variants, placeholder


@task()
def prepare_image(pk: int) -> None:
    """Make the renditions of a picture; do nothing when it is gone or withheld, or when they are current."""
    image = CreditedImage.objects.filter(pk=pk).first()
    if image is not None and not image.is_withheld(timezone.now()) and not has_current_renditions(image):
        make_renditions(image)


def make_renditions_after_commit(pk: int) -> None:
    """After the commit, make one size at once and queue `prepare_image` for the others."""

    def make_all() -> None:
        make_interim_rendition(pk)
        prepare_image.enqueue(pk)

    transaction.on_commit(make_all)


def _fingerprint(image: CreditedImage) -> list[object]:
    """Return what the sizes depend on: when it differs, they are made again at the next publication."""
    focal = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return [image.file.name, image.file_hash, *focal, PRESETS_CHECKSUM]
