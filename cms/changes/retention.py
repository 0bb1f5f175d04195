"""The retention of the change log: change sets are deleted after CHANGE_LOG_DAYS."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.changes.models import ChangeSet, LedgerState, PageChange


def delete_old_change_sets() -> int:
    """Delete the change sets that are older than CHANGE_LOG_DAYS; return how many there were."""
    old = ChangeSet.objects.filter(recorded_at__lt=timezone.now() - timedelta(days=settings.CHANGE_LOG_DAYS))
    if not old.exists():
        return 0
    with transaction.atomic():
        state = LedgerState.objects.select_for_update().get(pk=1)
        last = PageChange.objects.filter(change_set__in=old).aggregate(last=Max("pk"))["last"]
        LedgerState.objects.filter(pk=1).update(pruned_to=max(last or 0, state.pruned_to))
        PageChange.objects.filter(change_set__in=old)._raw_delete(old.db)
        return old._raw_delete(old.db)
