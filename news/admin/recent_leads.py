"""A warning when the picture of an article already led another story in the last seven days."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.editing.moments import moment_in_words

RECENT_DAYS = 7
MAX_WARNINGS_SHOWN = 10


class RecentLead(NamedTuple):
    """Another story, or several hidden ones, that the picture of an article led.

    Attributes:
        sentence: the warning, with headline and date of the story; with only a count for stories that the account may
            not change.
        edit_url: URL of the story's form; empty for these.
    """

    sentence: str
    edit_url: str


def recent_leads(articles: Sequence[Any], user: Any) -> dict[int | None, list[RecentLead]]:
    """Return the other stories of the last seven days with the picture of an article, by the article's primary key.

    Aliases and translations count as the same story. Runs two queries, or none if no article has a picture.

    Args:
        articles: instances of `ArticlePage` with drafted values; they may be unsaved.
        user: the account to which the warning is shown.
    """
    images = {article.image_id for article in articles} - {None}
    if not images:
        return {}
    model: Any = apps.get_model("news", "ArticlePage")
    now = timezone.now()
    since = now - timedelta(days=RECENT_DAYS)
    recent = model.objects.filter(
        image__in=images, live=True, alias_of=None, published_at__gt=since, published_at__lte=now
    )
    recent = recent.select_related("image").order_by("-published_at", "-pk").defer_streamfields()
    policy: Any = policy_registry.get_by_type(model)
    own = policy.instances_user_has_any_permission_for(user, ["change", "publish"])
    stories = [*recent]
    named = {*own.filter(pk__in=[story.pk for story in stories]).values_list("pk", flat=True)}
    found: dict[int | None, list[RecentLead]] = {}
    for article in articles:
        others = [
            story
            for story in stories
            if story.image_id == article.image_id and story.translation_key != article.translation_key
        ]
        leads = [_named(story) for story in others if story.pk in named]
        if unnamed := len(others) - len(leads):
            leads.append(_unnamed(others[0].image.title, unnamed))
        if leads:
            found[article.pk] = leads
    return found


def _named(story: Any) -> RecentLead:
    words = {
        "picture": story.image.title,
        "story": story.get_admin_display_title(),
        "moment": moment_in_words(story.published_at),
    }
    sentence = _("“%(picture)s” led “%(story)s” of %(moment)s already.") % words
    return RecentLead(sentence, reverse("wagtailadmin_pages:edit", args=[story.pk]))


def _unnamed(picture: str, count: int) -> RecentLead:
    sentence = ngettext(
        "“%(picture)s” led %(count)s story of another section in the last seven days.",
        "“%(picture)s” led %(count)s stories of other sections in the last seven days.",
        count,
    )
    return RecentLead(sentence % {"picture": picture, "count": count}, "")


def warn_after_publication(request: HttpRequest, page: Any) -> None:
    """Show the warning after an article was published by its form; a handler of `after_publish_page`."""
    _warn(request, [page.specific])


def warn_after_bulk_action(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """Show the warning after articles were published by a bulk action; a handler of `after_bulk_action`."""
    pages = [page.pk for page in objects if isinstance(page, Page)] if action_type == "publish" else []
    if pages:
        _warn(
            request, apps.get_model("news", "ArticlePage").objects.filter(pk__in=pages, live=True).defer_streamfields()
        )


def _warn(request: HttpRequest, pages: Iterable[Any]) -> None:
    articles = [page for page in pages if isinstance(page, apps.get_model("news", "ArticlePage"))]
    leads = [lead for found in recent_leads(articles, request.user).values() for lead in found]
    for lead in dict.fromkeys(leads[:MAX_WARNINGS_SHOWN]):
        buttons = [messages.button(lead.edit_url, _("Show the story"))] if lead.edit_url else []
        messages.warning(request, lead.sentence, buttons=buttons)
