"""Where pictures are used, as far as an account may know."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.permissions import policy_registry

from cms.images.admin.stored_pictures import row_values, stored_pictures
from cms.images.models import CreditedImage
from cms.scheduling.schedule import scheduled_models
from cms.tasks.waiting_references import objects_to_be_indexed
from cms.visibility import Visibility


class UseStatus(models.TextChoices):
    """What readers see of a use, the widest first."""

    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    DRAFT = "draft", _("draft")


class PictureUse(NamedTuple):
    """An object that shows a picture, or would.

    Attributes:
        name: of the object; empty where the account may not change it.
        edit_url: of the object; empty likewise.
        kind: what the object is, for example “Article page”.
        fields: the names of the fields in which the picture stands.
        status: whether readers see the object, or will once an embargo ends or its schedule is due, or never.
        key: what tells the object from others.
    """

    name: str
    edit_url: str
    kind: str
    fields: tuple[str, ...]
    status: UseStatus
    key: str

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(self.status.label)


@dataclass(frozen=True)
class PictureUses:
    """All uses of one picture; it stands for Wagtail's `ReferenceGroups` in the views that delete."""

    uses: Sequence[PictureUse] = ()

    def count(self) -> int:
        """Return the number of objects."""
        return len(self.uses)

    @property
    def is_protected(self) -> bool:
        """Tell whether something published or scheduled uses the picture, so that it is not to be deleted."""
        return any(use.status != UseStatus.DRAFT for use in self.uses)

    @property
    def fingerprint(self) -> str:
        """A digest of the uses, empty where there are none: equal until others are found."""
        if not self.uses:
            return ""
        found = sorted((use.key, str(use.status), *use.fields) for use in self.uses)
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16]

    @property
    def named(self) -> list[PictureUse]:
        """The objects that the account may change."""
        return [use for use in self.uses if use.edit_url]

    @property
    def unnamed_count(self) -> int:
        """The number of the other ones, of which the account learns no more."""
        return len(self.uses) - len(self.named)


class _Place(NamedTuple):
    image: int
    model: type[models.Model]
    pk: str
    version: UseStatus


def find_uses(images: Collection[int], user: Any) -> dict[int, PictureUses]:
    """Return the uses of each of these pictures; the number of queries does not depend on how many there are.

    They are those of this moment. Wagtail's reference index says what readers see; of objects whose entry waits for a
    worker, the rows themselves are looked at, and the revisions of newer drafts and of what is scheduled.

    Args:
        images: the primary keys.
        user: the account that is to read it.
    """
    if not images:
        return {}
    wanted = frozenset(images)
    fields: dict[_Place, dict[str, None]] = defaultdict(dict)
    waiting = objects_to_be_indexed()
    for place, field in (*_indexed(wanted, waiting), *_in_rows(wanted, waiting), *_in_revisions(wanted)):
        fields[place][field] = None
    keys: dict[type[models.Model], set[str]] = defaultdict(set)
    for place in fields:
        keys[place.model].add(place.pk)
    rows = {model: {str(pk): row for pk, row in _rows(model, pks).items()} for model, pks in keys.items()}
    changeable = _changeable_pages(user, keys[Page]) if Page in keys else set()
    finder = AdminURLFinder(user)
    found: dict[int, dict[Any, PictureUse]] = {pk: {} for pk in images}
    for place, names in fields.items():
        row: Any = rows[place.model].get(place.pk)
        if row is None:
            continue
        if isinstance(row, Page):
            url = reverse("wagtailadmin_pages:edit", args=[row.pk]) if row.pk in changeable else ""
            kind, name = row.page_type_display_name, row.get_admin_display_title()
        else:
            url, kind, name = finder.get_edit_url(row) or "", capfirst(row._meta.verbose_name), str(row)
        is_draft = place.version == UseStatus.PUBLISHED and not getattr(row, "live", True)
        status = UseStatus.DRAFT if is_draft else place.version
        same = found[place.image].get((place.model, place.pk, status))
        names = dict.fromkeys([*(same.fields if same else ()), *names])
        use = PictureUse(name if url else "", url, kind, tuple(names), status, f"{place.model._meta.label} {place.pk}")
        found[place.image][place.model, place.pk, status] = use
    order = [*UseStatus]
    return {
        pk: PictureUses(sorted(uses.values(), key=lambda use: (order.index(use.status), use.name)))
        for pk, uses in found.items()
    }


def find_published(images: Collection[int], visibility: Visibility) -> dict[int, list[Any]]:
    """Return the pages, snippets and settings that readers see at this moment and that hold each of these pictures.

    The number of queries depends on how many kinds of objects there are, not on how many objects.
    """
    found: dict[int, list[Any]] = {pk: [] for pk in images}
    if not images:
        return found
    wanted, waiting = frozenset(images), objects_to_be_indexed()
    places: dict[type[models.Model], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, _field in (*_indexed(wanted, waiting), *_in_rows(wanted, waiting)):
        places[place.model][place.pk].add(place.image)
    for model, of_model in places.items():
        rows: Any = model._default_manager.filter(pk__in=[*of_model])
        for row in visibility.filter(rows.only("title") if model is Page else rows):
            for image in of_model[str(row.pk)]:
                found[image].append(row)
    return found


def _indexed(images: Collection[int], waiting: Mapping[Any, Collection[str]]) -> Iterator[tuple[_Place, str]]:
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(CreditedImage), to_object_id__in=[str(pk) for pk in images]
    )
    for reference in references.order_by("pk"):
        model = ContentType.objects.get_for_id(reference.base_content_type_id).model_class()
        if model is not None and reference.object_id not in waiting.get(model, ()):
            place = _Place(int(reference.to_object_id), model, reference.object_id, UseStatus.PUBLISHED)
            yield place, reference.describe_source_field()


def _in_rows(images: Collection[int], waiting: Mapping[Any, Collection[str]]) -> Iterator[tuple[_Place, str]]:
    for model, pks in waiting.items():
        rows: Any = model._default_manager.filter(pk__in=pks)
        for row in rows.specific() if model is Page else rows:
            for image, label in stored_pictures(type(row), row_values(row)):
                if image in images:
                    yield _Place(image, model, str(row.pk), UseStatus.PUBLISHED), label


def _in_revisions(images: Collection[int]) -> Iterator[tuple[_Place, str]]:
    """Yield the places in the newest drafts, and in what is scheduled."""
    current = Q(approved_go_live_at__isnull=False)
    for model in scheduled_models():
        drafts: Any = model._default_manager.filter(has_unpublished_changes=True)
        current |= Q(pk__in=drafts.order_by().values("latest_revision"))
    # A number in JSON or in rich text, whose quotes JSON escapes; what it stands for is looked at afterwards.
    numbers = "|".join(map(str, images))
    revisions = Revision.objects.filter(current).alias(text=Cast("content", models.TextField()))
    for revision in revisions.filter(text__regex=rf"""([:,[] ?|id=\\*")({numbers})[^0-9]"""):
        base, drafted = (
            ContentType.objects.get_for_id(pk).model_class()
            for pk in (revision.base_content_type_id, revision.content_type_id)
        )
        if base is None or drafted is None:
            continue
        version = UseStatus.DRAFT if revision.approved_go_live_at is None else UseStatus.SCHEDULED
        for image, label in stored_pictures(drafted, revision.content):
            if image in images:
                yield _Place(image, base, revision.object_id, version), label


def _rows(model: type[models.Model], pks: Collection[str]) -> dict[Any, models.Model]:
    rows: dict[Any, models.Model] = model._default_manager.in_bulk([*pks])
    return rows


def _changeable_pages(user: Any, pks: Collection[str]) -> set[int]:
    policy: Any = policy_registry.get_by_type(Page)
    return {*policy.instances_user_has_permission_for(user, "change").filter(pk__in=pks).values_list("pk", flat=True)}
