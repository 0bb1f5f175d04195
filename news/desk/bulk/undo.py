"""The undo of a bulk action, for the articles that have not been changed since."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from news.desk.bulk.changes import ArticleChange, BulkPlan, PlanOutcome, carry_out, lock_pages, make_plan
from news.desk.bulk.fields import BULK_FIELDS, BulkField
from news.desk.bulk.history import REPUBLISH
from news.desk.bulk.messages import republished_in_words, tell_outcome, undone_in_words
from news.desk.bulk.selection import BulkSelection, LeftOut
from news.desk.bulk.unpublish import UNPUBLISH
from news.models import ArticlePage

UNDO_HOURS = 24


class BulkUndo(ABC):
    """The undo of one bulk action.

    Args:
        entries: the log entries of the action, by primary key of the page.
        user: the account that did the action and undoes it.
    """

    display_name = gettext_lazy("Undo")
    icon = "undo"

    def __init__(self, entries: Mapping[int, PageLogEntry], user: Any) -> None:
        self.entries, self.user = entries, user
        self.is_over = _first(entries).timestamp < timezone.now() - timedelta(hours=UNDO_HOURS)

    @abstractmethod
    def plan(self) -> BulkPlan:
        """Return the changes that undo the action; articles that were changed since are left out."""

    @abstractmethod
    def write(self, plan: BulkPlan) -> PlanOutcome:
        """Undo the action, with the checks of any bulk action."""

    @abstractmethod
    def in_words(self, outcome: PlanOutcome) -> list[str]:
        """Return sentences about what was undone; empty if nothing was."""


class FieldUndo(BulkUndo):
    """Restores the former values of a field, where the action's revision is still the newest."""

    def plan(self) -> BulkPlan:
        """Return which articles get their former values."""
        return make_plan(BulkSelection(self.entries, self.user), self._field, self._former_value, self.user)

    def write(self, plan: BulkPlan) -> PlanOutcome:
        """Write the former values."""
        return carry_out(plan.changes, self._field, self.user, is_undo=True)

    def in_words(self, outcome: PlanOutcome) -> list[str]:
        """Return of how many articles the change was taken back."""
        return undone_in_words(outcome)

    @property
    def _field(self) -> BulkField:
        return BULK_FIELDS[_first(self.entries).action]

    def _former_value(self, article: ArticlePage, present: Any) -> Any:
        entry = self.entries[article.pk]
        is_published = article.live_revision_id == entry.revision_id
        if article.latest_revision_id != entry.revision_id or is_published != entry.data["is_published"]:
            raise ValidationError(_("It was changed since."))
        return entry.data["before"]


class UnpublishUndo(BulkUndo):
    """Publishes again the versions that were live, of articles without newer log entries."""

    def plan(self) -> BulkPlan:
        """Return which articles are published again."""
        selection = BulkSelection(self.entries, self.user)
        plan = BulkPlan([], [], [*selection.left_out], selection.not_editable)
        newer = PageLogEntry.objects.filter(page__in=self.entries, timestamp__gt=_first(self.entries).timestamp)
        touched = set(newer.exclude(uuid=_first(self.entries).uuid).values_list("page_id", flat=True))
        for article in selection.articles:
            if reason := self._hindrance(article, touched):
                plan.left_out.append(LeftOut(article, reason))
            else:
                plan.changes.append(ArticleChange(article, False, True, _("not published"), _("published"), True))
        return plan

    def write(self, plan: BulkPlan) -> PlanOutcome:
        """Publish the articles, each wholly or not at all."""
        outcome = PlanOutcome()
        for change in plan.changes:
            revision = self.entries[change.article.pk].revision
            assert revision is not None, "the plan leaves out what has none"
            try:
                with transaction.atomic():
                    revision.publish(user=self.user)
                    log(instance=change.article, action=REPUBLISH, user=self.user, revision=revision)
            except ValidationError as error:
                outcome.refused.append((change.article, error.messages))
            else:
                outcome.published += 1
        return outcome

    def in_words(self, outcome: PlanOutcome) -> list[str]:
        """Return how many articles were published again."""
        return republished_in_words(outcome)

    def _hindrance(self, article: ArticlePage, touched: Collection[int]) -> str | None:
        entry = self.entries[article.pk]
        if article.live or article.pk in touched or article.latest_revision_id != entry.data["latest_revision"]:
            return _("It was changed since.")
        if article.workflow_in_progress:
            return _("It is in moderation.")
        if entry.revision_id is None:
            return _("The version that readers had is not kept.")
        if not article.permissions_for_user(self.user).can_publish():
            return _("You may not publish it.")
        return None


def find_undo(uuid: UUID, user: Any) -> BulkUndo:
    """Return the undo of a bulk action.

    Args:
        uuid: the `uuid` that the log entries of the action share.
        user: the account that did it.

    Raises:
        Http404: when the account did no such action.
    """
    found = PageLogEntry.objects.filter(uuid=uuid, user=user, action__in=[*BULK_FIELDS, UNPUBLISH])
    entries = {
        entry.page_id: entry
        for entry in found.select_related("revision").order_by("pk")
        if entry.action in BULK_FIELDS or "latest_revision" in entry.data
    }
    if not entries:
        raise Http404
    kind = FieldUndo if _first(entries).action in BULK_FIELDS else UnpublishUndo
    return kind(entries, user)


def _first(entries: Mapping[int, PageLogEntry]) -> PageLogEntry:
    return next(iter(entries.values()))


def undo_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Preview the undo of a bulk action on GET; undo it on POST, within UNDO_HOURS."""
    undo = find_undo(uuid, request.user)
    next_url = get_valid_next_url_from_request(request) or reverse("articles:index")
    if undo.is_over:
        message = _("This can be undone for %(hours)s hours, which are over. History tells what it did to each page.")
        messages.error(request, message % {"hours": UNDO_HOURS})
        return redirect(next_url)
    if request.method == "POST":
        with transaction.atomic():
            lock_pages(undo.entries)
            outcome = undo.write(undo.plan())
        tell_outcome(request, outcome, undo.in_words(outcome))
        return redirect(next_url)
    plan = undo.plan()
    context = {"view": undo, "plan": plan, "items": plan.changes, "next": next_url}
    return render(request, "news/desk/bulk_action.html", {**context, "submit_url": request.get_full_path()})


def undo_urls() -> list[URLPattern]:
    """Return the URL pattern of the undo."""
    return [path("articles/undo/<uuid:uuid>/", undo_view, name="undo_bulk_action")]
