"""Publishing and moving several pages at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from cms.editing.choosers.pages import ChosenPageMixin
from cms.editing.publication.outcomes import refusal_in_words
from cms.embargo import Embargoable

MAX_REFUSALS_SHOWN = 10


@dataclass
class BulkOutcome:
    """What became of the pages of a bulk action.

    Attributes:
        published: how many readers see now.
        embargoed: how many are published, and held back by an embargo.
        scheduled: how many go live later.
        refused: the pages that were left as they are, with what is wrong with them.
    """

    published: int = 0
    embargoed: int = 0
    scheduled: int = 0
    refused: list[tuple[Page, list[str]]] = field(default_factory=list)


class CheckedPublishBulkAction(PublishBulkAction):
    """Publishes the pages that are complete, and says of each other one what it lacks."""

    def get_execution_context(self) -> dict[str, Any]:
        """Add the sentences for the message after the action."""
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
            if hindrance := _hindrance(page, user):
                outcome.refused.append((page.specific_deferred, [hindrance]))
                continue
            revision = page.get_latest_revision() or page.specific.save_revision(user=user, clean=False)
            try:
                revision.publish(user=user)
            except ValidationError as error:
                outcome.refused.append((page.specific_deferred, error.messages))
                continue
            published, now = revision.as_object(), timezone.now()
            if published.go_live_at is not None and published.go_live_at > now:
                outcome.scheduled += 1
            elif isinstance(published, Embargoable) and published.is_embargoed(now):
                outcome.embargoed += 1
            else:
                outcome.published += 1
        return outcome.published + outcome.embargoed, outcome.scheduled

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
        refused = self.outcome.refused
        for page, faults in refused[:MAX_REFUSALS_SHOWN]:
            text = refusal_in_words(page, faults)
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            messages.error(self.request, text, buttons=[messages.button(url, _("Edit"))])
        counts = [self.outcome.published, self.outcome.embargoed, self.outcome.scheduled, len(refused)]
        sentences = [
            ngettext("%(count)s page has been published.", "%(count)s pages have been published.", counts[0]),
            ngettext(
                "%(count)s page has been published under embargo.",
                "%(count)s pages have been published under embargo.",
                counts[1],
            ),
            ngettext("%(count)s page has been scheduled.", "%(count)s pages have been scheduled.", counts[2]),
            ngettext("%(count)s page was not published.", "%(count)s pages were not published.", counts[3]),
        ]
        words = [text % {"count": count} for text, count in zip(sentences, counts, strict=True) if count]
        if not any(counts[:3]):
            messages.error(self.request, " ".join(words))
            return None
        return " ".join(words)


def _hindrance(page: Page, user: Any) -> str | None:
    """Return why a page's form cannot be saved by this user at all; None when it can."""
    if page.alias_of_id:
        return _("It is an alias: publish the page that it mirrors.")
    lock = page.specific_deferred.get_lock()
    if lock is not None and user is not None and lock.for_user(user):
        return _("It is locked.")
    return None


class ChosenMoveBulkAction(ChosenPageMixin, MoveBulkAction):
    """Moves pages below another."""

    chosen_page_field = "chooser"
