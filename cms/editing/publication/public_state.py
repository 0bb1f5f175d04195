"""What the public sees now of a page, or of a snippet with drafts, in words for editors."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import BaseViewRestriction, Page, PageViewRestriction

from cms.editing.moments import moment_in_words
from cms.embargo import Embargoable
from cms.scheduling.models import ScheduleFailure
from cms.sites import SiteIndex
from cms.takedowns.models import take_down_of
from cms.visibility import Visibility


class DraftState:
    """Says what the public sees of an object with drafts, where that is something else than what is in the form.

    Args:
        published: the object as it is in the database.
        drafted: the object as it is in the form.
        now: the moment; the present one by default.

    Attributes:
        visible: the public sees the object, where it sees anything that names it.
        sentences: what to tell the editor; empty when the public sees what is in the form.
    """

    def __init__(self, published: Any, drafted: Any, now: datetime | None = None) -> None:
        self._published = published
        self._drafted = drafted
        self._now = now or timezone.now()
        self._visibility = Visibility(SiteIndex(), now=self._now)
        rows = type(published)._default_manager.filter(pk=published.pk)
        self.visible: bool = self._visibility.filter(rows).exists()
        reasons = [] if self.visible else [*self._reasons()]
        self.sentences = [*reasons, *self._schedule(), *self._changes()]

    def _reasons(self) -> Iterator[str]:
        """Yield that the public does not see the object, and each reason."""
        yield _("Readers do not see this.")
        yield from self._own_reasons()

    def _own_reasons(self) -> Iterator[str]:
        """Yield why the object is hidden by itself."""
        published = self._published
        if not published.live:
            yield self._why_not_live()
        elif published.expire_at is not None and published.expire_at <= self._now:
            yield _("It expired on %(moment)s.") % {"moment": moment_in_words(published.expire_at)}
        elif published.go_live_at is not None and published.go_live_at > self._now:
            yield _("It goes live on %(moment)s.") % {"moment": moment_in_words(published.go_live_at)}
        elif isinstance(published, Embargoable) and published.is_embargoed(self._now):
            yield embargo_in_words(published)

    def _why_not_live(self) -> str:
        published = self._published
        if published.expired and published.expire_at is not None:
            return _("It expired on %(moment)s.") % {"moment": moment_in_words(published.expire_at)}
        if published.last_published_at is not None:
            return _("It was unpublished after its last publication.")
        return _("It has not been published yet.")

    def _schedule(self) -> Iterator[str]:
        """Yield when an approved version goes live."""
        revision = self._published.scheduled_revision
        if revision is None:
            return
        moment = {"moment": moment_in_words(revision.approved_go_live_at)}
        if revision.approved_go_live_at > self._now:
            yield _("A version is scheduled to go live on %(moment)s.") % moment
        elif ScheduleFailure.objects.for_instance(self._published).exists():
            # Its reason stands over the form.
            yield _("A version should have gone live on %(moment)s and could not.") % moment
        else:
            yield _("A version should have gone live on %(moment)s: tell the administrator.") % moment

    def _changes(self) -> Iterator[str]:
        """Yield in what the form differs from what the public sees."""
        published = self._published
        if not published.live or not published.has_unpublished_changes:
            return
        if self.visible and published.last_published_at is not None:
            moment = {"moment": moment_in_words(published.last_published_at)}
            yield _("Readers see the version of %(moment)s, without the changes in this form.") % moment
        elif self.visible:
            yield _("Readers see the published version, without the changes in this form.")


class PublicState(DraftState):
    """Says what the public sees of a page, which a restriction, its site or its source may hide too."""

    _published: Page

    def _reasons(self) -> Iterator[str]:
        page = self._published
        yield _("Readers do not see this page.")
        yield from self._own_reasons()
        yield from self._restrictions()
        if self._visibility.is_hidden_with_source(page):
            yield _("It is an alias, and readers do not see the page that it mirrors.")
        tree = self._visibility.sites.tree_of(page)
        if tree is None:
            yield _("It stands outside every site.")
        elif tree.home.pk != page.pk and tree not in self._visibility.trees:
            yield _("The home page of its site, or of its language, is not public.")

    def _why_not_live(self) -> str:
        take_down = take_down_of(self._published)
        return super()._why_not_live() if take_down is None else take_down.sentence

    def _restrictions(self) -> Iterator[str]:
        restrictions = PageViewRestriction.objects.filter(page__in=self._published.get_ancestors(inclusive=True))
        for restriction in restrictions.select_related("page").prefetch_related("groups").order_by("page__path"):
            names = ", ".join(group.name for group in restriction.groups.all())
            who = {
                BaseViewRestriction.LOGIN: _("those who log in"),
                BaseViewRestriction.PASSWORD: _("those who have the password"),
                BaseViewRestriction.GROUPS: _("these groups: %(names)s") % {"names": names},
            }[restriction.restriction_type]
            if restriction.page_id == self._published.pk:
                yield _("It is private, for %(who)s.") % {"who": who}
            else:
                yield _("“%(title)s” above it is private, for %(who)s.") % {
                    "title": restriction.page.title,
                    "who": who,
                }

    def _changes(self) -> Iterator[str]:
        yield from super()._changes()
        page, drafted = self._published, self._drafted
        if not page.live or not page.has_unpublished_changes:
            return
        if isinstance(page, Embargoable) and isinstance(drafted, Embargoable):
            if page.is_embargoed(self._now) and not drafted.is_embargoed(self._now):
                yield _("The embargo is taken away in this form only: it holds until this form is published.")
            elif drafted.is_embargoed(self._now) and not page.is_embargoed(self._now):
                yield _("The embargo is set in this form only: it holds once this form is published.")


def embargo_in_words(page: Embargoable) -> str:
    """Return the terms of an embargo that holds, with the desk's note."""
    if page.embargo_until is None:
        terms = _("Under embargo until an editor takes the embargo away and publishes.")
    else:
        terms = _("Under embargo until %(moment)s.") % {"moment": moment_in_words(page.embargo_until)}
    return f"{terms} {page.embargo_note}".strip()
