"""What is done to several pages at once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.listing import IndexView
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


class WholeListingMixin:
    """Takes “select all in listing” for the pages that the listing lists.

    Wagtail's own heeds no filter, and takes every page of the site where the listing is of no page's children.
    """

    request: HttpRequest
    next_url: str

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Collection[int]:
        """Return the primary keys of what the listing that leads here lists on all of its pages.

        Args:
            parent_id: the page whose children are listed, if any.
        """
        try:
            match = resolve(urlsplit(self.next_url).path)
        except Resolver404:
            match = None
        view_class = getattr(match.func, "view_class", None) if match else None
        if match is None or view_class is None or not issubclass(view_class, IndexView):
            return super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc,no-any-return]  # BulkAction's
        listing = view_class(**match.func.view_initkwargs)  # type: ignore[attr-defined]  # as view_class
        listing.setup(self.request, *match.args, **match.kwargs)
        listing.get(self.request, *match.args, **match.kwargs)
        return [page.pk for page in getattr(listing, "object_list", ())]


class CheckedPublishBulkAction(WholeListingMixin, PublishBulkAction):
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


class ChosenMoveBulkAction(ChosenPageMixin, WholeListingMixin, MoveBulkAction):
    """Moves pages below another."""

    chosen_page_field = "chooser"


class ListedDeleteBulkAction(WholeListingMixin, DeleteBulkAction):
    """Deletes pages."""
