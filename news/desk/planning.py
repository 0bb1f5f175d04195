"""Planning notes in the admin: their listing and forms."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import policy_registry

from cms.editing.choosers.references import ChosenObjectReferencesMixin
from cms.editing.conflicts.objects import OlderObjectFormMixin
from news.admin.article_chooser import AdminArticleChooser
from news.desk.planning_forms import PlanningNoteFilterSet, PlanningNoteForm, plannable_articles, visible_notes
from news.models import ArticlePage, PlanningNote


class LeadsBackMixin:
    """Mixin of forms that return to the page the user came from, such as an article's form or the calendar."""

    request: HttpRequest

    @cached_property
    def next_url(self) -> str:
        """The URL to return to; empty if none is given, or one of another host."""
        return str(get_valid_next_url_from_request(self.request))

    def get_success_url(self) -> str:
        """Return `next_url`, or the URL of the listing."""
        return self.next_url or str(super().get_success_url())  # type: ignore[misc]  # of the view that this is mixed into

    def leading_back(self, url: str) -> str:
        """Add `next_url`, if there is one, to the URL of a form."""
        return str(set_query_params(url, {"next": self.next_url})) if self.next_url else url


class PermittedNotesMixin:
    """Mixin of views that respond with 404 for notes on which the user lacks the view's permission."""

    request: HttpRequest
    permission_required: str

    def get_queryset(self) -> QuerySet[PlanningNote]:
        """Return the notes on which the user has the view's permission."""
        policy = policy_registry.get_by_type(PlanningNote)
        notes: QuerySet[PlanningNote] = policy.instances_user_has_permission_for(
            self.request.user, self.permission_required
        )
        return notes


class PlanningNoteIndexView(generic.IndexView):
    """Lists the notes, what is to be done first."""

    def get_base_queryset(self) -> QuerySet[PlanningNote]:
        """Return the notes that the user may see, with the related objects that the rows show."""
        notes = visible_notes(self.request.user).select_related("assignee__wagtail_userprofile", "article")
        body = [f"article__{field.name}" for field in ArticlePage._meta.concrete_fields if field.name == "body"]
        return notes.select_related("written_by__wagtail_userprofile").defer(*body)


class PlanningNoteCreateView(LeadsBackMixin, ChosenObjectReferencesMixin, generic.CreateView):
    """The form of a new note, with day and article from the query string."""

    def get_initial_form_instance(self) -> PlanningNote:
        """Return an unsaved note by the user, with day and article from the query string.

        Raises:
            PermissionDenied: when the user may not edit the article.
        """
        user: Any = self.request.user
        note = PlanningNote(written_by=user)
        if key := self.request.GET.get("article"):
            articles = plannable_articles(user)
            note.article = articles.filter(pk=key).first() if key.isdecimal() else None
            if note.article is None:
                raise PermissionDenied
        if day := self.request.GET.get("day"):
            note.day = _day_or_none(day)
            if note.day is None and self.request.method == "GET":
                messages.error(self.request, _("“%(day)s” is no day. Choose one below.") % {"day": day})
        return note

    def get_add_url(self) -> str:
        """Return the address that the form is sent to."""
        return self.leading_back(super().get_add_url())


class PlanningNoteEditView(
    LeadsBackMixin, PermittedNotesMixin, ChosenObjectReferencesMixin, OlderObjectFormMixin, generic.EditView
):
    """The form of a note; one that a colleague has saved meanwhile is not overwritten."""

    def get_edit_url(self) -> str:
        """Return the address that the form is sent to."""
        return self.leading_back(super().get_edit_url())


class PlanningNoteDeleteView(PermittedNotesMixin, generic.DeleteView):
    """Asks before a note is deleted."""


class PlanningNoteViewSet(ModelViewSet):
    """The planning notes in the submenu of the desk.

    They have no history and no usage: both would show titles of notes to users who may not edit the article.
    """

    model = PlanningNote
    name = "planning"
    url_prefix = "desk/planning"
    menu_label = gettext_lazy("Planning notes")
    menu_hook = "register_desk_menu_item"
    menu_order = 200
    icon = "edit"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = PlanningNoteIndexView
    add_view_class = PlanningNoteCreateView
    edit_view_class = PlanningNoteEditView
    delete_view_class = PlanningNoteDeleteView
    filterset_class = PlanningNoteFilterSet
    search_fields = ["title", "text"]
    search_backend_name = None
    list_per_page = 30
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("day", label=gettext_lazy("Day"), accessor=lambda note: date_format(note.day, "j M Y"), sort_key="day"),
        Column(
            "time", label=gettext_lazy("Time"), accessor=lambda note: note.time and f"{note.time:%H:%M} {note.zone}"
        ),
        Column("article", label=gettext_lazy("Article"), accessor="article.get_admin_display_title"),
        UserColumn("assignee", label=gettext_lazy("Assigned to")),
        UserColumn("written_by", label=gettext_lazy("Written by")),
        DateColumn("written_at", label=gettext_lazy("Written")),
        Column("status", label=gettext_lazy("Status"), sort_key="is_done"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("day"), FieldPanel("time")]),
            FieldPanel("text"),
            FieldPanel("article", widget=AdminArticleChooser),
            FieldPanel("assignee"),
            FieldPanel("is_done"),
        ],
        base_form_class=PlanningNoteForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out history and usage."""
        own: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return own | {"history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out history and usage."""
        own = ("index", "index_results", "add", "edit", "delete")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in own]


def keep_no_log(actions: LogActionRegistry) -> None:
    """Exclude planning notes from Wagtail's log: the site history shows titles by permissions for the model alone."""
    actions.log_entry_models_by_type.register(PlanningNote, value=None)


def _day_or_none(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
