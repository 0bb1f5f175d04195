"""The title of a page for those who see what leads to it, such as a redirect, and may not edit the page itself."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from cms.editing.choosers.choosable import choosable_pages

_account: ContextVar[Any] = ContextVar("account", default=None)


class FormAccountMiddleware:
    """Notes for whom forms are rendered: neither Wagtail's widgets nor its blocks know that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the account until the response is rendered."""
        token = _account.set(request.user)
        try:
            return self.get_response(request)
        finally:
            _account.reset(token)


def title_for(page: Page, user: Any) -> str:
    """Return the title of a page's draft to who may edit it, to others that which readers see.

    Args:
        page: the page, as what it is.
        user: the account; None for no account, such as a command's.

    Returns:
        The title; of a page that the account may not choose, words that tell nothing of it.
    """
    if user is None or page.permissions_for_user(user).can_edit():
        return str(page.get_admin_display_title())
    return str(page.title) if may_choose(page, user) else _("A page that you may not see")


def may_choose(page: Page, user: Any) -> bool:
    """Tell whether a page is public, or may be found in the page explorer by an account."""
    return choosable_pages(user).filter(pk=page.pk).exists()


def replace_chosen_titles() -> None:
    """Have the fields of Wagtail's forms that hold a page show its title by these rules; called once, by `ready`."""

    def get_display_title(self: AdminPageChooser, instance: Page) -> str:
        return title_for(instance, _account.get())

    AdminPageChooser.get_display_title = get_display_title


class TargetTitleColumn(Column):
    """The title of a page to which the rows of a list lead.

    Args:
        page_of: returns the page of a row.
        options: those of a column.
    """

    def __init__(self, name: str, page_of: Callable[[Any], Page], **options: Any) -> None:
        super().__init__(name, accessor=page_of, **options)

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Give the title in the place of the page."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"value": title_for(context["value"], parent_context["request"].user)}
