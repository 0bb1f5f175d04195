"""The dashboard panel of the articles that are read most today."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.readership.charts import share_of
from news.readership.report import most_read_articles

MOST_READ_ROWS = 5


class MostReadPanel(Component):
    """Lists the articles that were read most in the last 24 hours; empty without reads."""

    name = "most-read"
    template_name = "news/readership/most_read_panel.html"
    order = 400

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add the articles with their reads and the widths of their bars."""
        articles = list(most_read_articles("day")[:MOST_READ_ROWS])
        rows = [(article, share_of(article.reads, articles[0].reads)) for article in articles]
        return {"panel": self, "rows": rows}
