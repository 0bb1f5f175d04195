"""Publishing several pages at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from cms.editing.outcomes import refusal_in_words


@dataclass
class BulkOutcome:
    """What became of the pages of a bulk action.

    Attributes:
        published: how many are live now.
        scheduled: how many go live later.
        refused: the pages that were left as they are, with what is wrong with them.
    """

    published: int = 0
    scheduled: int = 0
    refused: list[tuple[Page, list[str]]] = field(default_factory=list)


class CheckedPublishBulkAction(PublishBulkAction):
    """Publishes the pages that are complete, and says of each other one what it lacks."""

    def get_execution_context(self) -> dict[str, Any]:
        """Add what is to be told afterwards."""
        self.outcome = BulkOutcome()
        return {**super().get_execution_context(), "outcome": self.outcome}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        include_descendants: bool = False,
        user: Any = None,
        outcome: BulkOutcome | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish the latest revisions, each by itself: one that is refused keeps no other back."""
        outcome = outcome or BulkOutcome()
        for page in cls._pages(objects, include_descendants, user):
            revision = page.get_latest_revision() or page.specific.save_revision(user=user, clean=False)
            try:
                revision.publish(user=user)
            except ValidationError as error:
                outcome.refused.append((page.specific_deferred, error.messages))
                continue
            go_live_at = revision.as_object().go_live_at
            if go_live_at is not None and go_live_at > timezone.now():
                outcome.scheduled += 1
            else:
                outcome.published += 1
        return outcome.published, outcome.scheduled

    @staticmethod
    def _pages(objects: Iterable[Page], include_descendants: bool, user: Any) -> Iterator[Page]:
        for page in objects:
            yield page
            if include_descendants:
                for below in page.get_descendants().filter(live=False).defer_streamfields().specific().iterator():
                    if user is None or below.permissions_for_user(user).can_publish():
                        yield below

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Return how many were published and scheduled, and tell of each other page why it was not."""
        for page, faults in self.outcome.refused:
            text = refusal_in_words(page, faults)
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            messages.error(self.request, text, buttons=[messages.button(url, _("Edit"))])
        published, scheduled = self.outcome.published, self.outcome.scheduled
        sentences = [
            ngettext("%(count)s page has been published.", "%(count)s pages have been published.", published),
            ngettext("%(count)s page has been scheduled.", "%(count)s pages have been scheduled.", scheduled),
        ]
        counts = [published, scheduled]
        told = [text % {"count": count} for text, count in zip(sentences, counts, strict=True) if count]
        return " ".join(told) or None
