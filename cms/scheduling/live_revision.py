"""What keeps a live page live while an update of it is scheduled."""

from datetime import timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision


def ensure_live_revision(instance: Any, revision: Revision) -> None:
    """Give a live object that has no live revision one, where this revision of it goes live later.

    Wagtail takes an object without one for one that is not live, and takes it down until the update is due. Rows that
    were written in bulk, or by a migration, have none.
    """
    if not instance.live or instance.live_revision_id or not _is_for_later(revision):
        return
    # What is in the database, not what was put into this instance since.
    stored = type(instance)._base_manager.get(pk=instance.pk)
    if stored.go_live_at is not None and stored.go_live_at > timezone.now():
        # The form that creates a page saves it as live before it schedules it; it was never public.
        return
    before_all = stored.revisions.aggregate(first=Min("created_at"))["first"] - timedelta(microseconds=1)
    live = Revision(
        content_type=revision.content_type,
        base_content_type=revision.base_content_type,
        object_id=revision.object_id,
        object_str=str(stored),
        created_at=min(before_all, stored.last_published_at or before_all),
        content=stored.serializable_data(),
    )
    live.save()
    type(instance)._base_manager.filter(pk=instance.pk).update(live_revision=live)
    instance.live_revision = live


def keep_live_revision(instance: Any, restored: Any) -> Any:
    """Return an object that was restored from a revision with the live revision of now, not of when that was saved."""
    restored.live_revision_id = instance.live_revision_id
    return restored


def _is_for_later(revision: Revision) -> bool:
    written = revision.content.get("go_live_at")
    # Text once the revision was read from the database, and a moment until then.
    go_live_at = parse_datetime(written) if isinstance(written, str) else written
    return go_live_at is not None and go_live_at > timezone.now()
