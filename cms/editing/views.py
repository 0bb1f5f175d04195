"""The views of the page forms."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import get_page_header_buttons
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.convert_alias import ConvertAliasView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.revisions import RevisionsCompareView, RevisionsRevertView
from wagtail.admin.views.pages.workflow import ConfirmWorkflowCancellationView, WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry

from cms.editing.choosers.pages import ChosenPageMixin
from cms.editing.choosers.references import ChosenReferencesMixin
from cms.editing.conflicts.first_autosaves import FirstPageAutosaveMixin
from cms.editing.conflicts.pages import OlderFormView
from cms.editing.conflicts.privacy import PagePrivacyView
from cms.editing.publication.alias_conversion import CheckedConvertAliasAction
from cms.editing.publication.moderation import moderator_comment
from cms.editing.publication.outcomes import (
    conversion_refusal_in_words,
    publication_in_words,
    refusal_in_words,
    review_in_words,
)
from cms.editing.publication.public_state import PublicState
from cms.pages import share_site_index
from cms.takedowns.models import lock_page


class PageExplorerView(ExplorableIndexView):
    """The pages below one, whose statuses and addresses cost no query each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let all rows share what their addresses are made of."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        share_site_index(context["object_list"], self.request)
        return context


class PageCreateView(ChosenReferencesMixin, FirstPageAutosaveMixin, CreateView):
    """The form of a new page."""


class PageEditView(ChosenReferencesMixin, OlderFormView, EditView):
    """The form of a page, or what stands in its place for an alias; it says what the public sees of the page now."""

    own_templates: ClassVar[dict[str, str]] = {
        "wagtailadmin/pages/edit.html": "editing/page_edit.html",
        "wagtailadmin/pages/edit_alias.html": "editing/page_edit_alias.html",
    }
    partials_template_name = "editing/page_edit_partials.html"

    def get_template_names(self) -> list[str]:
        """Return the project's own template, where Wagtail uses the one for forms or that for aliases."""
        return [self.own_templates.get(name, name) for name in super().get_template_names()]

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
        """Say of a decision in a workflow what the page waits for, or what an approval did to the public page."""
        words = None
        if self.action_name == "perform_workflow_action":
            words = review_in_words(self.page) or publication_in_words(self.page)
        if words is None:
            super().add_save_confirmation_message()
        else:
            messages.success(self.request, words, buttons=self._edit_buttons())

    def _edit_buttons(self) -> list[Any]:
        """Return the button that leads back to the form, for those who may still open it."""
        may_edit = self.page.permissions_for_user(self.request.user).can_edit()
        return [self.get_edit_message_button()] if may_edit else []

    def redirect_away(self) -> HttpResponse:
        """Lead to the dashboard, where Wagtail leads to a listing, those who may open none."""
        if self.next_url or policy_registry.get_by_type(Page).explorable_root_instance(self.request.user):
            away: HttpResponse = super().redirect_away()
            return away
        return redirect("wagtailadmin_home")


class PageRevertView(PageEditView, RevisionsRevertView):
    """The form of a page, filled with an earlier version: no newer one is lost by it either."""


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
        if words := review_in_words(self.object) or publication_in_words(self.object):
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


class PageConvertAliasView(ConvertAliasView):
    """Asks before an alias becomes a page of its own, which may make it public by itself."""

    @method_decorator(transaction.atomic)
    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse, with the reason, what may not stand by itself; its source keeps its state meanwhile."""
        alias = get_object_or_404(Page, pk=page_id, alias_of_id__isnull=False)
        lock_page(alias.alias_of)
        try:
            CheckedConvertAliasAction(alias.specific, user=request.user).check()
        except ValidationError as error:
            messages.error(request, conversion_refusal_in_words(alias, error.messages))
            return redirect("wagtailadmin_pages:edit", alias.pk)
        response: HttpResponse = super().dispatch(request, page_id, *args, **kwargs)
        return response


class NewsroomPageHistoryView(PageHistoryView):
    """The history of a page, with what else can be done with the page behind the three dots, as over its form."""

    def get_base_queryset(self) -> QuerySet[PageLogEntry]:
        """Return the entries of the page: of each action of a request the latest one.

        Wagtail looks for the latest one among the entries of all pages. What a request did to several pages, such as
        to take them down, then stands in the history of one of them alone.
        """
        entries = PageLogEntry.objects.filter(page=self.object)
        of_same_action = entries.filter(uuid=OuterRef("uuid"), action=OuterRef("action"))
        latest = of_same_action.order_by("-timestamp", "-pk").values("pk")[:1]
        found: QuerySet[PageLogEntry] = self._annotate_queryset(entries.filter(Q(uuid=None) | Q(pk=Subquery(latest))))
        return found

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Return the buttons of Wagtail and of the apps."""
        buttons: list[Any] = get_page_header_buttons(
            page=self.object, user=self.request.user, next_url=self.request.path, view_name="history"
        )
        return buttons


class PageCompareView(RevisionsCompareView):
    """The comparison of two versions of a page, each as it was written."""

    def _get_revision_and_heading(self, revision_id: str) -> tuple[Any, str]:
        restored, heading = super()._get_revision_and_heading(revision_id)
        if revision_id == "live":
            return restored, heading
        revisions = self.object.revisions.order_by("created_at", "pk")
        ends = {"earliest": revisions.first, "latest": revisions.last}
        revision = ends[revision_id]() if revision_id in ends else revisions.get(pk=revision_id)
        return self.object.as_written(revision.content), heading


class NewsroomPageViewSet(PageViewSet):
    """The views of all page types."""

    model = Page
    index_view_class = PageExplorerView
    add_view_class = PageCreateView
    choose_parent_view_class = PageChooseParentView
    convert_alias_view_class = PageConvertAliasView
    confirm_workflow_cancellation_view_class = PageCancelWorkflowView
    copy_view_class = PageCopyView
    edit_view_class = PageEditView
    history_view_class = NewsroomPageHistoryView
    move_confirm_view_class = PageMoveConfirmView
    revisions_compare_view_class = PageCompareView
    revisions_revert_view_class = PageRevertView
    set_privacy_view_class = PagePrivacyView
    workflow_action_view_class = PageWorkflowActionView
