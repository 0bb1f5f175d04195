"""Publishes and takes down what is due, each page or snippet in a transaction of its own."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision

from cms.scheduling.models import ScheduledAction, ScheduleFailure
from cms.scheduling.notification import notify_editors
from cms.tasks.retries import is_transient

logger = logging.getLogger("cms.scheduling")


@dataclass(frozen=True)
class DueChange:
    """A change that is due.

    Attributes:
        action: what it is.
        due_at: since when.
        content_type_id: the type of what is changed.
        object_id: its primary key, as text.
        name: its title.
        make: makes the change, and returns whether it was still to be made.
        revision_id: the revision to publish, where one is.
    """

    action: ScheduledAction
    due_at: datetime
    content_type_id: int
    object_id: str
    name: str
    make: Callable[[], bool]
    revision_id: int | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        """What a failure of it is found by."""
        return self.content_type_id, self.object_id, self.action


@dataclass
class ScheduleRun:
    """What one run has done.

    Attributes:
        published: how many were published.
        unpublished: how many were taken down.
        failed: the names of those that could not be changed, with the reasons.
    """

    published: int = 0
    unpublished: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def scheduled_models() -> list[type[models.Model]]:
    """Return the models whose objects go live and expire; pages are one of them, whatever their types."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def due_changes() -> list[DueChange]:
    """Return what is due: first what expires, then what goes live, the longest overdue first."""
    now = timezone.now()
    return [*_due_expiries(now), *_due_publications(now)]


def run_schedule() -> ScheduleRun:
    """Make all changes that are due; one that fails keeps its place in the schedule and holds up no other."""
    run = ScheduleRun()
    due = due_changes()
    for change in due:
        try:
            with transaction.atomic():
                is_made = change.make()
                _failures(change).delete()
        except Exception as error:
            run.failed.append((change.name, _record_failure(change, error)))
        else:
            run.published += is_made and change.action == ScheduledAction.PUBLISH
            run.unpublished += is_made and change.action == ScheduledAction.UNPUBLISH
    _forget_rescheduled({change.key for change in due})
    return run


def failure_reason(error: Exception) -> str:
    """Return why a change could not be made, in words for editors; what they cannot mend is in the log."""
    if not isinstance(error, ValidationError):
        return _("The server could not do it. An administrator finds more in its log.")
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{capfirst(name.replace('_', ' '))}: "
        parts.append(label + " ".join(messages))
    return " ".join(parts)


def _due_expiries(now: datetime) -> Iterator[DueChange]:
    for model in scheduled_models():
        rows: Any = model._default_manager.filter(live=True, expire_at__lt=now).order_by("expire_at")
        for row in list(rows):
            # A page is loaded as what all pages are; its failure belongs to its own type.
            content_type_id = (
                row.content_type_id if isinstance(row, Page) else ContentType.objects.get_for_model(row).pk
            )
            yield DueChange(
                ScheduledAction.UNPUBLISH,
                row.expire_at,
                content_type_id,
                str(row.pk),
                str(row),
                partial(_unpublish, model, row.pk, now),
            )


def _due_publications(now: datetime) -> Iterator[DueChange]:
    revisions = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk")
    for revision in revisions.defer("content"):
        yield DueChange(
            ScheduledAction.PUBLISH,
            revision.approved_go_live_at,
            revision.content_type_id,
            revision.object_id,
            revision.object_str,
            partial(_publish, revision.pk, now),
            revision.pk,
        )


def _unpublish(model: Any, pk: Any, now: datetime) -> bool:
    # An editor may have changed it since the list was made.
    found = model._default_manager.select_for_update(of=("self",)).filter(pk=pk, live=True, expire_at__lt=now).first()
    if found is not None:
        found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return found is not None


def _publish(pk: int, now: datetime) -> bool:
    due = Revision.objects.select_for_update(of=("self",)).filter(pk=pk, approved_go_live_at__lt=now)
    revision = due.first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
    return revision is not None


def _failures(change: DueChange) -> models.QuerySet[ScheduleFailure]:
    content_type_id, object_id, action = change.key
    return ScheduleFailure.objects.filter(content_type_id=content_type_id, object_id=object_id, action=action)


def _record_failure(change: DueChange, error: Exception) -> str:
    """Note why a change could not be made, and tell its editors when that is news; return the reason."""
    reason = failure_reason(error)
    if is_transient(error):
        # The next run, a minute later, will do.
        logger.warning("%s of %r was put off: %s", change.action.label, change.name, error)
        return reason
    with transaction.atomic():
        failure = _failures(change).first()
        is_news = failure is None or failure.reason != reason
        if failure is None:
            content_type_id, object_id, action = change.key
            failure = ScheduleFailure(content_type_id=content_type_id, object_id=object_id, action=action)
        failure.due_at, failure.reason = change.due_at, reason
        failure.save()
        if is_news:
            # One line for a mistake of an editor's, a traceback for any other.
            is_expected = isinstance(error, ValidationError)
            logger.error("%s of %r failed: %s", change.action.label, change.name, reason, exc_info=not is_expected)
            key, revision_id = failure.pk, change.revision_id
            transaction.on_commit(lambda: notify_editors.enqueue(key, revision_id))
    return reason


def _forget_rescheduled(due: set[tuple[int, str, str]]) -> None:
    """Delete the failures of what is no longer due, because an editor changed its schedule or did it by hand."""
    for failure in ScheduleFailure.objects.all():
        if (failure.content_type_id, failure.object_id, failure.action) not in due:
            failure.delete()
