"""The report of the articles that are read most: by day, week or month, filtered by section."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Trunc
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from cms.readership.charts import BarChart, bar_chart, share_of
from cms.readership.models import PageReads
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.graphql.category_fields import categories_of
from news.models import ArticlePage, Category
from news.models.category_tree import at_or_below

READ_PERIODS = {"day": _("Last 24 hours"), "week": _("Last seven days"), "month": _("Last 30 days")}
DEFAULT_READ_PERIOD = "week"


class SharedReadsColumn(BaseColumn):
    """A column with the reads of an article as a number and a bar."""

    cell_template_name = "readership/share_cell.html"

    def get_cell_context_data(self, instance: ArticlePage, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the number and the width of its bar."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        rows = parent_context["table"].data
        greatest = max((row.reads for row in rows), default=0)
        return context | {"value": instance.reads, "share": share_of(instance.reads, greatest)}


def public_sections(_request: HttpRequest) -> QuerySet[Category]:
    """Return the categories of public articles and their ancestors: the report, open to all editors, hides others."""
    visibility = Visibility(SiteIndex())
    return categories_of(visibility, visibility.pages(ArticlePage.objects.all())).order_by("name")


class MostReadFilterSet(WagtailFilterSet):
    """Filters by period and section."""

    period = django_filters.ChoiceFilter(
        label=_("Read in the"), choices=list(READ_PERIODS.items()), empty_label=None, method="keep"
    )
    section = django_filters.ModelChoiceFilter(label=_("Section"), queryset=public_sections, method="keep_section")

    class Meta:
        model = ArticlePage
        fields: ClassVar[list[str]] = []

    def keep(self, articles: QuerySet[ArticlePage], _name: str, _value: str) -> QuerySet[ArticlePage]:
        """Keep all articles: the view itself applies the period."""
        return articles

    def keep_section(self, articles: QuerySet[ArticlePage], _name: str, value: Category) -> QuerySet[ArticlePage]:
        """Keep the articles of a category and its descendants."""
        return articles.filter(category__in=Category.objects.filter(at_or_below(pk=value.pk)))


class MostReadReportView(ReportView):
    """Lists the public articles by reads, the most read first, to all who may log in."""

    model = ArticlePage
    page_title = _("Most read")
    header_icon = "view"
    index_url_name = "most_read"
    index_results_url_name = "most_read_results"
    template_name = "news/readership/most_read.html"
    results_template_name = "news/readership/most_read_results.html"
    filterset_class = MostReadFilterSet
    default_ordering = None
    columns: ClassVar[list[Column]] = [
        TitleColumn("title", label=_("Headline"), get_url=lambda article: article.full_url or ""),
        SharedReadsColumn("reads", label=_("Reads")),
        Column("category", label=_("Section"), accessor=lambda article: article.category or ""),
        DateColumn("published_at", label=_("Dateline")),
    ]
    export_filename = "most-read"
    list_export: ClassVar[list[str]] = ["title", "reads", "category", "published_at", "full_url"]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Headline"),
        "reads": _("Reads"),
        "category": _("Section"),
        "published_at": _("Dateline"),
        "full_url": _("Address"),
    }

    @property
    def period(self) -> str:
        """The chosen period."""
        chosen = self.request.GET.get("period", "")
        return chosen if chosen in READ_PERIODS else DEFAULT_READ_PERIOD

    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        """Return the public articles that were read in the period, the most read first."""
        return most_read_articles(self.period).select_related("category")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the chart of all reads."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"chart": None if self.results_only else reads_chart(self.period, timezone.now())}


def most_read_articles(period: str) -> QuerySet[ArticlePage]:
    """Return the public articles that were read in a period, with their `reads`, the most read first.

    Args:
        period: one of READ_PERIODS.
    """
    public = Visibility(SiteIndex()).pages(ArticlePage.objects.all())
    read = public.filter(**{f"read_totals__{period}__gt": 0}).annotate(reads=F(f"read_totals__{period}"))
    return read.order_by("-reads", "-pk")


def reads_chart(period: str, now: datetime) -> BarChart:
    """Return the chart of the reads of all pages in UTC: by hour for a day, by day for longer periods."""
    if period == "day":
        step, steps, title = timedelta(hours=1), 24, _("Reads of all pages by hour, UTC")
        first = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - (steps - 1) * step
    else:
        steps = 7 if period == "week" else 30
        step, title = timedelta(days=1), _("Reads of all pages by day, UTC")
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        first = midnight - (steps - 1) * step
    rows = (
        PageReads.objects.filter(at__gte=first)
        .order_by()
        .values(when=Trunc("at", "hour" if period == "day" else "day", tzinfo=UTC))
    )
    sums = dict(rows.annotate(total=Sum("reads")).values_list("when", "total"))
    moments = [first + number * step for number in range(steps)]
    form = "H:i" if period == "day" else "SHORT_DATE_FORMAT"
    return bar_chart(title, [(date_format(moment, form), sums.get(moment, 0)) for moment in moments])


def most_read_urls() -> list[URLPattern]:
    """Return the URL patterns of the report."""
    return [
        path("reports/most-read/", MostReadReportView.as_view(), name="most_read"),
        path("reports/most-read/results/", MostReadReportView.as_view(results_only=True), name="most_read_results"),
    ]


def most_read_menu_item() -> MenuItem:
    """Return the menu item of the report."""
    return MenuItem(_("Most read"), reverse("most_read"), icon_name="view", order=660)
