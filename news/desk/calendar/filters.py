"""The filters of the calendar."""

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from news.desk.calendar.entries import EntryKind
from news.desk.planning_forms import plannable_articles, visible_notes
from news.models import ArticlePage, Category, NewsIndexPage, PlanningNote
from news.models.category_tree import at_or_below


class CalendarFilterForm(forms.Form):
    """Filters the calendar by section, category and kind of entry, from the query string.

    Args:
        user: the user of the calendar.
    """

    section: Any = forms.ModelChoiceField(
        label=_("Section"), queryset=NewsIndexPage.objects.none(), required=False, empty_label=_("All")
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *EntryKind.choices])

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        fields["section"].queryset = sections(user)
        fields["category"].queryset = Category.objects.in_tree_order().select_related("locale", "parent__parent")
        fields["section"].label_from_instance = section_name
        fields["category"].label_from_instance = category_name
        for field in fields.values():
            field.error_messages["invalid_choice"] = _("This is not among the choices; the calendar shows all.")

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid filters, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}

    @property
    def kinds(self) -> list[str]:
        """The kinds of entries to show."""
        return [self.chosen["kind"]] if "kind" in self.chosen else EntryKind.values

    def articles(self) -> QuerySet[ArticlePage]:
        """Return the articles that the user may edit and that the filters match."""
        articles = plannable_articles(self.user)
        if section := self.chosen.get("section"):
            articles = articles.filter(path__startswith=section.path)
        if category := self.chosen.get("category"):
            articles = articles.filter(category__in=Category.objects.filter(at_or_below(pk=category.pk)))
        return articles

    def notes(self) -> QuerySet[PlanningNote]:
        """Return the notes that the user may see; filtered by section or category, those about matching articles."""
        notes = visible_notes(self.user)
        if {"section", "category"} & set(self.chosen):
            notes = notes.filter(article__in=self.articles().order_by().values("pk"))
        return notes


def section_name(listing: Any) -> str:
    """Return the title of a listing after that of its parent, for example “Home › News”, as titles are not unique."""
    return f"{listing.above} › {listing.get_admin_display_title()}"


def category_name(category: Category) -> str:
    """Return the path and language of a category, for example “World › Europe (English)”."""
    return f"{category} ({category.locale.get_display_name()})"


def sections(user: Any) -> QuerySet[NewsIndexPage]:
    """Return the listings below which a user may edit articles."""
    policy = policy_registry.get_by_type(NewsIndexPage)
    own = policy.instances_user_has_any_permission_for(user, ["add", "change"]).order_by().values("pk")
    above = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    return NewsIndexPage.objects.filter(pk__in=own).annotate(above=Subquery(above.values("title"))).order_by("path")
