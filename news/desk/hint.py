"""The line on the dashboard that leads to what waits for the user."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from news.desk.lists import Desk, Waiting


class WaitingHint(Component):
    """How many articles wait for the user, over the panels of the dashboard; nothing where none does."""

    name = "desk-waiting"
    template_name = "news/desk/waiting_hint.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Count what waits."""
        desk = Desk(parent_context["request"].user, timezone.now())
        return {"count": Waiting().articles(desk).count(), "list_name": Waiting.name}
