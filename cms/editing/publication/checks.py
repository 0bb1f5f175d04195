"""The checks that every publication passes, whichever way it takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Revision

from cms.editing.publication.past import is_spent, past_moments
from cms.editing.publication.pictures import picture_faults, picture_faults_of_all

TREE_COLUMNS = {"path", "depth", "numchild"}
"""The columns of a page that are set when it gets its place in the tree."""


class PublicationChecks(models.Model):
    """A model with drafts, which may be incomplete; what is published of it may not.

    The form alone is not enough: bulk actions, workflows, schedules and commands publish a draft without it.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision.

        Raises:
            ValidationError: when the form would refuse it; with a sentence for each fault. Then nothing is written.
        """
        drafted = revision.as_object()
        is_due = revision.approved_go_live_at is not None
        if problems := [*faults_of(drafted), *_faulty_moments(drafted, is_due=is_due)]:
            raise ValidationError(problems)
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]  # DraftStateMixin's


def faults_of(instance: models.Model) -> list[str]:
    """Return what the form would refuse in an object that is to be published, a sentence each."""
    faults: list[str] = []
    try:
        instance.full_clean()
    except ValidationError as error:
        faults += _sentences(instance, error)
    faults += _faults_of_blocks(instance)
    for relation in get_all_child_relations(type(instance)):
        if relation.name == COMMENTS_RELATION_NAME:
            continue
        for child in getattr(instance, relation.name).all():
            try:
                child.full_clean(exclude=[relation.field.name])
            except ValidationError as error:
                name = capfirst(child._meta.verbose_name)
                faults += [f"{name}, {sentence}" for sentence in _sentences(child, error)]
    return [*faults, *picture_faults(instance, timezone.now())]


def faults_of_new(pages: Sequence[Any], *, columns_only: bool = False) -> list[list[str]]:
    """Return the `faults_of` of each of several new pages, by a number of queries that does not grow with them.

    Args:
        pages: unsaved. That the rows exist to which their keys refer, and that no other page has their slugs, is for
            the caller to know: for each page alone these are ten queries.
        columns_only: look at neither their blocks nor their pictures.
    """
    found: list[list[str]] = []
    for page in pages:
        faults: list[str] = []
        keys = {field.name for field in page._meta.concrete_fields if field.is_relation} | TREE_COLUMNS
        page._check_slug_is_unique = lambda: None
        try:
            page.clean_fields(exclude=keys)
            page.clean()
        except ValidationError as error:
            faults += _sentences(page, error)
        finally:
            del page._check_slug_is_unique
        found.append(faults if columns_only else [*faults, *_faults_of_blocks(page)])
    if columns_only:
        return found
    pictures = picture_faults_of_all(pages, timezone.now())
    return [[*faults, *more] for faults, (_page, more) in zip(found, pictures, strict=True)]


def _faults_of_blocks(instance: models.Model) -> list[str]:
    """Return what the form would refuse in an object's blocks, a sentence each."""
    faults: list[str] = []
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField):
            block = field.stream_block
            try:
                block.clean(getattr(instance, field.name))
            except ValidationError as error:
                faults += _in_block(error, block, getattr(instance, field.name), [_label(instance, field.name)])
    return faults


def _faulty_moments(drafted: Any, *, is_due: bool) -> list[str]:
    """Return what is wrong with the moments of what is to be published, a sentence each.

    Args:
        drafted: the object as it is to be published.
        is_due: an editor approved it beforehand for a moment that has come, and is past by then.
    """
    published = type(drafted)._default_manager.filter(pk=drafted.pk).first()
    past = past_moments(vars(drafted), timezone.now())
    return [
        f"{_label(drafted, name)}: {sentence}"
        for name, sentence in past.items()
        if not is_spent(published, name, getattr(drafted, name)) and (name == "expire_at" or not is_due)
    ]


def _sentences(instance: models.Model, error: ValidationError) -> Iterator[str]:
    """Yield the sentences of a model's error, with the names of the fields that editors know."""
    for name, messages in error.message_dict.items():
        for message in messages:
            yield message if name == NON_FIELD_ERRORS else f"{_label(instance, name)}: {message}"


def _label(instance: models.Model, name: str) -> str:
    return str(capfirst(getattr(instance._meta.get_field(name), "verbose_name", name)))


def _in_block(error: ValidationError, block: Any, value: Any, path: list[str]) -> Iterator[str]:
    """Yield the sentences of a block's error, each with the way to the block."""
    errors = getattr(error, "block_errors", None)
    if errors is None:
        yield from (f"{' → '.join(path)}: {message}" for message in error.messages)
        return
    for other in getattr(error, "non_block_errors", []):
        yield f"{' → '.join(path)}: {other}"
    for key, inner in errors.items():
        if isinstance(block, StructBlock):
            child, inner_value, step = block.child_blocks[key], value[key], str(block.child_blocks[key].label)
        elif isinstance(block, StreamBlock):
            child, inner_value = value[key].block, value[key].value
            step = _("block %(number)s, %(label)s") % {"number": key + 1, "label": child.label}
        else:
            assert isinstance(block, ListBlock), "no other block has blocks inside"
            child, inner_value = block.child_block, value[key]
            step = _("item %(number)s") % {"number": key + 1}
        yield from _in_block(inner, child, inner_value, [*path, step])
