"""Columns of the desk view."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from news.models import ArticlePage


class DeskHeadlineColumn(Column):
    """The headline, linked to the form; every user of the list may open it."""

    cell_template_name = "news/desk/headline_cell.html"

    def get_value(self, instance: ArticlePage) -> str:
        """Return the headline as the newest draft has it."""
        return str(instance.get_admin_display_title())

    def get_cell_context_data(self, instance: ArticlePage, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the URL to which the form returns."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"next_url": parent_context["actions_next_url"]}


class LackingColumn(Column):
    """What an article lacks, in its live version or, if it is not live, in its latest draft."""

    cell_template_name = "news/desk/lacking_cell.html"

    def get_value(self, instance: ArticlePage) -> list[Promise]:
        """Return the names of what is lacking."""
        drafted = not instance.live and instance.latest_revision_id is not None
        image = instance.drafted_image if drafted else instance.image_id
        summary = instance.drafted_summary if drafted else instance.summary
        return [word for word, value in ((_("Picture"), image), (_("Summary"), summary)) if not value]
