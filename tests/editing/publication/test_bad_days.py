"""A day or moment that cannot be meant is refused on every way to publish, and nothing is lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.scheduling.schedule import run_schedule
from news.models import ArticlePage, Correction, NewsIndexPage
from tests.editing.publication.test_checks import bulk_publish, in_hours, live
from tests.factories import ImageFactory, make_article, make_translation
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

NOW = timezone.now().replace(microsecond=0)
HOUR_AGO = NOW - dt.timedelta(hours=1)
SOON, LATER = NOW + dt.timedelta(hours=2), NOW + dt.timedelta(hours=3)


def with_correction(index: NewsIndexPage) -> ArticlePage:
    article = make_article(index, live=False)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    article.corrections.add(Correction(date=tomorrow, kind="correction", text="It was Tuesday."))
    article.save()
    return article


def with_embargo(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, embargo=True, embargo_until=HOUR_AGO)


def with_expiry(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, expire_at=HOUR_AGO)


def with_expiry_before_it_goes_live(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, go_live_at=LATER, expire_at=SOON)


def with_expiry_before_the_embargo_lifts(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, embargo=True, embargo_until=LATER, expire_at=SOON)


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
    with_expiry: "is already past: this would be published and no reader would see it. Empty this field, or choose",
    with_expiry_before_it_goes_live: "only: no reader would ever see it. Empty this field, or choose a later moment.",
    with_expiry_before_the_embargo_lifts: "This would expire on ",
    with_picture: "expired",
}
CASES = [
    (make, message, publish)
    for make, message in REFUSALS.items()
    for publish in (bulk_publish, approve, publish_copy, publish_translation)
    # A copy or translation has no corrections. One that is made after an embargo or expiry has none: it would ask to
    # have taken away what is over.
    if make is with_picture or publish in {bulk_publish, approve}
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


def test_the_schedule_publishes_nothing_that_has_expired_meanwhile(index: NewsIndexPage) -> None:
    article = make_article(index, live=False, go_live_at=in_hours(1), expire_at=in_hours(2))
    revision = article.save_revision()
    revision.publish()
    past = {"go_live_at": in_hours(-2).isoformat(), "expire_at": in_hours(-1).isoformat()}
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=in_hours(-2), content={**revision.content, **past}
    )

    [(_name, reason)] = run_schedule().failed

    assert reason.startswith("Expiry date/time: ")
    assert "is already past: this would be published and no reader would see it." in reason
    assert not live(article)


def test_what_is_live_is_not_published_again_with_an_expiry_in_the_past(index: NewsIndexPage) -> None:
    article = make_article(index, expire_at=HOUR_AGO)
    with pytest.raises(ValidationError, match="no reader would see it"):
        article.save_revision().publish()

    article.expire_at = in_hours(1)
    article.save_revision().publish()
    assert live(article)


def test_the_form_names_the_expiry_that_comes_before_the_embargo_lifts(index: NewsIndexPage) -> None:
    article = make_article(index, live=False)
    moments = {"embargo_until": f"{LATER:%Y-%m-%d %H:%M}", "expire_at": f"{SOON:%Y-%m-%d %H:%M}"}
    form = article_form("action-publish", embargo="on", **moments)
    answer = log_in(make_user("Moderators")).post(f"/admin/pages/{article.pk}/edit/", form)

    assert "no reader would ever see it" in str(answer.context["form"].errors["expire_at"])
    assert not live(article)
