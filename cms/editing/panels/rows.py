"""Rows of a form that an editor may leave empty."""

from typing import Any

from django.forms.formsets import ORDERING_FIELD_NAME
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel


class RowForm(WagtailAdminModelForm):
    """A row in which nothing is chosen is no row: it neither stops autosave nor has to be taken out by hand."""

    def has_changed(self) -> bool:
        """Tell whether there is more in the row than its place among the others, which the form gives it."""
        return bool({*self.changed_data} - {ORDERING_FIELD_NAME})


class RowsPanel(InlinePanel):
    """An inline panel that takes no notice of rows left empty."""

    def get_form_options(self) -> dict[str, Any]:
        """Return Wagtail's options with the form of a row."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = RowForm
        return options
