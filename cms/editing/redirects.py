"""The forms of redirects."""

from wagtail.contrib.redirects.views import CreateView, EditView

from cms.editing.choosers.references import ChosenObjectReferencesMixin


class RedirectCreateView(ChosenObjectReferencesMixin, CreateView):
    """The form of a new redirect."""


class RedirectEditView(ChosenObjectReferencesMixin, EditView):
    """The form of a redirect."""
