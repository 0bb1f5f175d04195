"""The first autosave of a new page or snippet, and its form, sent again before the browser had the answer.

Wagtail's script sends a form to the edit view once its first autosave is answered. Until then, and when the answer is
lost, it sends the form to the create view again, where the slug of the editor's own draft is in use.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import LogContext, log
from wagtail.log_actions import registry as log_registry
from wagtail.models import Page, RevisionMixin

from cms.editing.conflicts.autosaves import latest_edit_uuid, log_uuid


class FirstPageAutosaveMixin:
    """Replaces the page that the first autosave of the form created, when the form is sent to create it again."""

    def dispatch(
        self, request: HttpRequest, content_type_app_name: str, content_type_model_name: str, parent_page_id: int
    ) -> HttpResponse:
        """Delete that page before the view loads the parent, whose number of children it has to know."""
        names = content_type_app_name, content_type_model_name

        def respond() -> HttpResponse:
            return super(FirstPageAutosaveMixin, self).dispatch(request, *names, parent_page_id)  # type: ignore[misc,no-any-return]  # CreateView's

        try:
            model = apps.get_model(*names)
        except LookupError:
            return respond()
        return _replace_first_autosave(request, model, respond) if request.method == "POST" else respond()


class FirstObjectAutosaveMixin:
    """Replaces the snippet that the first autosave of the form created, when the form is sent to create it again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete that snippet, and create the one that is sent."""

        def respond() -> HttpResponse:
            return super(FirstObjectAutosaveMixin, self).post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]  # CreateView's

        return _replace_first_autosave(request, self.model, respond)  # type: ignore[attr-defined]  # CreateView's


def _replace_first_autosave(
    request: HttpRequest, model: type[models.Model], respond: Callable[[], HttpResponse]
) -> HttpResponse:
    """Respond to a form for a new object, with the draft deleted that the form's first autosave created.

    The deletion is rolled back if the form creates nothing. A form and its autosave that arrive at once take turns.
    """
    uuid = log_uuid(request, model())
    if uuid is None:
        return respond()
    is_autosave = not request.accepts("text/html")
    with transaction.atomic():
        user = get_user_model()._default_manager.filter(username=request.user.get_username())
        list(user.select_for_update(no_key=True).values_list("pk"))
        savepoint = transaction.savepoint()
        context = LogContext(user=request.user)
        context.uuid = uuid
        with context:
            for draft in _autosaved_drafts(request, model, uuid):
                _delete(draft, request.user)
        with context if is_autosave else nullcontext():
            response = respond()
        if response.status_code == (200 if is_autosave else 302):
            transaction.savepoint_commit(savepoint)
        else:
            transaction.savepoint_rollback(savepoint)
    return response


def _autosaved_drafts(request: HttpRequest, model: type[models.Model], uuid: UUID) -> list[Any]:
    """Return the object, if any, that the first autosave of the form created and that nothing has changed since."""
    if not issubclass(model, RevisionMixin):
        return []
    logs = log_registry.get_log_model_for_model(model).objects.filter(uuid=uuid, user=request.user)
    created = {entry.object_id for entry in logs.filter(action="wagtail.create")}
    drafts: list[Any] = list(model._default_manager.filter(pk__in=created))
    return [
        draft
        for draft in drafts
        if not (getattr(draft, "live", False) or getattr(draft, "numchild", 0))
        and uuid == latest_edit_uuid(request, draft, draft.latest_revision)
    ]


def _delete(draft: Any, user: Any) -> None:
    if isinstance(draft, Page):
        DeletePageAction(draft, user=user).execute(skip_permission_checks=True)
    else:
        log(draft, "wagtail.delete", user=user, deleted=True)
        draft.delete()
