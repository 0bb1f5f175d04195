"""The chooser of snippets, for those who have a permission for snippets of that type."""

from typing import Any

from django.urls import URLPattern
from wagtail.admin.auth import PermissionPolicyChecker
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.utils.urlpatterns import decorate_urlpatterns

ACTIONS = ("add", "change", "delete", "view")


class PermittedSnippetChooserViewSet(SnippetChooserViewSet):
    """Asks for a permission; Wagtail's own shows all snippets, drafts included, to all who may open the admin."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Have every view of the chooser ask first."""
        checker = PermissionPolicyChecker(policy_registry.get_by_type(self.model))
        patterns: list[Any] = super().get_urlpatterns()
        decorated: list[URLPattern] = decorate_urlpatterns(
            patterns, checker.require_any("add", "change", "delete", "view")
        )
        return decorated
