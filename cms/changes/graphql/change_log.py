"""The change log for a viewer: slices of entries, which give of each page only what is public when they are read."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, Max, Q, QuerySet

from cms.changes.models import LedgerState, PageChange
from cms.graphql.context import Context, Info
from cms.graphql.data.id_order import IdOrder, OpenEndedSlice
from cms.graphql.data.page_loaders import pages
from cms.graphql.data.pagination import PageArguments
from cms.graphql.errors import CursorExpired
from cms.graphql.schema.page_types import kinds

EXPIRED = (
    "The change log does not go back to this cursor, or was begun anew. Start over: ask for "
    "`changes(last: 1) { pageInfo { endCursor } }`, read `pages` from the start, then go on from that cursor."
)


@dataclass(frozen=True)
class LogOrder(IdOrder):
    """The log's order: that of the commits.

    Attributes:
        first: the id after which the log is complete.
        latest: the id of its last entry.
    """

    first: int = 0
    latest: int = 0

    def decode(self, cursor: str) -> tuple[str, int]:
        """Return the epoch and id of a cursor.

        Raises:
            BadUserInput: when the cursor is broken or of another list.
            CursorExpired: when entries after it have been deleted, or it is of another log.
        """
        epoch, pk = super().decode(cursor)
        if epoch != self.epoch or not self.first <= pk <= self.latest:
            raise CursorExpired(EXPIRED)
        return epoch, pk


class LogSlice(OpenEndedSlice):
    """A slice of the log. It always has an end cursor, even without entries."""

    order: LogOrder

    @property
    def end_cursor(self) -> str:
        """The cursor from which to continue: that of the last entry, or of the present end of the log."""
        reads_on = self.has_next_page or (self.page_arguments.is_backward and self.page_arguments.cursor is not None)
        if self.nodes and reads_on:
            return self.order.cursor(self.nodes[-1])
        if reads_on and self.page_arguments.cursor is not None:
            return self.page_arguments.cursor
        return self.order.cursor_at(self.order.latest)


def log_slice(context: Context, types: list[str], **arguments: Any) -> LogSlice:
    """Return a slice of the log for a viewer.

    Args:
        context: the request.
        types: values of PageType; none for all.
        **arguments: `first`, `after`, `last` and `before`, as the client sent them.

    Raises:
        BadUserInput: when an argument is out of its range.
        CursorExpired: when the log does not go back to the cursor.
    """
    page_arguments = PageArguments.parse(**arguments)
    order = _log_order()
    entries = _entries(context, types).filter(pk__lte=order.latest)
    sliced = page_arguments.slice(entries, order)
    return LogSlice(order, page_arguments, lambda: context.batches.add(list(sliced)), entries.order_by().count)


def _log_order() -> LogOrder:
    state = LedgerState.objects.filter(pk=1).first() or LedgerState()
    latest: int = PageChange.objects.aggregate(latest=Max("pk"))["latest"] or 0
    return LogOrder("CHANGES", epoch=state.epoch, first=state.pruned_to, latest=max(latest, state.pruned_to))


def _entries(context: Context, types: list[str]) -> QuerySet[PageChange]:
    """Return the entries of the viewer's sites, including pages that have moved away from them."""
    known = kinds()
    models = [known[kind] for kind in types or known if kind in known]
    entries = PageChange.objects.filter(page_type__in=[model._meta.label for model in models])
    sites = context.visibility.viewer.sites
    if sites is not None:
        entries = entries.filter(Q(site_id__in=sites) | Q(previous_site_id__in=sites))
    return entries.annotate(at=F("change_set__committed_at"))


def page_of(change: PageChange, info: Info) -> Any:
    """Return the page of an entry; None for a removal, and where the viewer may not see the page now."""
    if change.event in PageChange.REMOVALS:
        return None
    shown = (one for one in info.context.batches.siblings(change) if one.event not in PageChange.REMOVALS)
    return info.context.load(pages, change.page_id, (one.page_id for one in shown))


def model_of(change: PageChange) -> Any:
    """Return the model of an entry's page."""
    return apps.get_model(change.page_type)


def path_of(change: PageChange, info: Info) -> str:
    """Return the path of an entry's page; of one that moved away from the viewer's sites, its last path there."""
    return change.previous_path if moved_out(change, info) else change.path


def moved_in(change: PageChange, info: Info) -> bool:
    """Tell whether the page of an entry moved to the viewer's sites from another one."""
    sites = info.context.visibility.viewer.sites
    return sites is not None and change.previous_site_id is not None and change.previous_site_id not in sites


def moved_out(change: PageChange, info: Info) -> bool:
    """Tell whether the page of an entry moved from the viewer's sites to another one."""
    sites = info.context.visibility.viewer.sites
    return sites is not None and change.site_id not in sites
