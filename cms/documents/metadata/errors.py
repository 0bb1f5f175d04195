"""Why a file cannot be stored without its metadata, in words for the editor."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class DocumentFileError(ValidationError):
    """The metadata of a file cannot be removed."""


def damaged() -> DocumentFileError:
    """Return the error of a file that is not what the ending of its name says."""
    text = _(
        "This file is damaged, or it is of another kind than the ending of its name says. "
        "Open it, save it again and upload that."
    )
    return DocumentFileError(text, code="damaged")


def encrypted() -> DocumentFileError:
    """Return the error of a file that cannot be read without a password."""
    text = _("This file is protected by a password, so readers could not open it. Save it without the password.")
    return DocumentFileError(text, code="encrypted")


def signed() -> DocumentFileError:
    """Return the error of a file whose signature would become invalid."""
    text = _(
        "This file is signed. Removing its author, dates and other metadata would break the signature. "
        "To publish it as it is, put it into a ZIP file; otherwise upload a copy without the signature."
    )
    return DocumentFileError(text, code="signed")


def too_large_inside() -> DocumentFileError:
    """Return the error of a file that would fill the memory when it is unpacked."""
    return DocumentFileError(_("This file is far larger unpacked than it may be. Split it up."), code="too_large")
