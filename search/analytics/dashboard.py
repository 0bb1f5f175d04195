"""Dashboard panel of the most frequent searches."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.readership.charts import share_of
from search.models import PastQuery

MOST_SEARCHED_ROWS = 5
MOST_SEARCHED_PERIOD = timedelta(days=7)


class MostSearchedPanel(Component):
    """Panel of past searches made in the last seven days, the most frequent ones; empty without any."""

    name = "most-searched"
    template_name = "search/admin/most_searched_panel.html"
    order = 410

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the searches with the widths of their bars; none for users who may not view the search report."""
        if not parent_context["request"].user.has_perm("search.view_pastquery"):
            return {"panel": self, "rows": []}
        since = timezone.localdate() - MOST_SEARCHED_PERIOD
        queries = list(PastQuery.objects.filter(last_on__gt=since).order_by("-searches", "pk")[:MOST_SEARCHED_ROWS])
        return {"panel": self, "rows": [(query, share_of(query.searches, queries[0].searches)) for query in queries]}
