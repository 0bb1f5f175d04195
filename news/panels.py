"""Panels of the article form that say something about the article."""

from typing import Any

from django.apps import apps
from wagtail.admin.panels import Panel


class CorrectionHistory(Panel):
    """Lists the earlier wordings of published corrections."""

    class BoundPanel(Panel.BoundPanel):
        """The earlier wordings of one article's corrections."""

        template_name = "news/admin/correction_history.html"

        def is_shown(self) -> bool:
            """Show it only where a correction was amended."""
            return bool(self.instance.pk and self.earlier)

        @property
        def earlier(self) -> list[Any]:
            """The wordings that were replaced since, the latest first."""
            wordings = apps.get_model("news", "CorrectionWording")._default_manager.filter(page=self.instance.pk)
            latest = {wording.correction_id: wording.pk for wording in wordings}
            found = wordings.exclude(pk__in=latest.values()).select_related("editor")
            return list(found.order_by("-published_at", "-pk"))
