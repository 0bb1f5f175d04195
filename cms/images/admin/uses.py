"""Where pictures are used, as far as an account may know."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision, get_page_models
from wagtail.permissions import policy_registry

from cms.images.models import CreditedImage


class PictureUse(NamedTuple):
    """An object that shows a picture, or would.

    Attributes:
        name: of the object; empty where the account may not change it.
        edit_url: of the object; empty likewise.
        kind: what the object is, for example “Article page”.
        fields: the names of the fields in which the picture stands.
        is_published: readers see the object, or will once an embargo ends; False for drafts.
    """

    name: str
    edit_url: str
    kind: str
    fields: tuple[str, ...]
    is_published: bool


@dataclass(frozen=True)
class PictureUses:
    """All uses of one picture; it stands for Wagtail's `ReferenceGroups` in the views that delete."""

    uses: Sequence[PictureUse] = ()

    def count(self) -> int:
        """Return the number of objects."""
        return len(self.uses)

    @property
    def is_protected(self) -> bool:
        """Tell whether a published object uses the picture, so that it is not to be deleted."""
        return any(use.is_published for use in self.uses)

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
    is_draft: bool


def find_uses(images: Collection[int], user: Any) -> dict[int, PictureUses]:
    """Return the uses of each of these pictures; the number of queries does not depend on how many there are.

    Published content is found by Wagtail's reference index, wherever in it the picture stands; of newer drafts, the
    fields that hold one picture are looked at.

    Args:
        images: the primary keys.
        user: the account that is to read it.
    """
    fields: dict[_Place, dict[str, None]] = defaultdict(dict)
    for place, field in (*_published_places(images), *_drafted_places(images)):
        fields[place][field] = None
    keys: dict[type[models.Model], set[str]] = defaultdict(set)
    for place in fields:
        keys[place.model].add(place.pk)
    rows = {model: {str(pk): row for pk, row in _rows(model, pks).items()} for model, pks in keys.items()}
    changeable = _changeable_pages(user, keys[Page]) if Page in keys else set()
    finder = AdminURLFinder(user)
    found: dict[int, list[PictureUse]] = {pk: [] for pk in images}
    for place, names in fields.items():
        row: Any = rows[place.model].get(place.pk)
        if row is None:
            continue
        if isinstance(row, Page):
            url = reverse("wagtailadmin_pages:edit", args=[row.pk]) if row.pk in changeable else ""
            kind, name = row.page_type_display_name, row.get_admin_display_title()
        else:
            url, kind, name = finder.get_edit_url(row) or "", capfirst(row._meta.verbose_name), str(row)
        is_published = not place.is_draft and getattr(row, "live", True)
        found[place.image].append(PictureUse(name if url else "", url, kind, tuple(names), is_published))
    return {
        pk: PictureUses(sorted(uses, key=lambda use: (not use.is_published, use.name))) for pk, uses in found.items()
    }


def _published_places(images: Collection[int]) -> Iterator[tuple[_Place, str]]:
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(CreditedImage), to_object_id__in=[str(pk) for pk in images]
    )
    for reference in references.order_by("pk"):
        model = ContentType.objects.get_for_id(reference.base_content_type_id).model_class()
        if model is not None:
            place = _Place(int(reference.to_object_id), model, reference.object_id, is_draft=False)
            yield place, reference.describe_source_field()


def _drafted_places(images: Collection[int]) -> Iterator[tuple[_Place, str]]:
    """Yield the places in the newest drafts of pages, as far as they are not yet published."""
    columns = {
        column.name: str(capfirst(column.verbose_name))
        for model in get_page_models()
        for column in model._meta.concrete_fields
        if column.related_model is CreditedImage
    }
    if not columns:
        return
    holds = Q()
    for name in columns:
        holds |= Q(**{f"content__{name}__in": [*images]})
    drafts = Page.objects.filter(has_unpublished_changes=True).values("latest_revision")
    values = [f"content__{name}" for name in columns]
    for page, *drafted in Revision.objects.filter(holds, pk__in=drafts).values_list("object_id", *values):
        for (_name, label), image in zip(columns.items(), drafted, strict=True):
            if image in images:
                yield _Place(image, Page, page, is_draft=True), label


def _rows(model: type[models.Model], pks: Collection[str]) -> dict[Any, models.Model]:
    rows: dict[Any, models.Model] = model._default_manager.in_bulk([*pks])
    return rows


def _changeable_pages(user: Any, pks: Collection[str]) -> set[int]:
    policy: Any = policy_registry.get_by_type(Page)
    return {*policy.instances_user_has_permission_for(user, "change").filter(pk__in=pks).values_list("pk", flat=True)}
