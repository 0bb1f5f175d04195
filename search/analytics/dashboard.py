"""What readers search for most, on the dashboard."""

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
    """The most frequent of the searches that were made in the last seven days; nothing where there is none."""

    name = "most-searched"
    template_name = "search/admin/most_searched_panel.html"
    order = 410

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Collect the searches, and how wide their bars are, for those who may see the report of searches."""
        if not parent_context["request"].user.has_perm("search.view_pastquery"):
            return {"panel": self, "rows": []}
        since = timezone.localdate() - MOST_SEARCHED_PERIOD
        queries = list(PastQuery.objects.filter(last_on__gt=since).order_by("-searches", "pk")[:MOST_SEARCHED_ROWS])
        return {"panel": self, "rows": [(query, share_of(query.searches, queries[0].searches)) for query in queries]}
