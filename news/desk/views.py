"""The desk view: the articles that concern the user, in lists."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTable
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.query import PageQuerySet

from cms.pages import share_site_index
from cms.takedowns.models import annotate_taken_down
from news.desk.columns import DeskHeadlineColumn
from news.desk.filters import DeskFilterSet
from news.desk.lists import DESK_LISTS, Desk, DeskList


class DeskView(BaseListingView):
    """Shows one list, by the query parameter `list`, and the lengths of the others.

    Open to every admin account, as each list only holds articles that the user may edit or decide upon.
    """

    template_name = "news/desk/desk.html"
    results_template_name = "news/desk/desk_results.html"
    index_url_name = "desk"
    index_results_url_name = "desk_results"
    page_title = gettext_lazy("My desk")
    header_icon = "clipboard-list"
    table_class = PageTable
    filterset_class = DeskFilterSet
    paginate_by = 30
    common_columns: ClassVar[Sequence[BaseColumn]] = [
        DeskHeadlineColumn("title", label=gettext_lazy("Headline"), classname="title"),
        Column("category", label=gettext_lazy("Category"), accessor="category.name", width="12%"),
    ]
    status_column = PageStatusColumn("status", label=gettext_lazy("Status"), width="12%")

    @cached_property
    def desk(self) -> Desk:
        """The desk of the user."""
        return Desk(self.request.user, timezone.now())

    @cached_property
    def desk_list(self) -> DeskList:
        """The requested list, the first one by default.

        Raises:
            Http404: when no list has the requested name.
        """
        name = self.request.GET.get("list", DESK_LISTS[0].name)
        for desk_list in DESK_LISTS:
            if desk_list.name == name:
                return desk_list
        raise Http404(_("Your desk has no such list."))

    @property
    def columns(self) -> Sequence[BaseColumn]:
        """The columns of the list."""
        return [*self.common_columns, *self.desk_list.columns, self.status_column]

    @property
    def no_results_message(self) -> Promise | str:
        """The sentence of an empty list."""
        return _("Nothing in this list matches the filters.") if self.is_filtering else self.desk_list.empty

    def get_page_subtitle(self) -> Promise:
        """Return the name of the list."""
        return self.desk_list.label

    def get_base_queryset(self) -> PageQuerySet:
        """Return the articles of the list, with the related data of the columns that all lists have."""
        articles = self.desk_list.articles(self.desk).defer_streamfields().specific().prefetch_workflow_states()
        articles = annotate_taken_down(articles.annotate_approved_schedule())
        return articles.select_related("category", "locale", for_specific_subqueries=True)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Set the URL to which forms return: that of the list as filtered."""
        return {**super().get_table_kwargs(), "actions_next_url": self.address_of(self.desk_list)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs of all lists, and load the data that the rows share."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        share_site_index(context["object_list"], self.request)
        self.desk_list.prefetch(context["object_list"])
        return context | {"desk_list": self.desk_list, "tabs": self.tabs, "listing_url": self.listing_url}

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The tab of each list: label, URL, number of articles, and whether it is the current one."""
        return [
            {
                "label": desk_list.label,
                "url": self.address_of(desk_list),
                "count": self.filter_queryset(desk_list.articles(self.desk)).count(),
                "is_current": desk_list is self.desk_list,
            }
            for desk_list in DESK_LISTS
        ]

    def address_of(self, desk_list: DeskList) -> str:
        """Return the address of a list with the filters that apply."""
        return f"{self.index_url}?{urlencode({'list': desk_list.name, **self.filter_values})}"

    @property
    def listing_url(self) -> str:
        """The URL of the listing of articles with the list's filters; empty if the list has none."""
        filters = self.desk_list.listing
        return f"{reverse('articles:index')}?{urlencode({**filters, **self.filter_values})}" if filters else ""

    @cached_property
    def filter_values(self) -> dict[str, str]:
        """The active filters, as in the query string."""
        if not self.is_filtering:
            return {}
        return {name: self.request.GET[name] for name in self.filters.form.changed_data}


def desk_urls() -> list[URLPattern]:
    """Return the URL patterns of the desk view."""
    return [
        path("desk/", DeskView.as_view(), name="desk"),
        path("desk/results/", DeskView.as_view(results_only=True), name="desk_results"),
    ]


def my_desk_menu_item() -> MenuItem:
    """Return the first item of the Desk submenu."""
    return MenuItem(gettext_lazy("My desk"), reverse("desk"), name="my-desk", icon_name="clipboard-list", order=10)
