"""The admin's view of private files: originals and avatars. Documents have a view of their own."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from cms.images.models import CreditedImage

ORIGINAL_PERMISSIONS = ["add", "change", "delete", "choose"]
"""The permissions, any of which in a picture's collection allows to see its original."""


def serve_private_file(request: HttpRequest, name: str) -> FileResponse:
    """Serve the original of a picture, or the avatar of an account, to accounts of the admin.

    Originals are for accounts that may choose or change pictures of the collection.

    Args:
        request: of an account that is logged in to the admin.
        name: of the file in the private storage.

    Raises:
        Http404: when there is no such file, or the account may not see it, which look the same.
    """
    if not _may_see(request, name):
        raise Http404("There is no such file.")
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404("There is no such file.") from None
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, headers=headers)


def _may_see(request: HttpRequest, name: str) -> bool:
    image = CreditedImage.objects.filter(file=name).select_related("collection").first()
    if image is None:
        return bool(UserProfile.objects.filter(avatar=name).exists())
    return may_see_original(request.user, image)


def may_see_original(user: Any, image: CreditedImage) -> bool:
    """Return whether an account may choose or change pictures of an image's collection."""
    policy: Any = policy_registry.get_by_type(CreditedImage)
    return bool(policy.user_has_any_permission_for_instance(user, ORIGINAL_PERMISSIONS, image))
