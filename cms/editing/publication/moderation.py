"""What a moderator said when asking for changes."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import WorkflowState

from cms.editing.moments import moment_in_words


@dataclass(frozen=True)
class ModeratorComment:
    """The comment with which a page came back to its writer."""

    author: str
    moment: str
    text: str


def moderator_comment(page: Any) -> ModeratorComment | None:
    """Return the comment of the changes requested last, None unless the page waits for changes."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    task_state = state.current_task_state
    if task_state is None or not task_state.comment:
        return None
    user = task_state.finished_by
    return ModeratorComment(
        author=(user.get_full_name() or user.get_username()) if user else "",
        moment=moment_in_words(task_state.finished_at) if task_state.finished_at else "",
        text=task_state.comment,
    )
