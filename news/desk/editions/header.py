"""The way to an article's editions from its form and its history."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from news.models import ArticlePage


def edition_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Offer the editions of an article, behind the three dots, to those who may edit it."""
    if isinstance(page, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Editions"), reverse("editions", args=[page.pk]), icon_name="history", priority=66)
