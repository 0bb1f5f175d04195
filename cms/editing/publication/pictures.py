"""The pictures of what is to be published: each may be used by then, and says what it shows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from cms.editing.moments import moment_in_words
from cms.image_rights import UsageTerms

M = TypeVar("M", bound=models.Model)


class PlacedPicture(NamedTuple):
    """A picture and where it stands.

    Attributes:
        field: the name of the field.
        place: the way to it, in words for editors.
        pk: the picture's primary key.
    """

    field: str
    place: str
    pk: int


def picture_faults(instance: models.Model, now: datetime) -> list[str]:
    """Return what keeps an object's pictures from being published, a sentence each, with the way to the picture.

    Args:
        instance: the object with its children; it may be unsaved.
        now: the present moment; an object that readers see later is judged by that moment.
    """
    [(_instance, faults)] = picture_faults_of_all([instance], now)
    return faults


def picture_faults_of_all(instances: Iterable[M], now: datetime) -> list[tuple[M, list[str]]]:
    """Return the `picture_faults` of each of several objects; their pictures are read by one query."""
    placed = [(instance, [*_pictures_of(instance)]) for instance in instances]
    images = _images_of(picture for _instance, pictures in placed for picture in pictures)
    found = []
    for instance, pictures in placed:
        faulty = _faulty(pictures, images, seen_from(vars(instance), now))
        found.append((instance, [f"{picture.place}: {fault}" for picture, fault in faulty]))
    return found


def seen_from(values: Mapping[str, Any], now: datetime) -> datetime:
    """Return from when readers see what is published now: what is scheduled or under embargo, later.

    Args:
        values: the fields of an object by name; those that it lacks are looked past.
        now: the present moment.
    """
    lifted_at = values.get("embargo_until") if values.get("embargo") else None
    return max(now, values.get("go_live_at") or now, lifted_at or now)


def placed_pictures(values: Iterable[tuple[Any, Any]]) -> Iterator[PlacedPicture]:
    """Yield the pictures to which values of columns refer: as such, in rich text and in blocks.

    Args:
        values: the columns, each with its value: a primary key or picture, a text or a stream.
    """
    model = get_image_model()
    for column, value in values:
        if not value or not _may_refer_to_pictures(column):
            continue
        if isinstance(column, models.ForeignKey):
            yield PlacedPicture(column.name, _label_of(column), getattr(value, "pk", value))
            continue
        references = column.extract_references(value)
        found = [(int(pk), path) for referred, pk, _model_path, path in references if referred is model]
        blocks = _blocks_by_id(value) if found and isinstance(column, StreamField) else {}
        for key, path in found:
            block = blocks.get(path.partition(".")[0])
            yield PlacedPicture(column.name, f"{_label_of(column)} → {block}" if block else _label_of(column), key)


def faulty_pictures(pictures: Iterable[PlacedPicture], at: datetime) -> list[tuple[PlacedPicture, str]]:
    """Return the pictures that may not be published at a moment, each with the reason in a sentence; by one query."""
    pictures = list(pictures)
    return _faulty(pictures, _images_of(pictures), at)


def refusal_reason(image: Any, at: datetime) -> str | None:
    """Return why a picture may not be published at a moment, in words for editors; None if it may."""
    values = {"title": image.title}
    if image.usage_terms == UsageTerms.FORBIDDEN:
        return _("“%(title)s” is not to be used. Choose another picture.") % values
    if image.is_withheld(at):
        values["moment"] = moment_in_words(image.rights_expire_at)
        if image.is_withheld(timezone.now()):
            return _("The rights of “%(title)s” expired on %(moment)s. Choose another picture.") % values
        return _("The rights of “%(title)s” expire on %(moment)s, before readers see this.") % values
    if image.lacks_words:  # of an archive: the listing of images shows what is missing
        return None
    if not image.is_decorative and not image.description.strip():
        return _("“%(title)s” has no description. Open it under Images and say what it shows.") % values
    if not image.credit.strip() and not image.no_credit_owed:
        return _("“%(title)s” has no credit. Open it under Images and add one, or tick “No credit needed”.") % values
    return None


def _pictures_of(instance: models.Model) -> Iterator[PlacedPicture]:
    yield from placed_pictures((column, column.value_from_object(instance)) for column in _columns_of(type(instance)))
    for relation in get_all_child_relations(type(instance)):
        columns = _columns_of(relation.related_model)
        if not any(_may_refer_to_pictures(column) for column in columns):
            continue
        for child in getattr(instance, relation.get_accessor_name()).all():
            name = capfirst(child._meta.verbose_name)
            found = placed_pictures((column, column.value_from_object(child)) for column in columns)
            yield from (picture._replace(place=f"{name}, {picture.place}") for picture in found)


def _images_of(pictures: Iterable[PlacedPicture]) -> dict[int, Any]:
    keys = {picture.pk for picture in pictures}
    return get_image_model().objects.in_bulk(keys) if keys else {}


def _faulty(
    pictures: Iterable[PlacedPicture], images: Mapping[int, Any], at: datetime
) -> list[tuple[PlacedPicture, str]]:
    reasons = [(picture, refusal_reason(images[picture.pk], at)) for picture in pictures if picture.pk in images]
    return [(picture, reason) for picture, reason in reasons if reason]


def _columns_of(model: Any) -> list[Any]:
    return [column for column in model._meta.concrete_fields if column.editable]


def _may_refer_to_pictures(column: Any) -> bool:
    if isinstance(column, models.ForeignKey):
        return issubclass(get_image_model(), column.related_model)
    return hasattr(column, "extract_references")


def _label_of(column: Any) -> str:
    return str(capfirst(column.verbose_name))


def _blocks_by_id(stream: Any) -> dict[str, str]:
    """Return how editors find the blocks of a stream: number and label, by block id."""
    step = _("block %(number)s, %(label)s")
    return {
        str(child.id): step % {"number": number, "label": child.block.label} for number, child in enumerate(stream, 1)
    }
