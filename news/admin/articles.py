"""The listing of all articles, wherever they are in the page tree."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from cms.editing.choosers.pages import ChosenPageMixin
from cms.pages import share_site_index
from cms.takedowns.models import annotate_taken_down
from news.admin.columns import BylineColumn, CorrectionColumn, DatelineColumn, HeadlineColumn, ThumbnailColumn
from news.admin.embargoes import EmbargoColumn
from news.admin.filters import ArticleFilterSet
from news.models import ArticleAuthor, ArticlePage


class ArticleIndexView(IndexView):
    """Lists articles by dateline, those without one first: they are still being written."""

    base_columns: ClassVar[Sequence[BaseColumn]] = [
        BulkActionsColumn("bulk_actions"),
        ThumbnailColumn("picture", label=_("Picture"), width="4.5rem"),
        HeadlineColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        Column("category", label=_("Category"), accessor="category.name", width="10%"),
        BylineColumn("byline", label=_("By"), width="12%"),
        DatelineColumn("published_at", label=_("Dateline"), sort_key="published_at", width="9%"),
        CorrectionColumn("corrected", label=_("Corrected"), width="8%"),
        EmbargoColumn("embargo", label=_("Embargo"), width="8%"),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="10%"),
    ]
    default_ordering = "-published_at"
    results_template_name = "news/admin/article_results.html"
    list_export: ClassVar[list[str]] = [
        "title",
        "category.name",
        "byline",
        "published_at",
        "embargo",
        "embargo_until",
        "corrected",
        "reading_minutes",
        "status_string",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "title": _("Headline"),
        "category.name": _("Category"),
        "byline": _("By"),
        "published_at": _("Dateline"),
        "embargo": _("Under embargo"),
        "embargo_until": _("Embargo lifts"),
        "corrected": _("Corrected"),
        "reading_minutes": _("Reading time in minutes"),
        "status_string": _("Status"),
    }
    export_filename = "articles"

    def annotate_queryset(self, pages: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Add the related rows that the columns show, so that no row needs a query of its own."""
        bylines = ArticleAuthor.objects.select_related("author").order_by("sort_order", "pk")
        annotated = annotate_taken_down(super().annotate_queryset(pages))
        annotated = annotated.select_related("category", "image", for_specific_subqueries=True)
        return annotated.prefetch_related(Prefetch("bylines", bylines), "corrections")  # type: ignore[no-any-return]

    @property
    def own_url(self) -> str:
        """The address of the listing with its search, filters and page, to come back to."""
        query = self.request.GET.urlencode()
        return f"{self.index_url}?{query}" if query else str(self.index_url)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Set the URL to which forms and page actions return: that of the listing as filtered."""
        return {**super().get_table_kwargs(), "actions_next_url": self.own_url}

    def get_add_url(self) -> str | None:
        """Return the URL of the form of a new article, which returns to the listing as filtered."""
        url = super().get_add_url()
        return set_query_params(url, {"next": self.own_url}) if url else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Share one site index among the rows, as their page URLs are built from it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        share_site_index(context["object_list"], self.request)
        return context

    def to_row_dict(self, item: ArticlePage) -> dict[str, Any]:
        """Return the values of an article's row in the export, by column."""
        return {
            "title": item.get_admin_display_title(),
            "category.name": item.category.name if item.category else "",
            "byline": ", ".join(byline.author.name for byline in item.bylines.all()),
            "published_at": item.published_at or "",
            "embargo": _("Yes") if item.is_embargoed() else _("No"),
            "embargo_until": (item.is_embargoed() and item.embargo_until) or "",
            "corrected": max((correction.date for correction in item.corrections.all()), default=""),
            "reading_minutes": item.reading_minutes,
            "status_string": item.status_string,
        }

    def order_queryset(self, queryset: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
        """Make the order total, and the same on every database; search results only support plain columns."""
        ordered: QuerySet[ArticlePage] = super().order_queryset(queryset)
        if self.is_searching:
            return ordered
        if self.ordering == "-published_at":
            return ordered.order_by(F("published_at").desc(nulls_first=True), "-pk")
        if self.ordering == "published_at":
            return ordered.order_by(F("published_at").asc(nulls_last=True), "pk")
        return ordered.order_by(*ordered.query.order_by, "-pk")


class ArticleParentView(ChosenPageMixin, ChooseParentView):
    """Choice of the parent page of a new article; passes the `next` URL on to the form."""

    chosen_page_field = "parent_page"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the choice, or redirect to the form if there is only one possible parent."""
        return self._with_next_url(super().get(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        """Redirect to the form of the new article."""
        return self._with_next_url(super().form_valid(form))

    def _with_next_url(self, response: HttpResponse) -> HttpResponse:
        """Add the request's `next` URL to a redirect; leave other responses unchanged."""
        if isinstance(response, HttpResponseRedirect):
            next_url = get_valid_next_url_from_request(self.request)
            return redirect(set_query_params(response.url, {"next": next_url or None}))
        return response


class ArticleMenuItem(MenuItem):
    """Menu item of the listing, shown to users with a permission for any page."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user has a permission for any page, like Wagtail's own menu item of pages."""
        return bool(user_has_any_page_permission(request.user))


class ArticleListingViewSet(PageListingViewSet):
    """Viewset of the listing of articles, with the first item in the menu."""

    name = "articles"
    model = ArticlePage
    icon = "newspaper"
    menu_label = _("Articles")
    menu_order = 50
    add_to_admin_menu = True
    menu_item_class = ArticleMenuItem
    index_view_class = ArticleIndexView
    choose_parent_view_class = ArticleParentView
    filterset_class = ArticleFilterSet
    list_per_page = 30

    @property
    def columns(self) -> Any:
        """The columns of the index view; Wagtail would use its default ones."""
        return self.index_view_class.base_columns
