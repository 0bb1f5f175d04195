"""The forms of snippets and of settings."""

from wagtail.contrib.settings.views import EditView as BaseSettingEditView
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, SnippetViewSet

from cms.editing.choosers.references import ChosenObjectReferencesMixin
from cms.editing.choosers.snippets import PermittedSnippetChooserViewSet
from cms.editing.conflicts.first_autosaves import FirstObjectAutosaveMixin
from cms.editing.conflicts.objects import OlderObjectFormMixin


class SnippetCreateView(ChosenObjectReferencesMixin, FirstObjectAutosaveMixin, CreateView):
    """The form of a new snippet."""


class SnippetCopyView(ChosenObjectReferencesMixin, FirstObjectAutosaveMixin, CopyView):
    """The form of a new snippet, filled in from another."""


class SnippetEditView(ChosenObjectReferencesMixin, OlderObjectFormMixin, EditView):
    """The form of a snippet."""


class SettingEditView(ChosenObjectReferencesMixin, OlderObjectFormMixin, BaseSettingEditView):
    """The form of a site's settings."""


class NewsroomSnippetViewSet(SnippetViewSet):
    """The views of a snippet; all snippets of this project take theirs from here."""

    add_view_class = SnippetCreateView
    chooser_viewset_class = PermittedSnippetChooserViewSet
    copy_view_class = SnippetCopyView
    edit_view_class = SnippetEditView
