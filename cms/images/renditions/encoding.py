"""AVIF encoding with less effort than Willow's, which has no option for it."""

from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.checks import Warning as CheckWarning
from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage

FAST, WILLOW = "fast", "willow"
"""The values of the setting AVIF_ENCODER."""

AVIF_SPEED = 8
"""libavif's effort, 0 (slowest) to 10. It takes a third of the time of its default, 6; files are 5 % larger."""

REPLACED_IN_WILLOW = "1.12"
"""The release series of Willow whose `PillowImage.save_as_avif` the replacement below was written for."""

save_as_avif_by_willow = PillowImage.save_as_avif


def save_as_avif(
    image: PillowImage, file: Any, quality: int = 80, lossless: bool = False, apply_optimizers: bool = True
) -> AvifImageFile:
    """Write an image as Willow does, at AVIF_SPEED. Lossless images, which no preset asks for, are left to Willow.

    Source: https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html#avif
    """
    if lossless:
        return save_as_avif_by_willow(image, file, quality, lossless, apply_optimizers)
    source = image.transform_colorspace_to_srgb() if image.image.mode == "CMYK" else image
    source.image.save(file, "AVIF", quality=quality, speed=AVIF_SPEED, icc_profile=source.get_icc_profile() or b"")
    return AvifImageFile(file)


def select_encoder() -> None:
    """Replace Willow's method, or put it back, as AVIF_ENCODER says; called by the app's `ready`."""
    is_fast = settings.AVIF_ENCODER == FAST
    PillowImage.save_as_avif = save_as_avif if is_fast else save_as_avif_by_willow


def check_willow(**kwargs: Any) -> list[CheckWarning]:
    """Return a warning when a method of Willow is replaced in a release other than the one it was written for."""
    installed = version("willow")
    if settings.AVIF_ENCODER != FAST or installed.startswith(f"{REPLACED_IN_WILLOW}."):
        return []
    return [
        CheckWarning(
            f"AVIF_ENCODER=fast replaces a method of Willow {REPLACED_IN_WILLOW}, but {installed} is installed.",
            hint="Set AVIF_ENCODER=willow, or compare cms.images.renditions.encoding with `PillowImage.save_as_avif`.",
            id="images.W001",
        )
    ]
