"""The page chooser, for what an account may see: what readers see, and what its groups have permissions for.

Wagtail's own offers every page to every account that may open the admin, drafts and embargoed ones included.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import chooser
from wagtail.models import Page

from cms.editing.choosers.choosable import choosable_pages, sent_key


def narrow_page_chooser(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Leave out of the chooser what the user may not see; called for its lists and for its search.

    Raises:
        PermissionDenied: when the page whose children are asked for is such a page: its own row heads the list.
    """
    choosable = choosable_pages(request.user)
    match = request.resolver_match
    parent_pk = match.kwargs.get("parent_page_id") if match else None
    if parent_pk is not None and not choosable.filter(pk=parent_pk).exists():
        raise PermissionDenied
    return pages.filter(pk__in=choosable.order_by().values("pk"))


class ChosenPageMixin:
    """Refuses a form that names a page which the chooser does not offer: its messages would tell the title."""

    chosen_page_field = "new_parent_page"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before the form is read.

        Raises:
            PermissionDenied: for such a page.
        """
        pk = sent_key(Page, request.POST.get(self.chosen_page_field, ""))
        if pk is not None and not choosable_pages(request.user).filter(pk=pk).exists():
            raise PermissionDenied
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # of the mixed view
        return response


def hide_draft_title(page: Page, user: Any) -> Page:
    """Let a page show its published title instead of its latest draft's to a user who may not edit it."""
    if not page.permissions_for_user(user).can_edit():
        page.draft_title = page.title
    return page


class PageTitleColumn(chooser.PageTitleColumn):
    """The title of a page; the columns to its right show what it shows."""

    def get_cell_context_data(self, instance: Page, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Hide the draft's title before anything is rendered."""
        hide_draft_title(instance, parent_context["request"].user)
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context


class ParentPageColumn(chooser.ParentPageColumn):
    """The page above a found one."""

    def get_cell_context_data(self, instance: Page, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Hide the draft's title."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        hide_draft_title(context["value"], parent_context["request"].user)
        return context


class PublishedTitles:
    """Puts columns that know the user in the place of the chooser's own."""

    is_multiple_choice: Any

    @property
    def columns(self) -> list[Column]:
        """The columns of a list of pages."""
        own: dict[str, Column] = {
            "title": PageTitleColumn("title", label=_("Title"), is_multiple_choice=self.is_multiple_choice),
            "parent": ParentPageColumn("parent", label=_("Parent")),
        }
        columns: list[Column] = super().columns  # type: ignore[misc]  # of the view that this is mixed into
        return [own.get(column.name, column) for column in columns]


class BrowseView(PublishedTitles, chooser.BrowseView):
    """Lists the pages below another."""


class SearchView(PublishedTitles, chooser.SearchView):
    """Lists the pages that a search finds."""


class ChosenMultipleView(chooser.ChosenMultipleView):
    """Answers with the titles of several chosen pages, if the user may choose all of them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse pages that the chooser does not offer."""
        asked = set(Page.objects.filter(pk__in=request.GET.getlist("id")).values_list("pk", flat=True))
        if choosable_pages(request.user).filter(pk__in=asked).count() != len(asked):
            raise PermissionDenied
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer
