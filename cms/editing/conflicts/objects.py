"""Edit conflicts in snippets, documents and all else but pages: a form that another user's save has overtaken."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.log_actions import registry as log_registry
from wagtail.models import RevisionMixin

from cms.editing.comparison.table import changed_fields
from cms.editing.conflicts.autosaves import autosave_log_context, is_own_autosave
from cms.editing.conflicts.rows import RowsComparison, StoredRow, related_rows
from cms.editing.moments import moment_in_words


def stored_version(
    instance: models.Model, ignored: frozenset[str] = frozenset(), rows: Iterable[list[StoredRow]] = ()
) -> str:
    """Return a digest of an object's columns and many-to-many relations: equal until other values are saved.

    What no form shows, such as the sizes of a picture, makes no difference.

    Args:
        instance: the object.
        ignored: names of columns that are written without a form, such as the last login of an account.
        rows: what else the form writes, list by list.
    """
    columns: dict[str, Any] = {
        # Asked for its JSON, a stream gives new ids to blocks that were stored without.
        field.attname: list(getattr(instance, field.attname).raw_data)
        if isinstance(field, StreamField)
        else field.value_to_string(instance)
        for field in instance._meta.concrete_fields
        if field.editable and field.attname not in ignored
    }
    for field in _relations(instance):
        columns[field.name] = [related.pk for related in _related(instance, field)]
    if keys := [[row.key for row in same] for same in rows]:
        columns[""] = keys
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()


def _relations(instance: models.Model) -> list[models.ManyToManyField[Any, Any]]:
    """Return the many-to-many relations of an object; its tags, which add up, are none."""
    return [field for field in instance._meta.many_to_many if isinstance(field, models.ManyToManyField)]


def _related(instance: models.Model, field: models.ManyToManyField[Any, Any]) -> list[models.Model]:
    return sorted(getattr(instance, field.name).all(), key=lambda related: related.pk)


class OlderObjectFormMixin:
    """Refuses to save an older form over a newer version, and shows in what they differ.

    Objects with revisions are compared by Wagtail's loaded revision, all others by what is stored. An editor who wants
    their own version nevertheless ticks so, having seen the difference. The form's own autosave, of which the browser
    had no answer yet, makes it no older. Autosaves Wagtail refuses itself.
    """

    conflict: dict[str, Any] | None = None
    is_older = False
    unversioned_columns: ClassVar[frozenset[str]] = frozenset()
    """Columns that are written without a form."""
    versioned_relations: ClassVar[tuple[str, ...]] = ()
    """Names of the relations to the object whose rows the form writes too."""

    def versioned_rows(self, instance: Any) -> dict[str, list[StoredRow]]:
        """Return the rows that the form writes beside an object, by what they are."""
        return related_rows(instance, self.versioned_relations)

    def save_rows(self, form: Any) -> None:
        """Save such rows as a form has them; they are compared, and the save is undone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let two who save the same object at once do so one after the other."""
        view: Any = self
        with transaction.atomic():
            stored = view.model._default_manager.filter(pk=view.get_object().pk)
            list(stored.select_for_update().values_list("pk"))
            view.object = view.get_object()
            self._compare(view)
            is_autosave = self._has_revisions and view.expects_json_response
            with autosave_log_context(request, view.object, view.latest_revision) if is_autosave else nullcontext():
                response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]  # EditView's
        if self.conflict:
            response.status_code = 409
        return response

    def _compare(self, view: Any) -> None:
        """Note the version that is the newest now, and whether the form was loaded from an older one."""
        if self._has_revisions:
            newest = view.latest_revision
            self.newest_version = f"{newest.pk} {newest.created_at.isoformat()}" if newest else ""
            self.is_older = view.is_out_of_date and not view.expects_json_response
            if self.is_older:
                # The form's own autosave is no longer the latest version, and so cannot be overwritten.
                sent = view.request.POST.copy()
                sent.pop("overwrite_revision_id", None)
                view.request.POST = sent
                self.is_older = not is_own_autosave(view.request, view.object, newest)
        else:
            self.newest_version = self._stored_version(view.object)
            self.is_older = view.request.POST.get("loaded_version", self.newest_version) != self.newest_version

    def _stored_version(self, instance: models.Model) -> str:
        return stored_version(instance, self.unversioned_columns, self.versioned_rows(instance).values())

    @property
    def _has_revisions(self) -> bool:
        return issubclass(self.model, RevisionMixin)  # type: ignore[attr-defined]  # EditView's

    def is_valid(self, form: Any) -> bool:
        """Refuse an older form, unless it is meant to replace exactly the version that is the newest."""
        view: Any = self
        if not self.is_older or view.request.POST.get("replace_version") == self.newest_version:
            return bool(super().is_valid(form))  # type: ignore[misc]  # EditView's
        self.conflict = {
            **self._last_edit(),
            "version": self.newest_version,
            "differences": self._differences(form),
            "is_kept": self._has_revisions,
        }
        view.produced_error_message = _("Not saved: there is a newer version. Your text is still in the form.")
        if self._has_revisions:
            # What the browser loaded stays what it loaded, or its next autosave would do what was just refused.
            view.object.latest_revision_id = view.request.POST.get("loaded_revision_id")
        return False

    def _last_edit(self) -> dict[str, Any]:
        """Return who saved the newer version, whether it is who sends the form, and when."""
        view: Any = self
        if self._has_revisions:
            user, moment = view.latest_revision.user, view.latest_revision.created_at
        else:
            entry = log_registry.get_logs_for_instance(view.object).select_related("user").first()
            user, moment = (entry.user, entry.timestamp) if entry else (None, timezone.now())
        who = user.get_full_name() or user.get_username() if user else _("Another editor")
        return {"who": who, "is_own": user == view.request.user, "moment": moment_in_words(moment)}

    def _differences(self, form: Any) -> list[Any]:
        """Return the fields in which the newer version and the form differ."""
        view: Any = self
        if not form.is_valid():
            return []
        newest = view.get_object()
        mine = form.save(commit=False)
        for field in _relations(mine):
            if field.name in form.cleaned_data:
                # Only saved, the form would have set its relations.
                _hold(newest, field, _offered(form.fields[field.name], _related(newest, field)))
                _hold(mine, field, sorted(form.cleaned_data[field.name], key=lambda related: related.pk))
        panel = (view.panel or _panel_of(form)).get_bound_panel(instance=mine, request=view.request, form=None)
        return [*changed_fields(panel, newest, mine), *self._row_differences(form)]

    def _row_differences(self, form: Any) -> list[RowsComparison]:
        """Return the lists of rows in which the newer version and the form differ."""
        view: Any = self
        before = self.versioned_rows(view.get_object())
        if not before:
            return []
        with transaction.atomic():
            self.save_rows(form)
            after = self.versioned_rows(view.get_object())
            transaction.set_rollback(True)
        compared = [RowsComparison(label, rows, after[label]) for label, rows in before.items()]
        return [one for one in compared if one.has_changed()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the conflict, if there is one, and what the form was loaded from."""
        view: Any = self
        if self.conflict:
            sent = view.request.POST
            loaded = sent.get("loaded_version", "")
        elif self._has_revisions:
            loaded = None
        else:
            newest = getattr(self, "newest_version", None)
            loaded = newest or self._stored_version(view.object)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # EditView's
        if self.conflict and self._has_revisions:
            context["loaded_revision_created_at"] = view.request.POST.get("loaded_revision_created_at", "")
        return context | {"conflict": self.conflict, "loaded_version": loaded}


def _panel_of(form: Any) -> Any:
    """Return a panel with the fields of a form that Wagtail prints without one, such as those of documents."""
    model = form._meta.model
    names = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    return ObjectList([FieldPanel(name) for name in form.fields if name in names]).bind_to_model(model)


def _offered(field: Any, related: list[models.Model]) -> list[models.Model]:
    """Return those that a field offers: Wagtail's form of a group leaves the permissions that it does not show."""
    if not hasattr(field, "queryset"):
        return related
    offered = set(field.queryset)
    return [one for one in related if one in offered]


def _hold(instance: Any, field: models.ManyToManyField[Any, Any], related: list[models.Model]) -> None:
    """Have an object return related ones that are not stored as such."""
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[field.name] = related
