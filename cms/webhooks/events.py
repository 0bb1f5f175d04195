"""The events that an endpoint may choose."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.TextChoices):
    """What one commit may have changed for readers.

    The values of pages are those of `cms.changes.models.PageChange.event`.
    """

    PUBLISHED = "published", _("A page is published")
    UPDATED = "updated", _("A published page is updated")
    MOVED = "moved", _("A page has another address")
    UNPUBLISHED = "unpublished", _("A page is unpublished")
    TAKEN_DOWN = "taken_down", _("A page is taken down")
    DELETED = "deleted", _("A page is deleted")
    EMBARGO_LIFTED = "embargo_lifted", _("The embargo of a page is lifted")
    EXPIRED = "expired", _("A page has expired")
    HIDDEN = "hidden", _("A page is hidden otherwise: restricted, under embargo again, or below a hidden page")
    MENU = "menu.updated", _("A menu is changed")
    SETTINGS = "settings.updated", _("The settings of a site are changed")
    TAGS = "tags", _("Something else that readers see is changed, such as a picture, a category or an author")


PAGE_EVENTS = frozenset(WebhookEvent.values) - {WebhookEvent.MENU, WebhookEvent.SETTINGS, WebhookEvent.TAGS}
"""The events of single pages, which messages list under `changes`."""


def default_events() -> list[Any]:
    """Return the events of a new endpoint: all of them."""
    return list(WebhookEvent.values)
