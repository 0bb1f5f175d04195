"""The dashboard line that links to the articles awaiting the user's approval."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from news.desk.lists import Desk, Waiting


class WaitingHint(Component):
    """Number of articles that await the user's approval, above the dashboard's panels; empty without any."""

    name = "desk-waiting"
    template_name = "news/desk/waiting_hint.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the number of articles and the name of their list."""
        desk = Desk(parent_context["request"].user, timezone.now())
        return {"count": Waiting().articles(desk).count(), "list_name": Waiting.name}
