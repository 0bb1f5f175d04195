"""Dashboard panels of the desk: drafts that are due, and articles that are scheduled."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, DateTimeField, F, IntegerField, Q
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from cms.takedowns.models import TakeDown, annotate_taken_down
from news.desk.drafts import drafted
from news.models import ArticlePage

ROWS = 8
"""Articles that a panel shows; it links to the listing with the rest."""


class DeskPanel(Component):
    """Base of dashboard panels that list articles which the user may edit."""

    template_name = "news/admin/desk_panel.html"
    name: str
    heading: Any
    empty: Any
    order: int

    def articles(self, editable: PageQuerySet, now: dt.datetime) -> list[ArticlePage]:
        """Return up to ROWS + 1 articles, each with the moment to show in the attribute `due`."""
        raise NotImplementedError

    def more(self) -> dict[str, str]:
        """Return the filters with which the listing of articles shows all of the panel's articles."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Collect the rows and what to print around them."""
        user = parent_context["request"].user
        now = timezone.now()
        rows = self.articles(editable_articles(user), now)
        return {
            "panel": self,
            "request": parent_context["request"],
            "rows": rows[:ROWS],
            "more_url": f"{reverse('articles:index')}?{urlencode(self.more())}" if len(rows) > ROWS else "",
            "now": now,
        }


class DueDrafts(DeskPanel):
    """Drafts and unpublished changes whose dateline, or desired go-live time, is today or past."""

    name = "desk-due"
    heading = _("Due today and overdue")
    empty = _("No draft is due: everything with today’s dateline or an earlier one has been published.")
    order = 110

    def articles(self, editable: PageQuerySet, now: dt.datetime) -> list[ArticlePage]:
        """Return the drafts, the latest due first, by the values of their latest revisions."""
        return _listed(due_drafts(editable, now).order_by("-due", "-pk"))

    def more(self) -> dict[str, str]:
        """Return the filter for drafts."""
        return {"status": "draft"}


class ScheduledArticles(DeskPanel):
    """Articles that are scheduled to go live."""

    name = "desk-scheduled"
    heading = _("Scheduled next")
    empty = _("Nothing is scheduled. To schedule an article, open it, choose “Set schedule”, then publish it.")
    order = 120

    def articles(self, editable: PageQuerySet, now: dt.datetime) -> list[ArticlePage]:
        """Return the scheduled articles, the next one first."""
        keys = editable.annotate(key=Cast("pk", CharField())).values("key")
        approved = Revision.page_revisions.exclude(approved_go_live_at=None).filter(object_id__in=keys)
        moments = dict(
            approved.annotate(page_pk=Cast("object_id", IntegerField()))
            .order_by("approved_go_live_at", "pk")
            .values_list("page_pk", "approved_go_live_at")[: ROWS + 1]
        )
        articles = {article.pk: article for article in _listed(ArticlePage.objects.filter(pk__in=moments))}
        for pk, moment in moments.items():
            articles[pk].due = moment
        return [articles[pk] for pk in moments]

    def more(self) -> dict[str, str]:
        """Return the filter for scheduled articles."""
        return {"status": "scheduled"}


def editable_articles(user: Any) -> PageQuerySet:
    """Return the articles that a user may edit."""
    editable = policy_registry.get_by_type(ArticlePage).instances_user_has_permission_for(user, "change")
    return ArticlePage.objects.filter(pk__in=editable.values("pk"))


def due_drafts(articles: PageQuerySet, now: dt.datetime) -> PageQuerySet:
    """Return the drafts and unpublished changes that are due today or overdue, annotated with the moment `due`."""
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    midnight = timezone.make_aware(dt.datetime.combine(tomorrow, dt.time.min))
    drafts = articles.filter(Q(live=False) | Q(has_unpublished_changes=True), expired=False)
    drafts = drafts.annotate_approved_schedule().filter(_approved_schedule=False)
    drafts = drafts.annotate(
        due=Coalesce(
            drafted("go_live_at", DateTimeField()),
            drafted("published_at", DateTimeField()),
            "go_live_at",
            "published_at",
        )
    )
    # An article that was unpublished after its due moment is not late; a later dateline makes it due again.
    drafts = drafts.exclude(live=False, last_published_at__gte=F("due"))
    drafts = drafts.exclude(pk__in=TakeDown.objects.in_force().values("page"))
    return drafts.filter(due__lt=midnight)


def _listed(articles: PageQuerySet) -> list[ArticlePage]:
    """Fetch the articles of one panel with the related data that its template shows."""
    found = articles.defer_streamfields().specific().prefetch_workflow_states().annotate_approved_schedule()
    found = annotate_taken_down(found)
    return list(found.select_related("category", "locale", for_specific_subqueries=True)[: ROWS + 1])
