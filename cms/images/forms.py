"""The form that asks for a picture's description and credit, wherever a picture is uploaded or edited."""

from pathlib import PurePath
from typing import Any

from django.forms import Field
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from cms.images.validation import PictureField


class CreditedImageForm(BaseImageForm):
    """Says in plain words what a description is for; that it may not be missing is the model's rule."""

    class Meta(BaseImageForm.Meta):
        help_texts = {
            "title": _("A name to find the picture by. Readers get the description and the credit."),
            "description": _(
                "What the picture shows, for readers who cannot see it, for example “Passengers board a night train "
                "in the rain”. It is read aloud to them, and shown when the picture does not load."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # not while a picture of several waits for its description
            self.fields["file"] = _with_checks(self.fields["file"])
        if self.instance.pk is None and "title" in self.initial:
            # A file that waits for its description is titled by its bare name; a title needs no ".jpg".
            self.initial["title"] = PurePath(self.initial["title"]).stem


def _with_checks(field: Field) -> PictureField:
    """Return the file field with our checks; Wagtail's form factory makes its own class of it."""
    return PictureField(label=field.label, required=field.required, widget=field.widget, help_text=field.help_text)
