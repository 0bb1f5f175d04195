"""The pictures of what is to be published: each may be used by then, and says what it shows."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import COMMENTS_RELATION_NAME

from cms.editing.moments import moment_in_words
from cms.image_rights import UsageTerms


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
        now: the present moment; an object that goes live later is judged by that moment.
    """
    pictures = list(pictures_in((column, column.value_from_object(instance)) for column in _columns_of(instance)))
    for relation in get_all_child_relations(type(instance)):
        if relation.name == COMMENTS_RELATION_NAME:
            continue
        for child in getattr(instance, relation.name).all():
            name = capfirst(child._meta.verbose_name)
            found = pictures_in((column, column.value_from_object(child)) for column in _columns_of(child))
            pictures += [picture._replace(place=f"{name}, {picture.place}") for picture in found]
    at = max(now, getattr(instance, "go_live_at", None) or now)
    return [f"{picture.place}: {fault}" for picture, fault in faulty_pictures(pictures, at)]


def pictures_in(values: Iterable[tuple[Any, Any]]) -> Iterator[PlacedPicture]:
    """Yield the pictures to which values of columns refer: as such, in rich text and in blocks.

    Args:
        values: the columns, each with its value: a primary key or picture, a text or a stream.
    """
    model = get_image_model()
    for column, value in values:
        label = str(capfirst(column.verbose_name))
        if isinstance(column, models.ForeignKey):
            if value and issubclass(model, column.related_model):
                yield PlacedPicture(column.name, label, getattr(value, "pk", value))
        elif value and hasattr(column, "extract_references"):
            blocks = _blocks_by_id(value) if isinstance(column, StreamField) else {}
            for referred, pk, _model_path, path in column.extract_references(value):
                if referred is model:
                    block = blocks.get(path.partition(".")[0])
                    yield PlacedPicture(column.name, f"{label} → {block}" if block else label, int(pk))


def faulty_pictures(pictures: Iterable[PlacedPicture], at: datetime) -> list[tuple[PlacedPicture, str]]:
    """Return the pictures that may not be published at a moment, each with the reason in a sentence; by one query."""
    pictures = list(pictures)
    images = get_image_model().objects.in_bulk({picture.pk for picture in pictures}) if pictures else {}
    found = [(picture, refusal_reason(images[picture.pk], at)) for picture in pictures if picture.pk in images]
    return [(picture, fault) for picture, fault in found if fault]


def refusal_reason(image: Any, at: datetime) -> str | None:
    """Return why a picture may not be published at a moment, in words for editors; None if it may."""
    values = {"title": image.title}
    if image.usage_terms == UsageTerms.FORBIDDEN:
        return _("“%(title)s” is not to be used. Choose another picture.") % values
    if image.is_withheld(at):
        values["moment"] = moment_in_words(image.rights_expire_at)
        if image.is_withheld(timezone.now()):
            return _("The rights of “%(title)s” expired on %(moment)s. Choose another picture.") % values
        return _("The rights of “%(title)s” expire on %(moment)s, before this is published.") % values
    if not image.is_decorative and not image.description.strip():
        return _("“%(title)s” has no description. Open it under Images and say what it shows.") % values
    return None


def _columns_of(instance: models.Model) -> list[Any]:
    return [column for column in instance._meta.concrete_fields if column.editable]


def _blocks_by_id(stream: Any) -> dict[str, str]:
    """Return how editors find the blocks of a stream: number and label, by block id."""
    step = _("block %(number)s, %(label)s")
    return {
        str(child.id): step % {"number": number, "label": child.block.label} for number, child in enumerate(stream, 1)
    }
