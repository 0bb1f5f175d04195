"""The report of articles under embargo, and the column with the end of an embargo."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.permissions import policy_registry

from cms.embargo import lifted
from cms.takedowns.models import annotate_taken_down
from news.models import ArticlePage


class EmbargoColumn(BaseColumn):
    """The time until which an article is under embargo."""

    cell_template_name = "news/admin/embargo_cell.html"

    def get_cell_context_data(self, instance: ArticlePage, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add whether the embargo holds."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"embargoed": instance.is_embargoed()}


class EmbargoReportView(PageReportView):
    """Lists articles under embargo, the next to lift first and open-ended ones last."""

    index_url_name = "embargoes"
    index_results_url_name = "embargoes_results"
    page_title = _("Embargoes")
    header_icon = "lock"
    results_template_name = "news/admin/embargo_report.html"
    export_filename = "embargoes"
    list_export: ClassVar[list[str]] = [*PageReportView.list_export, "embargo_until", "embargo_note"]
    export_headings: ClassVar[dict[str, Any]] = {
        **PageReportView.export_headings,
        "embargo_until": _("Lifts"),
        "embargo_note": _("Note for the desk"),
    }
    model = ArticlePage
    any_permission_required: ClassVar[list[str]] = ["add", "change", "publish"]

    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        """Return the articles under embargo that the user may change or publish; notes on others stay private."""
        policy = policy_registry.get_by_type(ArticlePage)
        own = policy.instances_user_has_any_permission_for(self.request.user, ["change", "publish"])
        held = ArticlePage.objects.exclude(lifted(timezone.now())).filter(pk__in=own.values("pk"))
        pages: QuerySet[ArticlePage] = annotate_taken_down(held).select_related("content_type", "locale")
        return pages.order_by(F("embargo_until").asc(nulls_last=True), "pk")


def embargo_urls() -> list[URLPattern]:
    """Return the URL patterns of the embargo report."""
    return [
        path("reports/embargoes/", EmbargoReportView.as_view(), name="embargoes"),
        path("reports/embargoes/results/", EmbargoReportView.as_view(results_only=True), name="embargoes_results"),
    ]


def embargo_menu_item() -> MenuItem:
    """Return the reports menu's item of the embargo report."""
    return MenuItem(_("Embargoes"), reverse("embargoes"), icon_name="lock", order=650)
