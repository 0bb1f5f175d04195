"""The form of a document, wherever one is uploaded or edited."""

from typing import Any

from django.core.files import File
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm

from cms.documents.metadata import without_metadata

_FILE_HELP = gettext_lazy(
    "Author, software, dates, places and all else that a PDF or Office file says of its making are removed "
    "when it is stored. Files in a ZIP file are published as they are."
)


class DocumentForm(BaseDocumentForm):
    """Wagtail's form of a document, which takes the metadata out of the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _FILE_HELP

    def clean_file(self) -> File[bytes]:
        """Return the file without metadata.

        Raises:
            DocumentFileError: in words for the editor.
        """
        file: File[bytes] = self.cleaned_data["file"]
        return without_metadata(file) if "file" in self.changed_data else file

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; not what the model says of the missing file once the form has refused the one sent."""
        faults = getattr(error, "error_dict", {})
        if "file" in faults and self.has_error("file"):
            del faults["file"]
            if not faults:
                return
        super().add_error(field, error)
