"""Permissions of a user for an article and for planning notes."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry


class ArticlePermissionTester(PagePermissionTester):
    """Permission tester that decides on the deletion of a leaf page without Wagtail's query for its descendants."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return whether the user may delete the article; as in Wagtail, a live one needs permission to publish."""
        if not self.user.is_active or self.user.is_superuser or not self.page.is_leaf():
            return bool(super().can_delete(ignore_bulk))
        owns = "add" in self.permissions and self.page.owner_id == self.user.pk
        return ("change" in self.permissions or owns) and ("publish" in self.permissions or not self.page.live)


class PlanningNotePolicy(ModelPermissionPolicy):
    """Limits the permissions for planning notes to those about articles that the user may edit, or about none."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Tell whether a user may do something with a note."""
        return bool(self.user_has_permission(user, action)) and (
            instance.article is None
            or policy_registry.get_by_type(Page).user_has_permission_for_instance(user, "change", instance.article)
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """Return the notes with which a user may do any of these things."""
        notes: QuerySet[Any] = super().instances_user_has_any_permission_for(user, actions)
        editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
        return notes.filter(Q(article=None) | Q(article__in=editable.order_by().values("pk")))
