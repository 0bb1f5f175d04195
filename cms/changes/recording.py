"""The recorder: compares the public pages with the ledger after each commit, and writes the change log."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from cms.aliases import with_aliases
from cms.changes.comparison import Difference, compare_with_ledger, visible_pages
from cms.changes.keys import change_keys
from cms.changes.models import ChangeSet, LedgerState, PageChange, PendingCommit, PublicPage
from cms.changes.places import LEDGER_COLUMNS, address_of, ledger_row
from cms.changes.references import enter_hidden_rows, referring_pages
from cms.changes.retention import delete_old_change_sets
from cms.changes.signals import change_set_recorded
from cms.changes.tags import concerns_any_page, concerns_other_content, events_of, touched_pages
from cms.performance.response_cache.expiry import visibility_changes_between
from cms.sites import SiteIndex
from cms.visibility import Visibility

logger = logging.getLogger("cms.changes")

MAX_COMMITS_PER_CHANGE_SET = 500
"""Pending commits that are recorded as one change set."""

BATCH_SIZE = 2_000
"""Rows of one statement."""


@task()
def record_changes() -> int:
    """Record what has changed for the public since the last run; return how many change sets were written.

    The task may run twice at once: the second run waits for the lock of the first, and records what is left.
    """
    recorded = 0
    while True:
        with transaction.atomic():
            change_set, has_more = _record_next()
        recorded += change_set is not None
        if not has_more:
            break
    delete_old_change_sets()
    return recorded


def _record_next() -> tuple[ChangeSet | None, bool]:
    """Record the pending commits and what has changed by time; return the change set and whether more are pending."""
    LedgerState.objects.get_or_create(pk=1)
    state = LedgerState.objects.select_for_update().get(pk=1)  # locked until the commit: one recorder at a time
    commits = list(PendingCommit.objects.due()[: MAX_COMMITS_PER_CHANGE_SET + 1])
    has_more = len(commits) > MAX_COMMITS_PER_CHANGE_SET
    commits = commits[:MAX_COMMITS_PER_CHANGE_SET]
    visibility = Visibility(SiteIndex(), now=timezone.now())
    if state.looked_at is None:
        _fill_ledger(state, visibility)
        change_set = None
    else:
        change_set = _record(visibility, commits, state.looked_at)
    PendingCommit.objects.filter(pk__in=[commit.pk for commit in commits]).delete()
    LedgerState.objects.filter(pk=1).update(looked_at=visibility.now)
    return change_set, has_more


def _fill_ledger(state: LedgerState, visibility: Visibility) -> None:
    """Begin a new log: fill the ledger with the public pages, without entries for them."""
    PublicPage.objects.all().delete()
    rows = visible_pages(visibility).values_list(*LEDGER_COLUMNS).iterator(BATCH_SIZE)
    while some := list(islice(rows, BATCH_SIZE)):
        PublicPage.objects.bulk_create([ledger_row(visibility.sites, row) for row in some])
    enter_hidden_rows(visibility)
    LedgerState.objects.filter(pk=state.pk).update(epoch=uuid4().hex)


def _record(visibility: Visibility, commits: Sequence[PendingCommit], since: datetime) -> ChangeSet | None:
    """Write the change set of commits and of what time has changed; return None where readers see no change."""
    tags = {tag for commit in commits for tag in commit.tags}
    by_time = visibility_changes_between(since, visibility.now)
    if not tags and not by_time:
        return None
    written = tags | by_time
    named = with_aliases(touched_pages(written) | referring_pages(visibility, written))
    # A home page hides and shows the pages of its tree.
    everywhere = concerns_any_page(written) or not named.isdisjoint(tree.root_id for tree in visibility.sites.trees)
    is_concerned = everywhere or named
    difference = compare_with_ledger(visibility, named, since, everywhere=everywhere) if is_concerned else Difference()
    keys, events = change_keys(written, difference), events_of(tags)
    if not keys and not events:
        return None
    committed_at = min((commit.committed_at for commit in commits), default=visibility.now)
    change_set = ChangeSet.objects.create(committed_at=committed_at, keys=keys, events=events)
    PageChange.objects.bulk_create(_page_changes(visibility.sites, change_set, difference))
    _update_ledger(difference)
    change_set_recorded.send(
        sender=ChangeSet, change_set=change_set, has_other_changes=concerns_other_content(written)
    )
    return change_set


def _page_changes(sites: SiteIndex, change_set: ChangeSet, difference: Difference) -> list[PageChange]:
    found = []
    # Removals first, so that an address is free before another page takes it.
    for page in (*difference.removed, *difference.current):
        before = difference.previous.get(page.page_id)
        address = address_of(sites, page)
        found.append(
            PageChange(
                change_set=change_set,
                page_id=page.page_id,
                page_type=page.page_type,
                event=difference.events[page.page_id],
                path=page.path,
                previous_path=before.path if before else "",
                previous_site_id=before.site_id if before else None,
                locale=page.locale,
                site_id=page.site_id,
                url=address.url,
                hostname=address.hostname,
            )
        )
    return found


def _update_ledger(difference: Difference) -> None:
    stale = [page.page_id for page in (*difference.removed, *difference.previous.values())]
    for start in range(0, len(stale), BATCH_SIZE):
        PublicPage.objects.filter(page_id__in=stale[start : start + BATCH_SIZE]).delete()
    PublicPage.objects.bulk_create(difference.current)
