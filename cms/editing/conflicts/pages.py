"""Edit conflicts: a form that was loaded before another user saved a newer version."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.editing.comparison.table import changed_fields
from cms.editing.conflicts.autosaves import autosave_log_context, is_own_autosave
from cms.editing.moments import moment_in_words


class OlderFormView:
    """Refuses to save or publish an older form over a newer version, and shows in what they differ.

    Wagtail compares the revision that a form was loaded from with the latest one, but heeds it in autosaves alone.
    An editor who wants their own version ticks so, having seen the difference; the other stays in the history.
    The form's own autosave, of which the browser had no answer yet, makes it no older.
    """

    request: HttpRequest
    page: Any
    form: Any
    latest_revision: Any

    conflict: dict[str, Any] | None = None

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        """Let two who save the same page at once do so one after the other."""
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)  # type: ignore[misc,no-any-return]  # EditView's
        with transaction.atomic():
            list(Page.objects.select_for_update().filter(pk=page_id).values_list("pk"))
            return super().dispatch(request, page_id, **kwargs)  # type: ignore[misc,no-any-return]

    @cached_property
    def is_out_of_date(self) -> bool:
        """Return whether a version was saved since the form was loaded, be it the page's first one."""
        sent = self.request.POST
        loaded = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id")
        if self.latest_revision and loaded == "":
            return True
        return bool(super().is_out_of_date)  # type: ignore[misc]  # EditView's

    @property
    def newer_version(self) -> str:
        """The latest revision as it is now: an autosave changes it under the same primary key."""
        return f"{self.latest_revision.pk} {self.latest_revision.created_at.isoformat()}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form unless it is older than the latest version, or is meant to replace exactly that one."""
        is_form = not self.page.alias_of_id and not self.expects_json_response  # type: ignore[attr-defined]
        if is_form and self.is_out_of_date:
            sent = request.POST.copy()
            # The form's own autosave is no longer the latest revision, and so cannot be overwritten.
            sent.pop("overwrite_revision_id", None)
            is_own = is_own_autosave(request, self.page, self.latest_revision)
            if not is_own and sent.get("replace_version") != self.newer_version:
                return self.refuse_older_form()
            request.POST = sent  # type: ignore[assignment]  # a QueryDict
        if not self.expects_json_response:  # type: ignore[attr-defined]  # EditView's
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]  # EditView's
        with autosave_log_context(request, self.page, self.latest_revision):
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]  # EditView's

    def refuse_older_form(self) -> HttpResponse:
        """Give the form back as it was sent, with the difference to the newer version. Nothing is written."""
        view: Any = self
        sent = self.request.POST
        self.form = view.form_class(
            sent,
            self.request.FILES,
            instance=self.page,
            subscription=view.subscription,
            parent_page=view.parent,
            for_user=self.request.user,
        )
        self.form.defer_required_fields()
        differences = None
        if self.form.is_valid():
            differences = self._differences(self.form.save(commit=False))
        self.form.restore_required_fields()
        view.has_unsaved_changes = True
        newest = self.latest_revision
        self.conflict = {
            "who": newest.user.get_full_name() or newest.user.get_username() if newest.user else _("Another editor"),
            "is_own": newest.user == self.request.user,
            "moment": moment_in_words(newest.created_at),
            "differences": differences,
            "version": self.newer_version,
            "is_kept": True,
        }
        # What the browser loaded stays what it loaded, or its next autosave would do what was just refused.
        self.page.latest_revision_id = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id") or 0
        messages.error(self.request, _("Not saved: there is a newer version. Your text is still in the form."))
        response: HttpResponse = view.render_to_response(self.get_context_data(), status=409)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conflict, if there is one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # EditView's
        if self.conflict:
            context["loaded_revision_created_at"] = self.request.POST.get("loaded_revision_created_at", "")
        return context | {"conflict": self.conflict}

    def _differences(self, mine: Any) -> list[Any]:
        """Return the fields in which the newer version and the form differ."""
        newest = self.latest_revision.as_object()
        panel = mine.get_edit_handler().get_bound_panel(instance=mine, request=self.request, form=None)
        return changed_fields(panel, newest, mine)
