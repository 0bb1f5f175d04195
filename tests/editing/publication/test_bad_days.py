"""A day or moment that cannot be meant is refused on every way to publish, and nothing is lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import ArticlePage, Correction, NewsIndexPage
from tests.editing.publication.test_checks import bulk_publish, live
from tests.factories import ImageFactory, make_article, make_translation
from tests.user_accounts import log_in, make_user

HOUR_AGO = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)


def with_correction(index: NewsIndexPage) -> ArticlePage:
    article = make_article(index, live=False)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    article.corrections.add(Correction(date=tomorrow, kind="correction", text="It was Tuesday."))
    article.save()
    return article


def with_embargo(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, embargo=True, embargo_until=HOUR_AGO)


def with_picture(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, image=ImageFactory(rights_expire_at=HOUR_AGO))


def approve(article: ArticlePage) -> list[str]:
    state = article.get_workflow().start(article, make_user("Editors"))
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.current_task_state.pk])
    answer = log_in(make_user("Moderators")).post(f"{url}?next=/admin/", {"comment": ""}, follow=True)
    return [str(message) for message in answer.context["messages"]]


def publish_copy(article: ArticlePage) -> list[str]:
    return bulk_publish(article.copy(update_attrs={"slug": "copy"}, keep_live=False))


def publish_translation(article: ArticlePage) -> list[str]:
    listing = make_translation(article.get_parent(), "fr")
    return bulk_publish(article.copy_for_translation(listing.locale))


REFUSALS = {
    with_correction: "Correction, Date: This day is in the future. Give the day of the change: today, ",
    with_embargo: "is already past: readers would see this at once. Take the embargo away to do so",
    with_picture: "expired",
}
CASES = [
    (make, message, publish)
    for make, message in REFUSALS.items()
    for publish in (bulk_publish, approve, publish_copy, publish_translation)
    # A copy or translation that is made after an embargo has none: it would ask to have taken away what is over.
    if make is not with_embargo or publish in {bulk_publish, approve}
]


@pytest.mark.parametrize(("make", "message", "publish"), CASES)
def test_it_is_refused_with_a_message_and_stays_a_draft(
    index: NewsIndexPage,
    make: Callable[[NewsIndexPage], ArticlePage],
    message: str,
    publish: Callable[[ArticlePage], list[str]],
) -> None:
    article = ArticlePage.objects.get(pk=make(index).pk)
    article.save_revision(clean=False)

    told = publish(article)

    drafts = ArticlePage.objects.filter(title=article.title)
    assert message in " ".join(told)
    assert not any(live(draft) for draft in drafts)
    kept = drafts.get(pk=article.pk).get_latest_revision_as_object()
    assert kept.embargo_until == article.embargo_until
    assert [one.text for one in kept.corrections.all()] == [one.text for one in article.corrections.all()]
    assert kept.image == article.image
