"""The lists of the desk view: an editor's tasks, and the state of the articles that the editor may change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import (
    CharField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, UserColumn
from wagtail.models import Revision, TaskState, WorkflowState, get_default_page_content_type
from wagtail.query import PageQuerySet

from cms.embargo import held
from cms.takedowns.models import TakeDown
from news.admin.columns import CorrectionColumn, DatelineColumn
from news.admin.embargoes import EmbargoColumn
from news.admin.filters import page_keys
from news.desk.columns import LackingColumn
from news.desk.dashboard import due_drafts, editable_articles
from news.desk.drafts import drafted
from news.models import ArticlePage

CORRECTED_DAYS = 7
"""Days for which a correction is listed as recent."""


@dataclass(frozen=True)
class Desk:
    """The user of the desk view, and the moment of the request."""

    user: Any
    now: dt.datetime

    def editable(self) -> PageQuerySet:
        """Return the articles that the user may edit."""
        return editable_articles(self.user)


class DeskList:
    """One list of the desk view.

    Attributes:
        name: identifier in the query string.
        label: its name for editors.
        explanation: a sentence that describes its content.
        empty: the sentence that is shown if it has no rows.
        columns: its columns in addition to headline, category and status.
        listing: filters of the listing of articles that match the same articles for all users; empty for none.
    """

    name: ClassVar[str]
    label: ClassVar[Promise]
    explanation: ClassVar[Promise]
    empty: ClassVar[Promise]
    columns: ClassVar[Sequence[BaseColumn]]
    listing: ClassVar[dict[str, str]] = {}

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles of the list, in its order."""
        raise NotImplementedError

    def prefetch(self, articles: Sequence[ArticlePage]) -> None:
        """Load the related data that the columns show, for the articles of one page of the list."""


class Mine(DeskList):
    """Drafts and unpublished changes of the user's own articles, and of those that the user edited last."""

    name = "mine"
    label = _("Mine")
    explanation = _("Drafts and unpublished changes of articles that you own, or that you were the last to save.")
    empty = _("You have no draft and no unpublished changes.")
    columns = [DateColumn("saved", label=_("Last saved"), accessor="latest_revision_created_at", width="14%")]

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one saved last first."""
        drafts = desk.editable().filter(Q(live=False) | Q(has_unpublished_changes=True), expired=False)
        drafts = drafts.exclude(pk__in=TakeDown.objects.in_force().values("page"))
        own = drafts.filter(Q(owner=desk.user) | Q(latest_revision__user=desk.user))
        return own.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")


class InWorkflow(DeskList):
    """Articles that wait in a workflow."""

    columns = [
        Column("task", label=_("Task"), accessor="current_workflow_state.current_task_state.task.name", width="12%"),
        DateColumn("since", label=_("Waiting since"), width="12%"),
        UserColumn("asked_by", label=_("Asked by"), accessor="current_workflow_state.requested_by", width="14%"),
    ]

    def prefetch(self, articles: Sequence[ArticlePage]) -> None:
        """Load the users who started the workflows, with their profiles for the avatar."""
        states = [article.current_workflow_state for article in articles]
        prefetch_related_objects(states, "requested_by__wagtail_userprofile")


class Waiting(InWorkflow):
    """Articles that await a decision by the user, even if the user may not edit them otherwise."""

    name = "waiting"
    label = _("Waiting for me")
    explanation = _("What waits for your approval, the longest first.")
    empty = _("Nothing waits for your approval.")

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one that has waited longest first."""
        decisions = TaskState.objects.reviewable_by(desk.user).values("pk")
        return _waiting(ArticlePage.objects.all(), WorkflowState.objects.filter(current_task_state__in=decisions))


class Submitted(InWorkflow):
    """Articles that the user submitted and others decide upon."""

    name = "submitted"
    label = _("Waiting for others")
    explanation = _("What you submitted and others decide upon, the longest first.")
    empty = _("Nothing that you submitted waits for others.")
    columns = [column for column in InWorkflow.columns if column.name != "asked_by"]

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one that has waited longest first."""
        decisions = TaskState.objects.reviewable_by(desk.user).values("pk")
        submitted = WorkflowState.objects.filter(requested_by=desk.user, status=WorkflowState.STATUS_IN_PROGRESS)
        return _waiting(desk.editable(), submitted.exclude(current_task_state__in=decisions))


class Scheduled(DeskList):
    """Articles that are scheduled to go live."""

    name = "scheduled"
    label = _("Scheduled")
    explanation = _("What goes live by itself, the next one first.")
    empty = _("Nothing is scheduled.")
    columns = [DatelineColumn("due", label=_("Goes live"), width="12%")]
    listing = {"status": "scheduled"}

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the next one first."""
        moments = _approved().filter(object_id=_key()).order_by("approved_go_live_at").values("approved_go_live_at")
        scheduled = desk.editable().filter(pk__in=page_keys(_approved())).annotate(due=Subquery(moments[:1]))
        return scheduled.order_by("due", "pk")


class Embargoed(DeskList):
    """Articles under an embargo that holds."""

    name = "embargoed"
    label = _("Under embargo")
    explanation = _("What is published but held back from readers, and until when.")
    empty = _("Nothing is under embargo.")
    columns = [EmbargoColumn("embargo", label=_("Until"), width="16%")]
    listing = {"status": "embargoed"}

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the next to be free first and the open-ended last."""
        embargoed = desk.editable().filter(held(desk.now))
        return embargoed.order_by(F("embargo_until").asc(nulls_last=True), "pk")


class Corrected(DeskList):
    """Articles that were corrected lately."""

    name = "corrected"
    label = _("Corrected lately")
    explanation = _("What was corrected in the last seven days.")
    empty = _("Nothing was corrected in the last seven days.")
    columns = [CorrectionColumn("corrected", label=_("Corrected"), width="16%")]
    listing = {"corrected": "yes"}

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one corrected last first."""
        corrected = desk.editable().annotate(corrected_on=Max("corrections__date"))
        recent = corrected.filter(corrected_on__gt=timezone.localdate(desk.now) - dt.timedelta(days=CORRECTED_DAYS))
        return recent.order_by("-corrected_on", "-pk").prefetch_related("corrections")


class Incomplete(DeskList):
    """Articles without picture or summary that readers see, or are soon to see."""

    name = "incomplete"
    label = _("Without picture or summary")
    explanation = _("Live, scheduled and due articles that lack one of them.")
    empty = _("Everything that is live or due has a picture and a summary.")
    columns = [
        LackingColumn("lacking", label=_("Lacks"), width="14%"),
        DatelineColumn("published_at", label=_("Dateline"), width="12%"),
    ]

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the latest first; drafts are judged by their latest revisions."""
        # SQLite casts the JSON null of the picture to the integer 0.
        drafted_image = Coalesce(drafted("image", IntegerField()), 0)
        drafted_summary = drafted("summary", TextField())
        editable = desk.editable().annotate(drafted_image=drafted_image, drafted_summary=drafted_summary)
        lacking = Q(image=None) | Q(summary="")
        saved = Q(latest_revision__isnull=False) & (Q(drafted_image=0) | Q(drafted_summary=""))
        due = due_drafts(ArticlePage.objects.filter(live=False), desk.now)
        soon = Q(live=False) & (Q(pk__in=due.values("pk")) | Q(pk__in=page_keys(_approved())))
        incomplete = editable.filter(Q(live=True) & lacking | soon & (saved | Q(latest_revision=None) & lacking))
        return incomplete.order_by(F("published_at").desc(nulls_last=True), "-pk")


class Locked(DeskList):
    """Articles that the user locked."""

    name = "locked"
    label = _("Locked by me")
    explanation = _("What you have locked. Unlock it when you are done.")
    empty = _("You have locked no article.")
    columns = [DateColumn("locked_at", label=_("Locked"), width="14%")]

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one locked last first."""
        own = desk.editable().filter(locked=True, locked_by=desk.user)
        return own.order_by(F("locked_at").desc(nulls_last=True), "-pk")


class TakenDown(DeskList):
    """Articles that were taken down."""

    name = "taken-down"
    label = _("Taken down")
    explanation = _("What was withdrawn, when, by whom and why.")
    empty = _("Nothing is taken down.")
    columns = [
        DatelineColumn("since", label=_("Taken down"), accessor="in_force.0.since", width="12%"),
        UserColumn("taken_down_by", label=_("By"), accessor="in_force.0.taken_down_by", width="14%"),
        Column("reason", label=_("Reason"), accessor="in_force.0.reason", width="20%"),
    ]
    listing = {"status": "taken_down"}

    def articles(self, desk: Desk) -> PageQuerySet:
        """Return the articles, the one taken down last first."""
        in_force = TakeDown.objects.in_force()
        since = in_force.filter(page=OuterRef("pk")).values("since")
        taken_down = desk.editable().filter(live=False, pk__in=in_force.values("page"))
        taken_down = taken_down.annotate(since=Subquery(since)).order_by("-since", "-pk")
        return taken_down.prefetch_related(
            Prefetch("take_downs", in_force.select_related("taken_down_by__wagtail_userprofile"), to_attr="in_force")
        )


DESK_LISTS: Sequence[DeskList] = [
    Mine(),
    Waiting(),
    Submitted(),
    Scheduled(),
    Embargoed(),
    Corrected(),
    Incomplete(),
    Locked(),
    TakenDown(),
]


def _waiting(articles: PageQuerySet, states: Any) -> PageQuerySet:
    """Return the articles with these workflow states, annotated with `since`, the start of the current task."""
    states = states.filter(base_content_type=get_default_page_content_type())
    started = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id=_key()
    )
    waiting = articles.filter(pk__in=page_keys(states))
    waiting = waiting.annotate(since=Subquery(started.values("current_task_state__started_at")[:1]))
    return waiting.order_by("since", "pk")


def _approved() -> QuerySet[Revision]:
    """Return the page revisions that are scheduled to go live."""
    approved: QuerySet[Revision] = Revision.page_revisions.exclude(approved_go_live_at=None)
    return approved


def _key() -> Cast:
    """Return the outer query's primary key as text, to compare it with Wagtail's generic `object_id`."""
    return Cast(OuterRef("pk"), CharField())
