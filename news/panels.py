"""Read-only panels of the article form, with information about the article."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from django.apps import apps
from django.forms import Media
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, Panel
from wagtail.admin.staticfiles import versioned_static
from wagtail.permissions import policy_registry

from news.admin.recent_leads import RecentLead, recent_leads

MAX_EDITIONS_SHOWN = 10
MAX_NOTES_SHOWN = 20


class RecentLeads(Panel):
    """Warns when the picture of an article led other stories in the last days."""

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


class SimilarArticles(Panel):
    """Lists articles that are likely the same story as the one that is being written.

    A script requests them from the URL named `similar_articles`, which the search app adds; without it, the panel is
    not shown.
    """

    class BoundPanel(Panel.BoundPanel):
        """Those that are similar to one article."""

        template_name = "news/admin/similar_articles.html"

        def is_shown(self) -> bool:
            """Show it only where the address exists."""
            return bool(self.url)

        @cached_property
        def url(self) -> str:
            """The URL of similar articles; empty if no app adds one."""
            try:
                return reverse("similar_articles")
            except NoReverseMatch:
                return ""

        @property
        def media(self) -> Media:
            """The script that requests the articles."""
            return Media(js=[versioned_static("news/similar_articles.js")])


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
    """Lists the latest editions of an article with editor and corrections, and links to their comparison."""

    class BoundPanel(Panel.BoundPanel):
        """The editions of one article."""

        template_name = "news/admin/edition_history.html"

        def is_shown(self) -> bool:
            """Show it once the article has been published."""
            return bool(self.instance.pk and self.editions)

        @cached_property
        def editions(self) -> list[tuple[Any, str]]:
            """The latest editions, each with the URL of its comparison with the one before; empty if there is none."""
            rows = apps.get_model("news", "Edition")._default_manager.filter(article=self.instance.pk)
            rows = rows.select_related("revision__user").defer("revision__content")
            found = list(rows.prefetch_related("correction_wordings").order_by("-number")[: MAX_EDITIONS_SHOWN + 1])
            return [
                (edition, self._compare_url(before, edition))
                for edition, before in zip_longest(found[:MAX_EDITIONS_SHOWN], found[1:])
                if edition
            ]

        def _compare_url(self, before: Any, edition: Any) -> str:
            if before is None or before.revision_id is None or edition.revision_id is None:
                return ""
            versions = urlencode({"from": before.number, "to": edition.number})
            return f"{reverse('compare_editions', args=[self.instance.pk])}?{versions}"


class PlanningNotes(Panel):
    """Lists the planning notes about an article, with a link to add one."""

    class BoundPanel(Panel.BoundPanel):
        """The notes about one article."""

        template_name = "news/admin/planning_notes.html"

        def is_shown(self) -> bool:
            """Show it once the article has been saved."""
            return bool(self.instance.pk)

        @cached_property
        def notes(self) -> list[Any]:
            """Up to MAX_NOTES_SHOWN + 1 notes, undone ones first."""
            rows = apps.get_model("news", "PlanningNote")._default_manager.filter(article=self.instance.pk)
            return list(rows.select_related("assignee")[: MAX_NOTES_SHOWN + 1])

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """Add the notes, and the URLs that the user has permissions for, each of which returns to the form."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            model, user = apps.get_model("news", "PlanningNote"), self.request.user
            policy = policy_registry.get_by_type(model)
            may_edit = policy_registry.get(self.instance).user_has_permission_for_instance(
                user, "change", self.instance
            )
            back = urlencode({"next": reverse("wagtailadmin_pages:edit", args=[self.instance.pk])})
            if may_edit and policy.user_has_permission(user, "add"):
                context["add_url"] = f"{reverse('planning:add')}?article={self.instance.pk}&{back}"
            if len(self.notes) > MAX_NOTES_SHOWN:
                context["more_url"] = f"{reverse('planning:index')}?article={self.instance.pk}"
            return {
                **context,
                "notes": self.notes[:MAX_NOTES_SHOWN],
                "may_change": may_edit and policy.user_has_permission(user, "change"),
                "back": back,
            }


planning_notes = PlanningNotes(heading=_("Planning notes"))
