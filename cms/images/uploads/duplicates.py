"""Detection of pictures that are in the library already."""

from typing import Any

from wagtail.images.utils import find_image_duplicates
from wagtail.permissions import policy_registry

from cms.images.models import CreditedImage


def find_duplicate(file_hash: str, user: Any, pk: int | None = None) -> CreditedImage | None:
    """Return a picture with the same file that the account may choose, the oldest; None when there is none.

    Args:
        file_hash: of the file.
        user: the account whose permissions limit the search.
        pk: the picture that the file is uploaded for, if it exists, which is no duplicate of itself.
    """
    same: Any = find_image_duplicates(
        CreditedImage(pk=pk, file_hash=file_hash), user, policy_registry.get_by_type(CreditedImage)
    )
    found: CreditedImage | None = same.order_by("created_at", "pk").first()
    return found
