"""Classification of a commit's cache tags: pages to compare, tags to publish, events."""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from taggit.models import TagBase
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, Site
from wagtail.snippets.models import get_snippet_models

from cms.performance.response_cache.cache_tags import EVERYTHING, part_key, table_label

PLACEMENT_TAGS = "list:site", "list:locale", "list:pageviewrestriction"
"""The tags of tables whose rows decide for many pages whether and where they are public."""

SETTINGS_UPDATED = "settings.updated"

_SHOWN_MODELS = (
    *(AbstractSetting, AbstractImage, AbstractRendition, AbstractDocument),
    *(Collection, CollectionViewRestriction, Locale, Site),
)


class TableKind(Enum):
    """Whether readers see what a table holds.

    Attributes:
        PAGES: pages and their parts, of hidden pages too. Its tags count only when a public page has changed.
        SHOWN: what public pages show, such as pictures. Its tags always count.
        REFERRING: the same, with foreign keys to pages. The deletion of any page, hidden or not, clears these by a
            statement without row tags, which therefore does not count.
        INTERNAL: what readers never see directly: accounts, queues, the search index, this log.
    """

    PAGES = "pages"
    SHOWN = "shown"
    REFERRING = "referring"
    INTERNAL = "internal"


def concerns_readers(tag: str) -> bool:
    """Tell whether readers may see what a tag names."""
    return tag == EVERYTHING or table_kinds().get(label_of(tag), TableKind.INTERNAL) is not TableKind.INTERNAL


def label_of(tag: str) -> str:
    """Return the table of a tag; the page table for tags by path or translation key."""
    kind, _colon, name = tag.partition(":")
    if kind in ("list", "rows"):
        return name
    return table_label(Page._meta.db_table) if kind in ("path", "translation") else kind


@cache
def table_kinds() -> dict[str, TableKind]:
    """Return the kinds of all tables, by their names in tags."""
    models = apps.get_models(include_auto_created=True)
    return {table_label(model._meta.db_table): _kind_of(model) for model in models if not model._meta.proxy}


def _kind_of(model: type[Model]) -> TableKind:
    whole = getattr(part_key(model), "related_model", model)
    if issubclass(model, _SHOWN_MODELS) or not {model, whole}.isdisjoint(get_snippet_models()):
        return TableKind.REFERRING if _refers_to_page(model) else TableKind.SHOWN
    if issubclass(model, Page | TagBase):
        return TableKind.PAGES
    is_internal = model._meta.app_label in ("search", "preview", "scheduling")
    return TableKind.PAGES if _refers_to_page(model) and not is_internal else TableKind.INTERNAL


def _refers_to_page(model: type[Model]) -> bool:
    return any(
        isinstance(field.related_model, type) and issubclass(field.related_model, Page)
        for field in model._meta.concrete_fields
    )


@cache
def _events_by_label() -> dict[str, str]:
    """Return the events that the models of tables declare as `change_event`."""
    settled: dict[type[Any], str] = {Site: SETTINGS_UPDATED, Locale: SETTINGS_UPDATED}
    declared = {model: getattr(model, "change_event", settled.get(model)) for model in apps.get_models()}
    return {table_label(model._meta.db_table): event for model, event in declared.items() if event}


def events_of(tags: Iterable[str]) -> list[str]:
    """Return the events of menus and settings of some tags, sorted and without repetition."""
    return sorted({event for tag in tags if (event := _events_by_label().get(label_of(tag)))})


def touched_pages(tags: Iterable[str]) -> set[int]:
    """Return the primary keys of the pages that tags name."""
    page = table_label(Page._meta.db_table)
    return {int(name) for kind, _colon, name in (tag.partition(":") for tag in tags) if kind == page}


def concerns_any_page(tags: Iterable[str]) -> bool:
    """Tell whether pages other than those in the tags may have changed for readers."""
    return any(tag == EVERYTHING or tag in PLACEMENT_TAGS or _names_no_page(tag) for tag in tags)


def _names_no_page(tag: str) -> bool:
    return tag.startswith("rows:") and label_of(tag) in _page_labels()


@cache
def _page_labels() -> frozenset[str]:
    models = (model for model in apps.get_models() if issubclass(model, Page))
    return frozenset(table_label(model._meta.db_table) for model in models)


def shown_tags(tags: Iterable[str]) -> set[str]:
    """Return the tags that are published whether or not a page has changed for readers.

    A tag of a REFERRING table without a row is left out when pages were deleted: it says no more than that.
    """
    tags = set(tags)
    is_of_pages = any(map(_names_no_page, tags))
    kinds = {tag: table_kinds().get(label_of(tag)) for tag in tags}
    shown = {tag for tag, kind in kinds.items() if kind in (TableKind.SHOWN, TableKind.REFERRING)}
    rows = {tag for tag in shown if not tag.startswith(("list:", "rows:"))}
    found = rows | {f"list:{label_of(tag)}" for tag in rows}
    if not is_of_pages:
        found |= {tag for tag in shown if kinds[tag] is TableKind.SHOWN}
    return found | ({EVERYTHING} if EVERYTHING in tags and any(tag.startswith("rows:") for tag in found) else set())


def concerns_other_content(tags: Iterable[str]) -> bool:
    """Tell whether tags name content that readers see and that has no event: neither page nor menu nor settings."""
    return any(label_of(tag) not in _events_by_label() for tag in shown_tags(tags))


def page_table_tags(tags: Iterable[str]) -> set[str]:
    """Return the tags of tables that are published once a page has changed for readers."""
    return {tag for tag in tags if tag == EVERYTHING or (tag.startswith(("list:", "rows:")) and concerns_readers(tag))}
