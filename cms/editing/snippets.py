"""The form of a snippet with drafts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import EditView

from cms.editing.moments import moment_in_words


class SnippetEditView(EditView):
    """Refuses to save or publish an older form over a newer version; autosaves Wagtail refuses itself."""

    conflict: dict[str, Any] | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave out the form's own autosave where it is no longer the latest version, and so cannot be overwritten."""
        if not self.expects_json_response and self.is_out_of_date:
            sent = request.POST.copy()
            sent.pop("overwrite_revision_id", None)
            request.POST = sent  # type: ignore[assignment]  # a QueryDict
        response: HttpResponse = super().post(request, *args, **kwargs)
        if self.conflict:
            response.status_code = 409
        return response

    def is_valid(self, form: Any) -> bool:
        """Refuse an older form, unless it is meant to replace exactly the version that is the latest."""
        newest = self.latest_revision
        if not self.expects_json_response and self.is_out_of_date:
            version = f"{newest.pk} {newest.created_at.isoformat()}"
            if self.request.POST.get("replace_version") != version:
                author = newest.user
                self.conflict = {
                    "who": author.get_full_name() or author.get_username() if author else _("Somebody"),
                    "moment": moment_in_words(newest.created_at),
                    "version": version,
                }
                self.produced_error_message = _(
                    "Not saved: somebody has saved a newer version. Your text is still in the form."
                )
                # What the browser loaded stays what it loaded, or its next autosave would do what was just refused.
                self.object.latest_revision_id = self.request.POST.get("loaded_revision_id")
                return False
        return bool(super().is_valid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conflict, if there is one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.conflict:
            context["loaded_revision_created_at"] = self.request.POST.get("loaded_revision_created_at", "")
        return context | {"conflict": self.conflict}
