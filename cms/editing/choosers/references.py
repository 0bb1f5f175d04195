"""What a form refers to: pages and files, by foreign keys, in rich text and in blocks."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry

from cms.editing.choosers.choosable import choosable_pages, sent_key

Reference = tuple[type[models.Model], str]

FILE_ACTIONS = ["choose", "change", "delete"]


class RefusedReference(PermissionDenied):
    """A form refers to something that its choosers do not offer to this user."""


class ChosenReferencesMixin:
    """Says which reference of a form was refused."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the dashboard with a message; the browser keeps what was typed and offers it again."""
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # of the mixed view
        except RefusedReference as refused:
            messages.error(request, str(refused))
            raise
        return response


class ChosenObjectReferencesMixin(ChosenReferencesMixin):
    """Has a generic view of Wagtail's refuse references; the forms of pages do so themselves."""

    def is_valid(self, form: Any) -> bool:
        """Refuse references before anything is shown of them, also in a form that is not valid otherwise."""
        refuse_references(form)
        return bool(super().is_valid(form))  # type: ignore[misc]  # of the mixed view


def refuse_references(form: Any) -> None:
    """Refuse a form that newly refers to what the user may not choose; what was there before may stay.

    Otherwise trying primary keys one by one would reveal titles and pictures: a form shows what it refers to,
    whether or not it can be saved.

    Raises:
        RefusedReference: naming one of them.
    """
    user = form.for_user
    if user is None or user.is_superuser:
        return
    sent = set(_references_sent(form))
    refused = sent - _choosable(sent, user)
    if added := refused - (set(_references_before(form.instance)) if refused else set()):
        model, pk = min(added, key=lambda reference: (reference[0].__name__, reference[1]))
        raise RefusedReference(
            _("Not saved: you may not choose %(kind)s %(pk)s, to which the form refers.")
            % {"kind": model._meta.verbose_name, "pk": pk}
        )


def _references_sent(form: Any) -> Iterator[Reference]:
    """Yield what the browser sent, be it valid or not."""
    for column in form.instance._meta.concrete_fields:
        if column.name in form.fields:
            yield from _references_of(column, form[column.name].data)
    for formset in getattr(form, "formsets", {}).values():
        for child in formset.forms:
            yield from _references_sent(child)


def _references_before(instance: models.Model) -> Iterator[Reference]:
    for column in instance._meta.concrete_fields:
        yield from _references_of(column, column.value_from_object(instance))
    for relation in get_all_child_relations(type(instance)):
        for child in getattr(instance, relation.get_accessor_name()).all():
            yield from _references_before(child)


def _references_of(column: Any, value: Any) -> Iterator[Reference]:
    found: Any = ()
    if isinstance(column, models.ForeignKey):
        found = [(column.related_model, value)]
    elif value and hasattr(column, "extract_references"):
        found = [(model, pk) for model, pk, *_path in column.extract_references(value)]
    keys = ((model, sent_key(model, pk)) for model, pk in found if issubclass(model, Page | CollectionMember))
    return ((model, str(pk)) for model, pk in keys if pk is not None)


def _choosable(references: set[Reference], user: Any) -> set[Reference]:
    choosable: set[Reference] = set()
    for model in {model for model, _pk in references}:
        if issubclass(model, Page):
            rows: Any = choosable_pages(user)
        else:
            rows = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FILE_ACTIONS)
        asked = [pk for other, pk in references if other is model]
        choosable |= {(model, str(pk)) for pk in rows.filter(pk__in=asked).values_list("pk", flat=True)}
    return choosable
