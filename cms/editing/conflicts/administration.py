"""Edit conflicts in what administrators set up: collections, sites, locales, workflows and their tasks."""

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.views.collections import Edit as BaseCollectionEditView
from wagtail.admin.views.workflows import Edit as BaseWorkflowEditView
from wagtail.admin.views.workflows import EditTask as BaseTaskEditView
from wagtail.locales.views import EditView as BaseLocaleEditView
from wagtail.locales.views import LocaleViewSet
from wagtail.log_actions import log
from wagtail.models import Collection
from wagtail.sites.views import EditView as BaseSiteEditView
from wagtail.sites.views import SiteViewSet

from cms.editing.conflicts.objects import OlderObjectFormMixin
from cms.editing.conflicts.rows import StoredRow


class CollectionEditView(OlderObjectFormMixin, BaseCollectionEditView):
    """Renames or moves a collection; refuses a form that is older than the last saved version."""

    unversioned_columns = frozenset({"path", "depth", "numchild"})
    """Other collections change them too."""

    def versioned_rows(self, instance: Collection) -> dict[str, list[StoredRow]]:
        """Return where the collection stands, which is no column of it."""
        parent = instance.get_parent()
        return {str(self.form_class.base_fields["parent"].label): [StoredRow(str(parent.pk), parent.name)]}

    def save_rows(self, form: Any) -> None:
        """Move the collection."""
        if "parent" in form.changed_data:
            self.get_object().move(form.cleaned_data["parent"], "sorted-child")

    def save_instance(self) -> Collection:
        """Note in the log who saved the collection, which Wagtail does not."""
        instance: Collection = super().save_instance()
        log(instance, "wagtail.edit", user=self.request.user)
        return instance


class SiteEditView(OlderObjectFormMixin, BaseSiteEditView):
    """Changes a site; refuses a form that is older than the last saved version."""


class LocaleEditView(OlderObjectFormMixin, BaseLocaleEditView):
    """Changes a locale; refuses a form that is older than the last saved version."""


class WorkflowEditView(OlderObjectFormMixin, BaseWorkflowEditView):
    """Changes a workflow, and to what it applies; refuses a form that is older than the last saved version."""

    versioned_relations = ("workflow_tasks", "workflow_content_types")
    """Without the pages, of which a form saves what was changed in it alone."""

    def save_rows(self, form: Any) -> None:
        """Save the tasks and kinds of snippets, as far as they are valid."""
        parts = [self.get_form_class()(**{**self.get_form_kwargs(), "instance": self.get_object()})]
        if self.object.active:
            parts.append(self.get_content_type_form())
        for part in parts:
            if part.is_valid():
                part.save()


class TaskEditView(OlderObjectFormMixin, BaseTaskEditView):
    """Changes a task of workflows; refuses a form that is older than the last saved version."""


class GuardedSiteViewSet(SiteViewSet):
    """Wagtail's pages about sites, with that form."""

    edit_view_class = SiteEditView


class GuardedLocaleViewSet(LocaleViewSet):
    """Wagtail's pages about locales, with that form."""

    edit_view_class = LocaleEditView


def site_and_locale_urls() -> list[URLPattern]:
    """Answer for Wagtail's own forms; `cms.editing.admin_urls` does for those that no hook can replace."""
    return [
        path("sites/edit/<int:pk>/", GuardedSiteViewSet("wagtailsites", url_prefix="sites").edit_view),
        path("locales/edit/<int:pk>/", GuardedLocaleViewSet("wagtaillocales", url_prefix="locales").edit_view),
    ]
