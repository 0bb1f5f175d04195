"""Addresses of the admin that answer in the place of Wagtail's own, which show more than an account may see.

The edit views are here that would save an older form over a newer version, and that no hook can replace.
"""

from collections.abc import Callable
from typing import Any

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import PermissionPolicyChecker, require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.admin.views import workflows
from wagtail.models import Workflow
from wagtail.permissions import policy_registry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.editing.choosers.pages import BrowseView, ChosenMultipleView, SearchView
from cms.editing.conflicts.administration import CollectionEditView, TaskEditView, WorkflowEditView
from cms.editing.conflicts.privacy import set_collection_privacy
from cms.editing.page_types_report import PageTypesReportView


def admin_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view what Wagtail gives all views of the admin: access, its own 404, and no caching."""
    guarded: Callable[..., Any] = never_cache(display_custom_404(require_admin_access(view)))
    return guarded


for_workflow_editors = PermissionPolicyChecker(policy_registry.get_by_type(Workflow)).require_any("add", "change")

urlpatterns = decorate_urlpatterns(
    [
        path("choose-page/", BrowseView.as_view()),
        path("choose-page/<int:parent_page_id>/", BrowseView.as_view()),
        path("choose-page/search/", SearchView.as_view()),
        path("choose-page/chosen-multiple/", ChosenMultipleView.as_view()),
        path("collections/<int:pk>/", CollectionEditView.as_view()),
        path("collections/<int:collection_id>/privacy/", set_collection_privacy),
        path("reports/page-types-usage/", PageTypesReportView.as_view()),
        path("reports/page-types-usage/results/", PageTypesReportView.as_view(results_only=True)),
        path("workflows/edit/<int:pk>/", WorkflowEditView.as_view()),
        path("workflows/tasks/edit/<int:pk>/", TaskEditView.as_view()),
        path("workflows/task_chooser/", for_workflow_editors(workflows.TaskChooserView.as_view())),
        path("workflows/task_chooser/results/", for_workflow_editors(workflows.TaskChooserResultsView.as_view())),
        path("workflows/task_chooser/create/", for_workflow_editors(workflows.TaskChooserCreateView.as_view())),
        path("workflows/task_chooser/<int:task_id>/", for_workflow_editors(workflows.task_chosen)),
    ],
    admin_view,
)
