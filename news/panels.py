"""Panels of the article form that say something about the article."""

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, Panel

from news.admin.recent_leads import RecentLead, recent_leads

MAX_EDITIONS_SHOWN = 50


class RecentLeads(Panel):
    """Warns of the picture of an article when it led other stories in the last days."""

    class BoundPanel(Panel.BoundPanel):
        """The other stories that one article's picture led."""

        template_name = "news/admin/recent_leads.html"

        def is_shown(self) -> bool:
            """Show it only where there are some."""
            return bool(self.leads)

        @cached_property
        def leads(self) -> list[RecentLead]:
            """The stories, the latest first."""
            return recent_leads([self.instance], self.request.user).get(self.instance.pk, [])


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


correction_panels = [
    InlinePanel(
        "corrections",
        heading=_("Corrections"),
        label=_("correction"),
        help_text=_(
            "Readers see them with the story, the latest first. A published one stays: you can amend it, and its "
            "earlier wording is kept here, but not remove it."
        ),
    ),
    CorrectionHistory(),
]


class EditionHistory(Panel):
    """Lists the editions of an article, the latest first, each with its editor, corrections and changes."""

    class BoundPanel(Panel.BoundPanel):
        """The editions of one article."""

        template_name = "news/admin/edition_history.html"

        def is_shown(self) -> bool:
            """Show it once the article has been published."""
            return bool(self.instance.pk and self.editions)

        @cached_property
        def editions(self) -> list[tuple[Any, str]]:
            """The latest editions, each with the address at which it is compared to the one before; "" without."""
            rows = apps.get_model("news", "Edition")._default_manager.filter(article=self.instance.pk)
            rows = rows.select_related("revision__user").defer("revision__content")
            found = list(rows.prefetch_related("correction_wordings").order_by("-number")[: MAX_EDITIONS_SHOWN + 1])
            before = [*(edition.revision_id for edition in found[1:]), None]
            return [
                (edition, self._compare_url(old, edition.revision_id))
                for edition, old in zip(found[:MAX_EDITIONS_SHOWN], before, strict=False)
            ]

        def _compare_url(self, old: int | None, new: int | None) -> str:
            if old is None or new is None:
                return ""
            return reverse("wagtailadmin_pages:revisions_compare", args=[self.instance.pk, old, new])
