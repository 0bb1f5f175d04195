"""The messages after a bulk action."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import get_active_log_context

from cms.editing.bulk import MAX_REFUSALS_SHOWN
from cms.editing.publication.outcomes import faults_in_words
from news.desk.bulk.changes import PlanOutcome

MessageButton = tuple[str, str, bool]


def undo_buttons(next_url: str) -> list[MessageButton]:
    """Return the button to undo this request's bulk action, after which the undo redirects to `next_url`."""
    url = reverse("undo_bulk_action", args=[get_active_log_context().uuid])
    button: MessageButton = messages.button(f"{url}?{urlencode({'next': next_url})}", _("Undo"))
    return [button]


def changed_in_words(outcome: PlanOutcome) -> list[str]:
    """Return sentences with the numbers of articles that were changed and published, or changed in drafts."""
    return _counted(
        (
            outcome.published,
            ngettext_lazy(
                "%(count)s article has been changed and published.",
                "%(count)s articles have been changed and published.",
                "count",
            ),
        ),
        (
            outcome.drafted,
            ngettext_lazy(
                "%(count)s article has been changed in its draft.",
                "%(count)s articles have been changed in their drafts.",
                "count",
            ),
        ),
    )


def undone_in_words(outcome: PlanOutcome) -> list[str]:
    """Return sentences with the numbers of articles whose change was undone and published, or undone in drafts."""
    return _counted(
        (
            outcome.published,
            ngettext_lazy(
                "The change of %(count)s article has been taken back and published.",
                "The changes of %(count)s articles have been taken back and published.",
                "count",
            ),
        ),
        (
            outcome.drafted,
            ngettext_lazy(
                "The change of %(count)s article has been taken back in its draft.",
                "The changes of %(count)s articles have been taken back in their drafts.",
                "count",
            ),
        ),
    )


def republished_in_words(outcome: PlanOutcome) -> list[str]:
    """Return how many articles were published again."""
    text = ngettext_lazy(
        "%(count)s article has been published again, as readers had it.",
        "%(count)s articles have been published again, as readers had them.",
        "count",
    )
    return _counted((outcome.published, text))


def tell_outcome(
    request: HttpRequest, outcome: PlanOutcome, done: Sequence[str], buttons: Sequence[MessageButton] = ()
) -> None:
    """Show messages: a summary of what was done, and the reason for each article that could not be published.

    Args:
        request: the request whose user gets the messages.
        outcome: the result for the articles.
        done: sentences about what was done; empty if nothing was.
        buttons: buttons of the summary, if anything was done.
    """
    for article, faults in outcome.refused[:MAX_REFUSALS_SHOWN]:
        url = reverse("wagtailadmin_pages:edit", args=[article.pk])
        words = {"title": article.get_admin_display_title(), "faults": faults_in_words(faults)}
        text = _("“%(title)s” was not changed. %(faults)s") % words
        messages.error(request, text, buttons=[messages.button(url, _("Edit"))])
    refused = ngettext_lazy("%(count)s article was not changed.", "%(count)s articles were not changed.", "count")
    summary = " ".join([*done, *_counted((len(outcome.refused), refused))])
    if done:
        messages.success(request, summary, buttons=buttons)
    else:
        messages.error(request, summary or _("Nothing was changed."))


def _counted(*sentences: tuple[int, Promise]) -> list[str]:
    """Return the sentences with their counts, without those whose count is 0."""
    return [str(text % {"count": count}) for count, text in sentences if count]
