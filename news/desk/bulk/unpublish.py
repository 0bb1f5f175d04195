"""The bulk action that unpublishes pages, with an undo for articles."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.log_actions import log
from wagtail.models import Page

from news.desk.bulk.chosen import ChosenPagesMixin
from news.desk.bulk.messages import undo_buttons
from news.desk.bulk.selection import LeftOut

UNPUBLISH = "wagtail.unpublish"


class UndoableUnpublishBulkAction(ChosenPagesMixin, UnpublishBulkAction):
    """Wagtail's bulk action to unpublish pages, with reasons for pages left out, and an undo."""

    template_name = "news/desk/bulk_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pages left out with their reasons, and the number of those that the user may not edit."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pages = [item["item"].specific_deferred for item in context["items_with_no_access"] if item["can_edit"]]
        left_out = [LeftOut(page, self._hindrance(page)) for page in pages]
        count = len(context["items_with_no_access"])
        pages_left_out = {"left_out": left_out, "left_out_count": count, "not_editable": count - len(left_out)}
        return {**context, "pages_left_out": pages_left_out}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], include_descendants: bool = False, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Unpublish the pages, and log the revision of each that was live, for the undo."""
        checker = kwargs["permission_checker"]
        num_parents = num_children = 0
        for page in objects:
            _unpublish(page, user)
            num_parents += 1
            below = page.get_descendants().filter(live=True) if include_descendants else Page.objects.none()
            for descendant in below.defer_streamfields().specific():
                if checker(descendant):
                    _unpublish(descendant, user)
                    num_children += 1
        return num_parents, num_children

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> None:
        """Show how many pages were unpublished, with a button to undo; none are if the form is submitted twice."""
        if num_parent_objects == 0:
            messages.error(self.request, _("Nothing was changed."))
            return
        message = super().get_success_message(num_parent_objects, num_child_objects)
        messages.success(self.request, message, buttons=undo_buttons(self.next_url))

    def _hindrance(self, page: Page) -> str:
        if not page.live:
            return _("It is not published.")
        lock = page.get_lock()
        return _("It is locked.") if lock and lock.for_user(self.request.user) else _("You may not unpublish it.")


def _unpublish(page: Page, user: Any) -> None:
    """Unpublish a page as Wagtail does, and log its live revision and its latest revision for the undo."""
    revision = page.live_revision
    if revision is None and not page.has_unpublished_changes and page.alias_of_id is None:
        revision = page.specific.save_revision(user=user, changed=False, clean=False)
        page.refresh_from_db()
    newest = page.latest_revision_id
    page.unpublish(user=user, log_action=False)
    log(instance=page, action=UNPUBLISH, user=user, revision=revision, data={"latest_revision": newest})
