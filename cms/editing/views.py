"""The views of the page forms."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.workflow import ConfirmWorkflowCancellationView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.editing.choosers.pages import ChosenPageMixin
from cms.editing.choosers.references import ChosenReferencesMixin
from cms.editing.conflicts.first_autosaves import FirstPageAutosaveMixin
from cms.editing.conflicts.pages import OlderFormView
from cms.editing.publication.moderation import moderator_comment
from cms.editing.publication.outcomes import publication_in_words, refusal_in_words
from cms.editing.publication.public_state import PublicState


class PageCreateView(ChosenReferencesMixin, FirstPageAutosaveMixin, CreateView):
    """The form of a new page."""


class PageEditView(ChosenReferencesMixin, OlderFormView, EditView):
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


class PageCopyView(ChosenPageMixin, CopyView):
    """Copies a page below another."""


class PageChooseParentView(ChosenPageMixin, GenericChooseParentView):
    """Asks below which page a new one is to stand."""

    chosen_page_field = "parent_page"


class PageMoveConfirmView(MoveConfirmView):
    """Asks before a page is moved; Wagtail's own names both pages to those who may not move it."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Refuse before anything is shown."""
        page, destination = (get_object_or_404(Page, pk=pk) for pk in (page_to_move_id, destination_id))
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)
        return response


class PageCancelWorkflowView(ConfirmWorkflowCancellationView):
    """Asks before publishing cancels a workflow; Wagtail's own names its task to those who may not edit the page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before anything is shown."""
        if not self.object.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class NewsroomPageViewSet(PageViewSet):
    """The views of all page types."""

    model = Page
    add_view_class = PageCreateView
    choose_parent_view_class = PageChooseParentView
    confirm_workflow_cancellation_view_class = PageCancelWorkflowView
    copy_view_class = PageCopyView
    edit_view_class = PageEditView
    move_confirm_view_class = PageMoveConfirmView
    workflow_action_view_class = PageWorkflowActionView
