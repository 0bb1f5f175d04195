"""The form of a page."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.editing.choosers.references import refuse_references
from cms.editing.publication.past import is_spent, past_moments
from cms.editing.publication.pictures import faulty_pictures, placed_pictures, seen_from
from cms.takedowns.models import refuse_taken_down


class PublishedPicturesForm(WagtailAdminModelForm):
    """Refuses pictures that may not be published, unless a draft is saved."""

    def clean(self) -> dict[str, Any]:
        """Add an error for each picture that may not be published, at the field that leads to it."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:
            return cleaned
        columns = [column for column in self.instance._meta.concrete_fields if cleaned.get(column.name)]
        pictures = placed_pictures((column, cleaned[column.name]) for column in columns)
        for picture, fault in faulty_pictures(pictures, seen_from(cleaned, timezone.now())):
            self.add_error(picture.field, f"{picture.place}: {fault}" if "→" in picture.place else fault)
        return cleaned


class NewsroomPageForm(PublishedPicturesForm, WagtailAdminPageForm):
    """Asks back before a moment in the past is saved, and keeps the seconds that its widgets do not show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # The page makes one of its title, or of its type where the title has no letter.
            self.fields["slug"].required = False

    def is_valid(self) -> bool:
        """Refuse references before anything is shown of them, also in a form that is not valid otherwise."""
        if self.is_bound:
            refuse_references(self)
        valid: bool = super().is_valid()
        return valid

    def clean(self) -> dict[str, Any]:
        """Add an error to each moment that has passed and is new in this form, or is about to be published."""
        cleaned: dict[str, Any] = super().clean()
        for name, value in cleaned.items():
            before = self.initial.get(name)
            if isinstance(value, datetime) and isinstance(before, datetime) and value == _to_the_minute(before):
                cleaned[name] = before
        for name, message in past_moments(cleaned, timezone.now()).items():
            is_new = cleaned[name] != self.initial.get(name)
            if is_new or not (self.is_deferred_validation or self._is_spent(name, cleaned[name])):
                self.add_error(name, message)
        if not self.is_deferred_validation:
            try:
                refuse_taken_down(self.instance)
            except ValidationError as refused:
                self.add_error(None, refused)
        return cleaned

    def _is_spent(self, name: str, moment: datetime) -> bool:
        rows = type(self.instance)._default_manager
        return is_spent(rows.filter(pk=self.instance.pk).first() if self.instance.pk else None, name, moment)


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
