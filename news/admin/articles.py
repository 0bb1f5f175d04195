"""The listing of all articles, wherever in the tree they are."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from cms.sites import Sites
from news.admin.columns import BylineColumn, DatelineColumn, ThumbnailColumn
from news.admin.embargoes import EmbargoColumn
from news.admin.filters import ArticleFilterSet
from news.models import ArticleAuthor, ArticlePage


class ArticleIndexView(IndexView):
    """Lists articles by dateline, those without one first: they are still being written."""

    base_columns: ClassVar[Sequence[BaseColumn]] = [
        BulkActionsColumn("bulk_actions"),
        ThumbnailColumn("picture", label=_("Picture"), width="4.5rem"),
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        Column("category", label=_("Category"), accessor="category.name", width="10%"),
        BylineColumn("byline", label=_("By"), width="12%"),
        DatelineColumn("published_at", label=_("Dateline"), sort_key="published_at", width="9%"),
        EmbargoColumn("embargo", label=_("Embargo"), width="8%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
    ]
    default_ordering = "-published_at"

    def annotate_queryset(self, pages: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Load what the columns show for all rows at once."""
        bylines = ArticleAuthor.objects.select_related("author").order_by("sort_order", "pk")
        annotated = super().annotate_queryset(pages)
        annotated = annotated.select_related("category", "image", for_specific_subqueries=True)
        return annotated.prefetch_related(Prefetch("bylines", bylines))  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Let all rows share what their addresses are made of."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sites = Sites.kept_on(self.request)
        for article in context["object_list"]:
            article._sites = sites
        return context

    def order_queryset(self, queryset: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Make the order total, and the same on every database; search knows plain columns alone."""
        ordered: QuerySet[ArticlePage] = super().order_queryset(queryset)
        if self.is_searching:
            return ordered
        if self.ordering == "-published_at":
            return ordered.order_by(F("published_at").desc(nulls_first=True), "-pk")
        if self.ordering == "published_at":
            return ordered.order_by(F("published_at").asc(nulls_last=True), "pk")
        return ordered.order_by(*ordered.query.order_by, "-pk")


class ArticleListingViewSet(PageListingViewSet):
    """Puts the articles first in the menu."""

    name = "articles"
    model = ArticlePage
    icon = "newspaper"
    menu_label = _("Articles")
    menu_order = 50
    add_to_admin_menu = True
    index_view_class = ArticleIndexView
    filterset_class = ArticleFilterSet
    list_per_page = 30

    @property
    def columns(self) -> Any:
        """The listing's own columns."""
        return self.index_view_class.base_columns
