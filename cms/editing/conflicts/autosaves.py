"""Autosaves, and the forms that made them.

Wagtail groups the log entries of an autosave and of those that overwrite it by one UUID. Here it is derived from the
form, so that a form that was sent while its own autosave was under way is not taken for older than that.
"""

from typing import Any
from uuid import UUID, uuid5

from django.db import models
from django.http import HttpRequest
from wagtail.log_actions import LogContext
from wagtail.log_actions import registry as log_registry
from wagtail.models import Revision

FORM_FIELD = "autosave_form"
"""What `loaded_revision.js` sends with autosaves and saves alike: a value that no other open form has."""

FORM_NAMESPACE = UUID("5a3f0d0c-3f5c-4e43-9d5a-8f3b3a0a7a52")

EDIT_ACTIONS = "wagtail.edit", "wagtail.create"
"""What the log says of a revision: of a new snippet's first one, its creation alone."""


def autosave_log_context(request: HttpRequest, instance: models.Model, latest: Revision | None) -> LogContext:
    """Return the context in which the log entries of an autosave are written.

    Unless it overwrites the latest revision, a UUID that is in the log already is not used again: the history, which
    shows one entry of each, would hide the older one.
    """
    context = LogContext(user=request.user)
    uuid = log_uuid(request, instance)
    logs = log_registry.get_logs_for_instance(instance)
    overwrites = request.POST.get("overwrite_revision_id") and is_own_autosave(request, instance, latest)
    if uuid and (overwrites or not logs.filter(uuid=uuid).exists()):
        context.uuid = uuid
    return context


def is_own_autosave(request: HttpRequest, instance: models.Model, revision: Revision | None) -> bool:
    """Tell whether a revision, as it is now, was made by an autosave of the form that is sent."""
    uuid = log_uuid(request, instance)
    return uuid is not None and uuid == latest_edit_uuid(request, instance, revision)


def latest_edit_uuid(request: HttpRequest, instance: models.Model, revision: Revision | None) -> UUID | None:
    """Return the UUID under which the user's latest edit of a revision, or its creation, is in the log, or None."""
    if revision is None:
        return None
    logs = log_registry.get_logs_for_instance(instance)
    uuids = (logs.latest_uuid_for_user_revision_action(request.user, revision, action) for action in EDIT_ACTIONS)
    return next(filter(None, uuids), None)


def log_uuid(request: HttpRequest, instance: models.Model) -> UUID | None:
    """Return the UUID of log entries of an autosave of the form that is sent; None if the form names no page load.

    Args:
        request: sends a form.
        instance: what the form edits, or an instance that is not saved, of the model of which the form creates one.
    """
    form: Any = request.POST.get(FORM_FIELD)
    return uuid5(FORM_NAMESPACE, f"{request.user.pk} {instance._meta.label} {instance.pk} {form}") if form else None
