"""Comparison of the public pages with the ledger of what was public before, in a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page

from cms.changes.models import PageChange, PublicPage
from cms.changes.places import LEDGER_COLUMNS, ledger_row, tree_name
from cms.embargo import Embargoable
from cms.graphql.data.page_loaders import known_types
from cms.takedowns.models import TakeDown
from cms.visibility import Visibility

NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())
MAX_NAMED_PAGES = 1_000
"""Pages that a statement selects by primary key."""


@dataclass
class Difference:
    """What a comparison found.

    Attributes:
        current: new ledger rows, of pages that are new or changed, in the order of the page tree.
        previous: the present ledger rows of changed pages, by primary key.
        removed: the ledger rows of pages that are no longer public, by primary key.
        events: what happened, by primary key of the page.
    """

    current: list[PublicPage] = field(default_factory=list)
    previous: dict[int, PublicPage] = field(default_factory=dict)
    removed: list[PublicPage] = field(default_factory=list)
    events: dict[int, PageChange.Event] = field(default_factory=dict)


def visible_pages(visibility: Visibility) -> QuerySet[Page]:
    """Return the public pages of the types in the schema."""
    return visibility.pages(Page.objects.filter(content_type__in=known_types())).order_by()


def compare_with_ledger(visibility: Visibility, named: set[int], since: datetime, *, everywhere: bool) -> Difference:
    """Compare the public pages with the ledger.

    Args:
        visibility: the public's, at the moment of the comparison.
        named: the primary keys of the pages that changed, each of which counts as updated if it was and is public.
        since: the moment of the previous comparison.
        everywhere: compare all pages; then those with another title, path or publication are updated too.
    """
    if len(named) > MAX_NAMED_PAGES:
        _mark_as_changed(named)
        named, everywhere = set(), True
    visible = visible_pages(visibility)
    is_named = Q(pk__in=named)
    changed = visible.filter(is_named | _is_changed(visibility) if everywhere else is_named)
    scope = PublicPage.objects.all() if everywhere else PublicPage.objects.filter(page_id__in=named)

    found = Difference(removed=list(scope.exclude(page_id__in=visible.values("pk")).order_by("page_id")))
    found.current = [
        ledger_row(visibility.sites, row) for row in changed.order_by("path").values_list(*LEDGER_COLUMNS)
    ]
    if found.current:
        known = PublicPage.objects.filter(page_id__in=changed.values("pk"))
        found.previous = {page.page_id: page for page in known}
    _classify_changes(found, _lifted_since(visibility, since, found))
    _classify_removals(found, visibility.now)
    return found


def _mark_as_changed(pages: set[int]) -> None:
    """Give the ledger's rows of many pages a revision that none has, so that a comparison of all finds them."""
    keys = sorted(pages)
    for start in range(0, len(keys), MAX_NAMED_PAGES):
        PublicPage.objects.filter(page_id__in=keys[start : start + MAX_NAMED_PAGES]).update(revision_id=-1)


def _is_changed(visibility: Visibility) -> Q:
    """Match the pages that have no ledger row with the same values."""
    revision = Coalesce(OuterRef("live_revision_id"), 0)
    same = PublicPage.objects.annotate(known_published_at=Coalesce(F("published_at"), NEVER)).filter(
        page_id=OuterRef("pk"),
        url_path=OuterRef("url_path"),
        title=OuterRef("title"),
        tree__in=[tree_name(tree) for tree in visibility.sites.trees],
        revision_id=revision,
        known_published_at=Coalesce(OuterRef("last_published_at"), NEVER),
    )
    return ~Q(Exists(same))


def _lifted_since(visibility: Visibility, since: datetime, found: Difference) -> set[int]:
    """Return the new pages that are public because an embargo has lifted since the previous comparison."""
    new = [page.page_id for page in found.current if page.page_id not in found.previous]
    lifted: set[int] = set()
    for model in apps.get_models() if new else ():
        if issubclass(model, Embargoable) and issubclass(model, Page):
            rows: QuerySet[Any] = model._default_manager.filter(
                embargo=True, embargo_until__gt=since, embargo_until__lte=visibility.now
            )
            lifted.update(rows.values_list("pk", flat=True))
    return lifted.intersection(new)


def _classify_changes(found: Difference, lifted: Iterable[int]) -> None:
    lifted = set(lifted)
    for page in found.current:
        before = found.previous.get(page.page_id)
        if before is None:
            event = PageChange.Event.EMBARGO_LIFTED if page.page_id in lifted else PageChange.Event.PUBLISHED
        else:
            is_moved = (before.path, before.site_id, before.locale) != (page.path, page.site_id, page.locale)
            event = PageChange.Event.MOVED if is_moved else PageChange.Event.UPDATED
        found.events[page.page_id] = event


def _classify_removals(found: Difference, now: datetime) -> None:
    if not found.removed:
        return
    keys = [page.page_id for page in found.removed]
    keyed: Any = keys if len(keys) <= MAX_NAMED_PAGES else PublicPage.objects.values("page_id")
    rows = Page.objects.filter(pk__in=keyed).values_list("pk", "live", "expired", "expire_at").order_by()
    states = {pk: state for pk, *state in rows}
    taken_down = set(TakeDown.objects.in_force().filter(page__in=keyed).values_list("page", flat=True))
    for pk in keys:
        if pk not in states:
            found.events[pk] = PageChange.Event.DELETED
        elif pk in taken_down:
            found.events[pk] = PageChange.Event.TAKEN_DOWN
        else:
            live, expired, expire_at = states[pk]
            if expired or (expire_at is not None and expire_at <= now):
                found.events[pk] = PageChange.Event.EXPIRED
            else:
                found.events[pk] = PageChange.Event.HIDDEN if live else PageChange.Event.UNPUBLISHED
