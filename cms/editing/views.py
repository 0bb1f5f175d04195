"""The views of the page forms."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.editing.conflicts import OlderFormView
from cms.editing.moderation import moderator_comment
from cms.editing.outcomes import publication_in_words, refusal_in_words
from cms.editing.public_state import PublicState


class PageEditView(OlderFormView, EditView):
    """The form of a page, which says what the public sees of the page now."""

    partials_template_name = "editing/page_edit_partials.html"

    def get_template_names(self) -> list[str]:
        """Return the project's own template, where Wagtail uses the one for forms."""
        names: list[str] = super().get_template_names()
        return ["editing/page_edit.html"] if names == ["wagtailadmin/pages/edit.html"] else names

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the public sees, as it is after this request, and what a moderator asked for."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        published = self.page_class._default_manager.get(pk=self.page.pk)
        return context | {
            "public_state": PublicState(published, self.page),
            "moderator_comment": moderator_comment(self.page),
        }

    def perform_workflow_action(self) -> HttpResponse:
        """Perform the action; an approval that would publish what is refused is undone, and says why."""
        try:
            with transaction.atomic():
                done: HttpResponse = super().perform_workflow_action()
                return done
        except ValidationError as error:
            messages.error(self.request, refusal_in_words(self.page, error.messages))
            self.has_unsaved_changes = True
            refused: HttpResponse = self.render_to_response(self.get_context_data())
            return refused

    def add_save_confirmation_message(self) -> None:
        """Say of an approval what it did to the public page."""
        if self.action_name == "perform_workflow_action" and (words := publication_in_words(self.page)):
            messages.success(self.request, words, buttons=[self.get_edit_message_button()])
        else:
            super().add_save_confirmation_message()


class PageWorkflowActionView(WorkflowActionView):
    """Approves or sends back a page from a listing or the dashboard, where its form is not open."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Perform the action; an approval that would publish what is refused is undone, and says why."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, *args, **kwargs)
        except ValidationError as error:
            button = messages.button(reverse(self.redirect_url_name, args=[self.object.pk]), _("Edit"))
            messages.error(request, refusal_in_words(self.object, error.messages), buttons=[button])
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                step = {"step": "success", "redirect": self.redirect_url}
                closed: HttpResponse = self.render_modal_json(request, step)
                return closed
            return redirect(self.redirect_url)
        if self.action_name == "approve" and (words := publication_in_words(self.object)):
            messages.success(request, words)
        return response


class NewsroomPageViewSet(PageViewSet):
    """The views of all page types."""

    model = Page
    edit_view_class = PageEditView
    workflow_action_view_class = PageWorkflowActionView
