"""The search as editors see it: synonyms, promoted results, and what readers searched for."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet, Sum
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.editing.choosers.titles import TargetTitleColumn
from cms.editing.snippets import NewsroomSnippetViewSet
from search.admin_review import PERMISSION_POLICY, ReviewColumn, review_query, suggestion_state
from search.models import BlockedWords, PastQuery, Promotion, SynonymSet
from search.models.editorial import lines


class SynonymViewSet(NewsroomSnippetViewSet):
    """Lists the sets of synonyms."""

    model = SynonymSet
    icon = "resubmit"
    menu_label = _("Synonyms")
    list_display = [
        Column("expressions", label=_("Mean the same"), accessor=str, sort_key="expressions"),
        Column("language", label=_("Language"), accessor=lambda one: one.locale.get_display_name()),
    ]
    list_filter = ["locale"]
    search_fields = ["expressions"]
    copy_view_enabled = False


class PromotionViewSet(NewsroomSnippetViewSet):
    """Lists the promoted results."""

    model = Promotion
    icon = "pick"
    menu_label = _("Promoted results")
    list_display = [
        Column("queries", label=_("Searches"), accessor=lambda one: ", ".join(lines(one.queries)), sort_key="queries"),
        TargetTitleColumn("page", page_of=lambda one: one.page.specific_deferred, label=_("Page")),
        Column("language", label=_("Language"), accessor=lambda one: one.locale.get_display_name()),
        Column("sort_order", label=_("Position"), sort_key="sort_order"),
    ]
    list_filter = ["locale"]
    search_fields = ["queries"]
    copy_view_enabled = False


class BlockedWordsViewSet(NewsroomSnippetViewSet):
    """Lists the words that keep a search from being suggested."""

    model = BlockedWords
    icon = "cross"
    menu_label = _("Blocked words")
    list_display = [Column("phrase", label=_("Words"), sort_key="phrase")]
    export_filename = "blocked-words"
    list_export = ["phrase"]
    search_fields = ["phrase"]
    copy_view_enabled = False


class SearchViewSetGroup(SnippetViewSetGroup):
    """The search menu: promoted results, synonyms and blocked words."""

    menu_label = _("Search")
    menu_name = "site_search"
    menu_icon = "search"
    menu_order = 460
    items = (PromotionViewSet, SynonymViewSet, BlockedWordsViewSet)


class PastQueryFilterSet(WagtailFilterSet):
    """Filters of the search report."""

    without_results = django_filters.BooleanFilter(
        field_name="found",
        lookup_expr="exact",
        method="keep_without_results",
        label=_("Without results"),
    )
    last_on = django_filters.DateFromToRangeFilter(label=_("Last on"))

    class Meta:
        model = PastQuery
        fields: ClassVar[list[str]] = ["locale", "review"]

    def keep_without_results(self, queries: QuerySet[PastQuery], name: str, value: bool) -> QuerySet[PastQuery]:
        """Keep the searches that found nothing, or those that found something."""
        return queries.filter(found=0) if value else queries.filter(found__gt=0)


class SearchReportView(ReportView):
    """Lists what readers searched for, the most frequent first."""

    model = PastQuery
    page_title = _("Searches")
    header_icon = "search"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    results_template_name = "search/admin/search_report.html"
    default_ordering = "-searches"
    is_searchable = True
    search_fields: ClassVar[list[str]] = ["text"]
    filterset_class = PastQueryFilterSet
    columns: ClassVar[list[Column]] = [
        Column("text", label=_("Search"), sort_key="text"),
        Column("searches", label=_("Times"), sort_key="searches"),
        Column("found", label=_("Results"), sort_key="found"),
        Column("clicked", label=_("Clicks"), sort_key="clicked"),
        Column("locale", label=_("Language"), sort_key="locale"),
        Column("last_on", label=_("Last on"), sort_key="last_on"),
        ReviewColumn("suggested", label=_("Suggested to readers")),
    ]
    export_filename = "searches"
    list_export: ClassVar[list[str]] = ["text", "searches", "found", "clicked", "locale", "last_on", "suggested"]
    export_headings: ClassVar[dict[str, Any]] = {
        "text": _("Search"),
        "searches": _("Times"),
        "found": _("Results"),
        "clicked": _("Clicks"),
        "locale": _("Language"),
        "last_on": _("Last on"),
        "suggested": _("Suggested to readers"),
    }
    permission_policy = PERMISSION_POLICY
    permission_required = "view"

    def get_base_queryset(self) -> QuerySet[PastQuery]:
        """Return the past searches with the number of clicks on their results."""
        return PastQuery.objects.annotate(clicked=Sum("clicks__times", default=0))

    def to_row_dict(self, item: PastQuery) -> dict[str, Any]:
        """Return the values of an exported row, by the names in `list_export`."""
        own = {field: getattr(item, field) for field in self.list_export if field != "suggested"}
        return own | {"suggested": suggestion_state(item)}


def report_urls() -> list[URLPattern]:
    """Return the URL patterns of the search report, for the hook `register_admin_urls`."""
    return [
        path("reports/searches/", SearchReportView.as_view(), name="search_report"),
        path("reports/searches/<int:pk>/review/", review_query, name="search_report_review"),
        path("reports/searches/results/", SearchReportView.as_view(results_only=True), name="search_report_results"),
    ]


class ReportMenuItem(MenuItem):
    """Menu item of the search report."""

    def is_shown(self, request: Any) -> bool:
        """Return whether the user may view the report."""
        return bool(SearchReportView.permission_policy.user_has_permission(request.user, "view"))


def report_menu_item() -> MenuItem:
    """Return the item for the reports menu, for the hook `register_reports_menu_item`."""
    return ReportMenuItem(_("Searches"), reverse("search_report"), icon_name="search", order=660)
