"""References to changed rows from public pages, direct or through other rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page, ReferenceIndex

from cms.changes.models import HiddenRow, PublicPage
from cms.performance.response_cache.cache_tags import root_models, table_label


def seen_by_readers(tags: Iterable[str], asked: frozenset[str] = frozenset()) -> set[str]:
    """Return the tags of publicly visible rows: public pages, settings of their sites, and what these refer to.

    An author without a public article is not visible, although no column of the author says so.

    Args:
        tags: the tags of rows, such as `author:12`.
        asked: tags of referring rows that an outer call examines: circular references make nothing visible.
    """
    seen: set[str] = set()
    pending: set[str] = set()
    for model, keys in _by_model(without_hidden(tags)):
        found = _seen_by_themselves(model, keys)
        seen |= found
        if not issubclass(model, Page | BaseSiteSetting):
            pending |= {_tag(model, key) for key in keys} - found
    referrers = _referrers(pending)
    asked |= pending
    shown = seen | (seen_by_readers(set().union(*referrers.values()) - asked, asked) if referrers else set())
    while new := {tag for tag, rows in referrers.items() if tag not in shown and not shown.isdisjoint(rows)}:
        shown |= new
    return seen | (shown & pending)


def without_hidden(tags: Iterable[str]) -> set[str]:
    """Return the tags of rows that were not hidden at the last comparison."""
    left: set[str] = set()
    for model, keys in _by_model(tags):
        label = table_label(model._meta.db_table)
        hidden = HiddenRow.objects.filter(label=label, key__in=list(filter(str.isdecimal, keys)))
        left |= {f"{label}:{key}" for key in keys - set(map(str, hidden.values_list("key", flat=True)))}
    return left


def _seen_by_themselves(model: type[Model], keys: set[str]) -> set[str]:
    """Return the tags of public pages, of settings of sites that have one, and of rows that such a page refers to."""
    found: QuerySet[Any]
    if issubclass(model, Page):
        found = PublicPage.objects.filter(page_id__in=keys).values_list("page_id", flat=True)
    elif issubclass(model, BaseSiteSetting):
        sites = PublicPage.objects.values("site_id")
        found = model._default_manager.filter(pk__in=keys, site_id__in=sites).values_list("pk", flat=True)
    else:
        public = PublicPage.objects.values_list(Cast("page_id", CharField()))
        found = _references(model, keys).filter(base_content_type=_type_of(Page), object_id__in=public)
        found = found.values_list("to_object_id", flat=True).distinct()
    return {_tag(model, key) for key in found}


def _referrers(tags: set[str]) -> Mapping[str, set[str]]:
    """Return the tags of the rows other than pages that refer to rows, by the tags of these."""
    found: Mapping[str, set[str]] = defaultdict(set)
    for model, keys in _by_model(tags):
        references = _references(model, keys).exclude(base_content_type=_type_of(Page))
        for content_type, key, to_key in references.values_list("base_content_type", "object_id", "to_object_id"):
            referrer = ContentType.objects.get_for_id(content_type).model_class()
            if referrer is not None:
                found[_tag(model, to_key)].add(_tag(referrer, key))
    return found


def _references(model: type[Model], keys: set[str]) -> QuerySet[ReferenceIndex]:
    rows: QuerySet[Any] = ReferenceIndex.objects.all()
    return rows.filter(to_content_type=_type_of(model), to_object_id__in=keys)


def _by_model(tags: Iterable[str]) -> Iterator[tuple[type[Model], set[str]]]:
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, _colon, key in (tag.partition(":") for tag in tags):
        keys[kind].add(key)
    models = root_models()
    yield from ((models[kind], keys[kind]) for kind in keys if kind in models)


def _tag(model: type[Model], key: Any) -> str:
    return f"{table_label(model._meta.db_table)}:{key}"


def _type_of(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)
