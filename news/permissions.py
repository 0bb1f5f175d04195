"""Permissions of a user for an article."""

from wagtail.models import PagePermissionTester


class ArticlePermissionTester(PagePermissionTester):
    """Judges a page that has nothing below it by the page alone, where Wagtail asks the database for each row."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Tell whether the article may be deleted: by Wagtail's rule, who may not publish may not take down either."""
        if not self.user.is_active or self.user.is_superuser or not self.page.is_leaf():
            return bool(super().can_delete(ignore_bulk))
        owns = "add" in self.permissions and self.page.owner_id == self.user.pk
        return ("change" in self.permissions or owns) and ("publish" in self.permissions or not self.page.live)
