"""Pages that show changed categories, authors, tags, pictures or documents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from taggit.models import TagBase
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction, DraftStateMixin, Page, ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from cms.changes.models import HiddenRow
from cms.changes.tags import label_of
from cms.performance.response_cache.cache_tags import table_label
from cms.visibility import Visibility

_FILES = AbstractImage, AbstractDocument


def referring_pages(visibility: Visibility, tags: Iterable[str]) -> set[int]:
    """Return the primary keys of the pages that refer to rows which have changed for readers.

    A row that was and is hidden does not count; see `HiddenRow`.

    Args:
        visibility: the public's.
        tags: the tags of writes, and of what time has shown or hidden.
    """
    named: Mapping[str, set[int]] = defaultdict(set)
    for tag in tags:
        kind, _colon, key = tag.partition(":")
        if kind not in ("list", "rows") and key.isdecimal():
            named[kind].add(int(key))
    written = {label_of(tag) for tag in tags}
    changed: dict[str, set[int]] = {}
    for label, model in _referenced_models().items():
        keys = named.get(label, set())
        if _may_be_hidden(model) and not written.isdisjoint({label, *(_place_labels() if _is_file(model) else ())}):
            keys = _changed_for_readers(visibility, label, model, keys)
        changed[label] = keys
    return _referrers(changed)


def pages_of_deleted(row: Model) -> set[int]:
    """Return the primary keys of the pages that refer to a row before its deletion; none if it is hidden."""
    label = table_label(row._meta.db_table)
    is_referenced = isinstance(row, _referenced_models().get(label, ()))
    is_concerned = is_referenced and not HiddenRow.objects.filter(label=label, key=row.pk).exists()
    return _referrers({label: {row.pk}}) if is_concerned else set()


def _referrers(rows: Mapping[str, set[int]]) -> set[int]:
    """Return the primary keys of the pages that refer to rows, which are given by table in tags."""
    references = Q()
    for label, keys in rows.items():
        if keys:
            content_type = ContentType.objects.get_for_model(_referenced_models()[label])
            references |= Q(to_content_type=content_type, to_object_id__in=list(map(str, keys)))
    if not references:
        return set()
    found = ReferenceIndex.objects.filter(references, base_content_type=ContentType.objects.get_for_model(Page))
    return set(map(int, found.order_by().values_list("object_id", flat=True)))


def enter_hidden_rows(visibility: Visibility) -> None:
    """Replace the stored hidden rows by the present ones."""
    HiddenRow.objects.all().delete()
    for label, model in _referenced_models().items():
        if _may_be_hidden(model):
            _enter(label, _hidden(visibility, model).values_list("pk", flat=True))


def _changed_for_readers(visibility: Visibility, label: str, model: type[Model], named: set[int]) -> set[int]:
    """Return the named rows that were or are shown, and all whose visibility has changed; store the hidden ones."""
    hidden, known = _hidden(visibility, model), HiddenRow.objects.filter(label=label)
    silent = set(known.filter(key__in=named).values_list("key", flat=True))
    newly_hidden = set(hidden.exclude(pk__in=known.values("key")).values_list("pk", flat=True))
    stale = list(known.exclude(key__in=hidden.values("pk")).values_list("key", flat=True))
    shown = set(model._default_manager.filter(pk__in=stale).values_list("pk", flat=True)) if stale else set()
    if stale:
        known.filter(key__in=stale).delete()
    _enter(label, newly_hidden)
    return (named - silent) | newly_hidden | shown


def _enter(label: str, keys: Iterable[int]) -> None:
    HiddenRow.objects.bulk_create((HiddenRow(label=label, key=key) for key in keys), batch_size=2_000)


def _hidden(visibility: Visibility, model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.all()
    return rows.exclude(pk__in=visibility.filter(rows).order_by().values("pk")).order_by()


def _is_file(model: type[Model]) -> bool:
    return issubclass(model, _FILES)


def _may_be_hidden(model: type[Model]) -> bool:
    return issubclass(model, (*_FILES, DraftStateMixin))


@cache
def _referenced_models() -> dict[str, type[Model]]:
    """Return the models, other than pages, that pages show, by table in tags."""
    tags = [model for model in apps.get_models() if issubclass(model, TagBase) and not model._meta.proxy]
    models = [get_image_model(), get_document_model(), *tags, *get_snippet_models()]
    return {table_label(model._meta.db_table): model for model in models}


@cache
def _place_labels() -> frozenset[str]:
    """Return the tables whose rows decide for many files whether they are public."""
    return frozenset(table_label(model._meta.db_table) for model in (Collection, CollectionViewRestriction))
