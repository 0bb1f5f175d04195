"""The forms of snippets and of settings."""

from typing import Any

from wagtail.contrib.settings.views import EditView as BaseSettingEditView
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, SnippetViewSet

from cms.editing.choosers.references import ChosenObjectReferencesMixin
from cms.editing.choosers.snippets import PermittedSnippetChooserViewSet
from cms.editing.conflicts.first_autosaves import FirstObjectAutosaveMixin
from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.editing.publication.public_state import DraftState


class SnippetCreateView(ChosenObjectReferencesMixin, FirstObjectAutosaveMixin, CreateView):
    """The form of a new snippet."""


class SnippetCopyView(ChosenObjectReferencesMixin, FirstObjectAutosaveMixin, CopyView):
    """The form of a new snippet, filled in from another."""


class SnippetEditView(ChosenObjectReferencesMixin, OlderObjectFormMixin, EditView):
    """The form of a snippet; that of one with drafts says what the public sees of it now."""

    partials_template_name = "editing/object_edit_partials.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the public sees, as it is after this request."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not self.draftstate_enabled:
            return context
        published = self.model._default_manager.get(pk=self.object.pk)
        return context | {"public_state": DraftState(published, self.object)}


class SettingEditView(ChosenObjectReferencesMixin, OlderObjectFormMixin, BaseSettingEditView):
    """The form of a site's settings."""


class NewsroomSnippetViewSet(SnippetViewSet):
    """The views of a snippet; all snippets of this project take theirs from here."""

    add_view_class = SnippetCreateView
    chooser_viewset_class = PermittedSnippetChooserViewSet
    copy_view_class = SnippetCopyView
    edit_view_class = SnippetEditView
