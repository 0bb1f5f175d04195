"""What became of a publication, in words for the messages of the admin."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from cms.editing.moments import moment_in_words
from cms.embargo import Embargoable

MAX_FAULTS_SHOWN = 5


def refusal_in_words(page: Any, faults: Sequence[str]) -> str:
    """Return why a page was not published, with its first faults."""
    title = page.specific_deferred.get_admin_display_title()
    return _("“%(title)s” was not published. %(faults)s") % {"title": title, "faults": faults_in_words(faults)}


def conversion_refusal_in_words(page: Any, faults: Sequence[str]) -> str:
    """Return why an alias was not made a page of its own, with its first faults."""
    title = page.specific_deferred.get_admin_display_title()
    return _("“%(title)s” is still an alias. %(faults)s") % {"title": title, "faults": faults_in_words(faults)}


def faults_in_words(faults: Sequence[str]) -> str:
    """Return the first faults, and how many more there are."""
    more = len(faults) - MAX_FAULTS_SHOWN
    shown = [*faults[:MAX_FAULTS_SHOWN], *([_("and %(count)s more") % {"count": more}] if more > 0 else [])]
    return " · ".join(shown)


def publication_in_words(page: Any) -> str | None:
    """Return whether a page is published now or scheduled, and for when; None when it is neither."""
    current = page.specific_class._default_manager.get(pk=page.pk)
    words = {"title": current.get_admin_display_title()}
    if (scheduled := current.scheduled_revision) is not None:
        words["moment"] = moment_in_words(scheduled.approved_go_live_at)
        return _("“%(title)s” is scheduled for %(moment)s.") % words
    if not current.live or current.has_unpublished_changes:
        return None
    if isinstance(current, Embargoable) and current.is_embargoed(timezone.now()):
        if current.embargo_until is None:
            return _("“%(title)s” is published under embargo: readers see it once an editor ends the embargo.") % words
        words["moment"] = moment_in_words(current.embargo_until)
        return _("“%(title)s” is published under embargo: readers see it from %(moment)s.") % words
    return _("“%(title)s” has been published.") % words


def review_in_words(page: Any) -> str | None:
    """Return what a page in a workflow waits for; None when it is in none."""
    state = page.current_workflow_state
    if state is None:
        return None
    words = {"title": page.specific_deferred.get_admin_display_title(), "task": state.current_task_state.task.name}
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("“%(title)s” was sent back: it waits for changes.") % words
    return _("“%(title)s” now waits for approval by “%(task)s”.") % words
