"""Registers take-downs in Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.takedowns.actions import LIFT, TAKE_DOWN
from cms.takedowns.models import annotate_taken_down, take_down_of
from cms.takedowns.views import can_take_down, take_down_address, take_down_urls

hooks.register("register_admin_urls", take_down_urls)


class TakeDownFormatter(LogFormatter):
    """A take-down in the history of a page, with its reason."""

    label = _("Take down")
    message = _("Taken down")

    def format_comment(self, log_entry: Any) -> str:
        """Return the reason, and the note for readers."""
        return " · ".join(filter(None, [log_entry.data.get("reason"), log_entry.data.get("note")]))


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what the history tells of take-downs."""
    actions.register_action(TAKE_DOWN)(TakeDownFormatter)
    actions.register_action(LIFT, _("Lift the take-down"), _("Take-down lifted"))


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer to take a page down, or to lift that, behind the three dots over its form."""
    if page.alias_of_id is None and can_take_down(page, user):
        label = _("Take down") if take_down_of(page) is None else _("Lift the take-down")
        yield Button(label, take_down_address(page), icon_name="cross", priority=61)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer to take a published page down in listings too, which ask nothing more of the database for it."""
    if page.live and page.alias_of_id is None and can_take_down(page, user):
        yield Button(_("Take down"), reverse("take_down", args=[page.pk]), icon_name="cross", priority=41)


@hooks.register("construct_explorer_page_queryset")
def tell_statuses(parent_page: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Load for all pages of the explorer at once whether they were taken down, which the status column tells."""
    return annotate_taken_down(pages)
