"""Preview tokens: signed, for one page and one editor, dead after PREVIEW_TTL seconds."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.utils import timezone
from wagtail.models import Page

from cms.graphql.context import Draft
from cms.preview.models import Preview
from cms.visibility import Viewer

SALT = "cms.preview"


def issue(page: Any, user: Any) -> str:
    """Keep the present state of a page, saved or not, and return a token for it.

    Each editor has one preview of a page: a later state replaces the one before it, for tokens given out earlier too.
    """
    is_new = page.pk is None
    preview, _made = Preview.objects.update_or_create(
        user=user,
        page_id=page.pk,
        parent=page.get_parent() if is_new else None,
        content_type=ContentType.objects.get_for_model(type(page)),
        defaults={
            "content": page.serializable_data(),
            "auth_hash": user.get_session_auth_hash(),
            "expires_at": timezone.now() + timedelta(seconds=settings.PREVIEW_TTL),
        },
    )
    return signing.dumps([preview.pk, preview.nonce], salt=SALT)


def open_draft(token: str) -> Draft | None:
    """Return what a token shows; None when it is wrong, expired or revoked, and it is not said which.

    A token is worth nothing once its editor may no longer edit the page, has changed the password, or is gone.
    """
    try:
        pk, nonce = signing.loads(token, salt=SALT, max_age=settings.PREVIEW_TTL)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Preview.objects.select_related("user", "page", "parent", "content_type")
    preview = rows.filter(pk=pk, nonce=nonce, expires_at__gt=timezone.now()).first()
    if preview is None or not _may_still_edit(preview):
        return None
    return Draft(_page_of(preview), preview.pk, viewer_for(preview.user))


def end_of(token: str) -> datetime:
    """Return when a token that opens a draft ends: by its own age, or when its row does."""
    pk, _nonce = signing.loads(token, salt=SALT)
    signed_at = datetime.fromtimestamp(signing.b62_decode(token.split(":")[-2]), UTC)
    return min(signed_at + timedelta(seconds=settings.PREVIEW_TTL), Preview.objects.get(pk=pk).expires_at)


def viewer_for(user: Any) -> Viewer:
    """Return the viewer for an editor: sees pages open to their groups, no drafts, and nothing under embargo."""
    groups = Group.objects.all() if user.is_superuser else user.groups.all()
    return Viewer(groups=frozenset(groups.values_list("pk", flat=True)), logged_in=True)


def sweep() -> int:
    """Delete the previews whose time is over, and return how many there were."""
    deleted, _by_model = Preview.objects.filter(expires_at__lte=timezone.now()).delete()
    return deleted


def revoke(user: Any) -> int:
    """End all previews of an editor, and return how many there were."""
    deleted, _by_model = Preview.objects.filter(user=user).delete()
    return deleted


def _may_still_edit(preview: Preview) -> bool:
    user = preview.user
    if not user.is_active or preview.auth_hash != user.get_session_auth_hash():
        return False
    if preview.page is not None:
        permissions = preview.page.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    return preview.parent is not None and bool(preview.parent.permissions_for_user(user).can_add_subpage())


def _page_of(preview: Preview) -> Page:
    if preview.page is not None:
        page = preview.page.specific.with_content_json(preview.content)
    else:
        model: Any = preview.content_type.model_class()
        page = model.from_serializable_data(preview.content)
        page.pk = page.id = None
    return page
