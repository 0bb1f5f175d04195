"""The form of a picture, wherever one is uploaded or edited: it keeps the file over errors and finds duplicates."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, ClassVar, cast

from django.core.files import File
from django.forms import FileInput
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag
from taggit.utils import edit_string_for_tags
from wagtail.images.forms import BaseImageForm
from wagtail.models import UploadedFile
from wagtail.utils.file import hash_filelike

from cms.images.admin.public_places import public_change_faults
from cms.images.models import CreditedImage
from cms.images.rights.faults import rights_faults
from cms.images.uploads.duplicates import find_duplicate
from cms.images.uploads.kept_files import delete_upload, find_upload, keep_upload, open_upload
from cms.images.uploads.metadata import is_plausible, read_metadata
from cms.images.uploads.validation import PictureField


def shown_value(name: str, value: Any) -> Any:
    """Return a value that a file has given as the form's widget for it shows it."""
    if name == "tags":
        return edit_string_for_tags([Tag(name=word) for word in value])
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if name == "taken_at" else value


class KeptFileInput(FileInput):
    """A file input that shows which file the form keeps after an error, and which picture is its duplicate.

    Attributes:
        upload: the file that the form keeps after an error, if any.
        duplicate: the picture that the library holds already, if the form asks about it.
    """

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["images/kept_file_input.css"]}

    template_name = "images/kept_file_input.html"
    upload: UploadedFile | None = None
    duplicate: CreditedImage | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the file and the picture."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        kept_name = PurePath(self.upload.file.name).name if self.upload else ""
        return context | {"upload": self.upload, "kept_name": kept_name, "duplicate": self.duplicate}

    def use_required_attribute(self, initial: Any) -> bool:
        """Let the browser send the form without a file when one is kept."""
        return super().use_required_attribute(initial) and self.upload is None


class CreditedImageForm(BaseImageForm):
    """Wagtail's form of an image, which keeps the chosen file when another field has an error.

    Of a new picture it fills what was left empty from what the file says.

    Args:
        user: whose form it is.
        asks_about_duplicates: refuse a file that the library holds, until the user says that both are wanted.

    Attributes:
        filled: the names of the fields that the file has filled.
    """

    keeps_file = True
    filled: Sequence[str] = ()
    files: MultiValueDict[str, Any]
    data: Any

    class Meta(BaseImageForm.Meta):
        help_texts = {
            "title": gettext_lazy("A name to find the picture by. Readers get the description and the credit."),
            "description": gettext_lazy(
                "What the picture shows, for readers who cannot see it, for example “Passengers board a night train "
                "in the rain”. It is read aloud to them, and shown when the picture does not load."
            ),
        }

    def __init__(self, *args: Any, user: Any = None, asks_about_duplicates: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.asks_about_duplicates = asks_about_duplicates
        self._valid_file: File[bytes] | None = None
        if "file" in self.fields:  # not while a picture of several waits for its description
            field = self.fields["file"]
            widget = KeptFileInput(field.widget.attrs)
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=widget, help_text=field.help_text
            )
            self._file_input = cast(KeptFileInput, self.fields["file"].widget)  # the field has made a copy
            self._sends_file = self.add_prefix("file") in self.files
            if self.is_bound:
                self._take_up_kept_file()
        if self.instance.pk is None and "title" in self.initial:
            # A file that waits for its description is titled by its bare name; a title needs no ".jpg".
            self.initial["title"] = PurePath(self.initial["title"]).stem

    def _take_up_kept_file(self) -> None:
        name = self.add_prefix("file")
        upload = find_upload(self.user, self.data.get(f"{name}-upload"))
        file = open_upload(upload) if upload else None
        if file is not None:
            self._file_input.upload = upload
            if not self._sends_file:
                self.files = MultiValueDict({**self.files, name: [file]})

    def clean_file(self) -> Any:
        """Remember the valid file, for `full_clean` to keep it where other fields have errors."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            self._valid_file = file
        return file

    def clean(self) -> dict[str, Any]:
        """Add an error to a file that the library holds already, unless the user wants both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._fill_from_file(cleaned)
        taken_at = cleaned.get("taken_at")
        if taken_at is not None and "taken_at" in self.changed_data and not is_plausible(taken_at):
            self.add_error("taken_at", _("No picture can have been taken then. Correct the date, or leave it empty."))
        for name, message in rights_faults(cleaned, self.changed_data, is_new=self.instance.pk is None).items():
            self.add_error(name, message)
        if self.instance.pk is not None and self.user is not None:
            refused = public_change_faults(self.instance.pk, self.cleaned_data, self.changed_data, self.user)
            for name, message in refused.items():
                self.add_error(name, message)
        keep_both = self.data.get(f"{self.add_prefix('file')}-keep_both")
        if self._valid_file is not None and self.asks_about_duplicates and not keep_both:
            duplicate = find_duplicate(hash_filelike(self._valid_file), self.user, self.instance.pk)
            if duplicate is not None:
                self._file_input.duplicate = duplicate
                message = _("The library holds this picture already, as “%(title)s”. Use that one, or keep both.")
                self.add_error("file", message % {"title": duplicate.title})
        return cleaned

    def _fill_from_file(self, cleaned: dict[str, Any]) -> None:
        """Fill what the editor left empty of a new picture; a description is shown before it is kept."""
        if self._valid_file is None or self.instance.pk is not None:
            return
        said = read_metadata(self._valid_file)
        if cleaned.get("is_decorative"):
            said.pop("description", None)
        if cleaned.get("no_credit_owed"):
            said.pop("credit", None)
        if cleaned.get("usage_terms") or cleaned.get("usage_condition"):
            said.pop("usage_terms", None)
            said.pop("usage_condition", None)
        self.filled = [name for name in said if name in cleaned and not cleaned[name] and name not in self.errors]
        self.data = self.data.copy()
        for name in self.filled:
            cleaned[name] = said[name]
            self.data[self.add_prefix(name)] = shown_value(name, said[name])
        if "description" in self.filled:
            self.instance.description = said["description"]
            self.add_error("description", _("The file says this. Make sure that it says what the picture shows."))

    def full_clean(self) -> None:
        """Keep the file of a form that has errors, and show the picture as it is stored."""
        super().full_clean()
        if not self.errors or self._valid_file is None:
            return
        self.instance.file = self.original_file
        if self._sends_file and self.keeps_file and self.user is not None:
            replaced, self._file_input.upload = self._file_input.upload, keep_upload(self.user, self._valid_file)
            if replaced is not None:
                delete_upload(replaced)

    def save(self, commit: bool = True) -> CreditedImage:
        """Save the picture and delete the kept upload."""
        image: CreditedImage = super().save(commit)
        if commit and "file" in self.fields and self._file_input.upload is not None:
            delete_upload(self._file_input.upload)
        return image
