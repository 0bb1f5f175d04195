"""The header button that leads from an article's form and history to its editions."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from news.models import ArticlePage


def edition_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Yield the button of the editions for the header's menu, if the page is an article that the user may edit."""
    if isinstance(page, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Editions"), reverse("editions", args=[page.pk]), icon_name="history", priority=66)
