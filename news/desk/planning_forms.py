"""The form of planning notes, and the filters of their listing."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name
from wagtail.permissions import policy_registry

from news.models import ArticlePage, PlanningNote


def plannable_articles(user: Any) -> QuerySet[ArticlePage]:
    """Return the articles about which a user may write notes: those they may edit, aliases excepted."""
    editable = policy_registry.get_by_type(ArticlePage).instances_user_has_permission_for(user, "change")
    articles: Any = ArticlePage.objects.filter(pk__in=editable.order_by().values("pk"), alias_of=None)
    deferred: QuerySet[ArticlePage] = articles.defer_streamfields()
    return deferred


def visible_notes(user: Any) -> QuerySet[PlanningNote]:
    """Return the planning notes that a user sees in the listing and in the calendar."""
    policy = policy_registry.get_by_type(PlanningNote)
    notes: QuerySet[PlanningNote] = policy.instances_user_has_any_permission_for(
        user, ["add", "change", "delete", "view"]
    )
    return notes


def desk_users() -> QuerySet[Any]:
    """Return the users who may use the admin."""
    users: Any = get_user_model()._default_manager
    found: QuerySet[Any] = users.with_perm(
        "wagtailadmin.access_admin", backend="django.contrib.auth.backends.ModelBackend"
    )
    return found.order_by("last_name", "first_name", "username")


class PlanningNoteForm(WagtailAdminModelForm):
    """Form of a planning note: assignees are users of the admin, articles those that the user may edit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee: Any = self.fields["assignee"]
        assignee.queryset = desk_users()
        assignee.label_from_instance = get_user_display_name
        assignee.error_messages["invalid_choice"] = _(
            "This account cannot use the admin, or not any more. Choose another one."
        )
        article: Any = self.fields["article"]
        article.queryset = plannable_articles(self.for_user)
        article.error_messages["invalid_choice"] = _("You may not edit this article. Choose one that you may edit.")


class ArticleChoiceField(django_filters.fields.ModelChoiceField):
    """Field whose choices are labelled with the drafted headlines of articles."""

    def label_from_instance(self, article: ArticlePage) -> str:
        """Return the headline of the draft."""
        return str(article.get_admin_display_title())


class ArticleChoiceFilter(django_filters.ModelChoiceFilter):
    """Filter by an article."""

    field_class = ArticleChoiceField


def articles_with_notes(request: HttpRequest) -> QuerySet[ArticlePage]:
    """Return the articles that have notes which the user sees."""
    keys = visible_notes(request.user).exclude(article=None).order_by().values("article")
    articles: Any = ArticlePage.objects.filter(pk__in=keys).defer_streamfields()
    ordered: QuerySet[ArticlePage] = articles.order_by("title", "pk")
    return ordered


class PlanningNoteFilterSet(WagtailFilterSet):
    """Filters of the listing of planning notes."""

    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="by_user",
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("assignee", _("Assigned to me")), ("written_by", _("Written by me"))],
    )
    is_done = django_filters.ChoiceFilter(
        label=_("Done"),
        empty_label=_("All"),
        widget=RadioSelect,
        choices=[("False", _("To be done")), ("True", _("Done"))],
    )
    day = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    article = ArticleChoiceFilter(label=_("Article"), queryset=articles_with_notes)

    class Meta:
        model = PlanningNote
        fields: list[str] = []

    def by_user(self, notes: QuerySet[PlanningNote], name: str, value: str) -> QuerySet[PlanningNote]:
        """Narrow to notes that are assigned to the user, or that the user wrote."""
        return notes.filter(**{value: self.request.user})
