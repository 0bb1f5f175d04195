"""Every way to publish refuses what the form refuses."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, stored
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

HALF = [("heading", {"text": "", "level": "2"}), ("quote", {"quote": "", "source": ""})]
FAULTS = [
    "Story → block 1, Heading → Heading: This field is required.",
    "Story → block 2, Quote → Quote: This field is required.",
]


def in_hours(hours: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


def half(index: NewsIndexPage, **fields: Any) -> ArticlePage:
    """Returns a draft with an empty heading and an empty quote, as autosave makes all day."""
    article = make_article(index, live=False, **{"body": stored(*HALF), **fields})
    article.save_revision(clean=False)
    return article


def live(article: ArticlePage) -> bool:
    return bool(Page.objects.filter(pk=article.pk, live=True).exists())


def bulk_publish(*articles: ArticlePage) -> list[str]:
    browser = log_in(make_user("Moderators"))
    ids = "&".join(f"id={article.pk}" for article in articles)
    answer = browser.post(
        f"/admin/bulk/wagtailcore/page/publish/?{ids}&next=/admin/", {"include_descendants": ""}, follow=True
    )
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_bulk_publishing_refuses_what_the_form_refuses_and_publishes_the_others(
    index: NewsIndexPage, api: GraphQLClient
) -> None:
    finished = make_article(index, title="Finished", live=False)
    later = make_article(index, title="Later", live=False, go_live_at=in_hours(5))
    held = make_article(index, title="Held", live=False, embargo=True)
    unfinished = half(index, title="Half finished")

    told = bulk_publish(finished, unfinished, later, held)

    assert (live(finished), live(later), live(unfinished)) == (True, False, False)
    assert "“Half finished” was not published. " + " · ".join(FAULTS) in told[0]
    assert told[1].startswith(
        "1 page has been published. 1 page has been published under embargo. 1 page has been scheduled. "
        "1 page was not published."
    )
    assert api.data("{ articles { nodes { title } } }") == {"articles": {"nodes": [{"title": "Finished"}]}}


def test_bulk_publishing_leaves_locked_pages_and_aliases_and_says_why(index: NewsIndexPage) -> None:
    locked = make_article(index, title="Locked", live=False)
    ArticlePage.objects.filter(pk=locked.pk).update(locked=True, locked_by=make_user("Moderators"))
    original = make_article(index, title="Original")
    alias = original.create_alias(update_slug="alias")

    told = bulk_publish(locked, alias)

    assert [text.split("\n")[0].strip() for text in told] == [
        "“Locked” was not published. It is locked.",
        "“Original” was not published. It is an alias: publish the page that it mirrors.",
        "2 pages were not published.",
    ]
    assert not live(locked)


def test_bulk_publishing_tells_of_ten_refused_pages_and_counts_the_others(index: NewsIndexPage) -> None:
    told = bulk_publish(*[half(index, title=f"Half {number}") for number in range(12)])

    assert len(told) == 11
    assert told[-1].strip() == "12 pages were not published."


def test_publishing_a_revision_by_code_refuses_it_and_writes_nothing(index: NewsIndexPage) -> None:
    article = half(index)
    before = ArticlePage.objects.values().get(pk=article.pk)
    with pytest.raises(ValidationError) as refused:
        article.get_latest_revision().publish()
    assert refused.value.messages == FAULTS
    assert ArticlePage.objects.values().get(pk=article.pk) == before


def test_a_schedule_refuses_it_when_it_is_set(index: NewsIndexPage) -> None:
    article = half(index, go_live_at=in_hours(1))
    revision = article.get_latest_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_an_approval_on_the_dashboard_refuses_it_and_says_why(index: NewsIndexPage) -> None:
    article = half(index, title="Half finished")
    moderator = make_user("Moderators")
    state = article.get_workflow().start(article, make_user("Editors"))
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.current_task_state.pk])
    answer = log_in(moderator).post(f"{url}?next=/admin/", {"comment": ""}, follow=True)
    assert answer.status_code == 200
    assert FAULTS[0] in str([str(message) for message in answer.context["messages"]])
    assert not live(article)
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.workflow_in_progress


@pytest.mark.parametrize("fields", [{"embargo": True, "embargo_until": in_hours(-1)}, {"go_live_at": in_hours(-1)}])
def test_a_moment_that_passed_unnoticed_is_asked_back(index: NewsIndexPage, fields: dict[str, Any]) -> None:
    article = make_article(index, title="Late", live=False, **fields)
    told = bulk_publish(article)
    assert "is already past" in told[0]
    assert not live(article)


def test_a_moment_that_had_its_effect_is_no_hindrance(index: NewsIndexPage) -> None:
    article = make_article(index, embargo=True, embargo_until=in_hours(-1))
    article.title = "Revised"
    article.save_revision().publish()
    assert ArticlePage.objects.get(pk=article.pk).title == "Revised"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"embargo": "on", "embargo_until": "2026-05-01 06:00"},
            "1 May 2026, 06:00 UTC is already past: readers would see",
        ),
        ({"go_live_at": "2026-05-01 06:00"}, "1 May 2026, 06:00 UTC is already past: this would be published at once"),
    ],
)
@pytest.mark.parametrize("action", ["", "action-publish"])
def test_the_form_asks_back_before_it_saves_a_moment_in_the_past(
    index: NewsIndexPage, fields: dict[str, Any], message: str, action: str
) -> None:
    article = make_article(index, live=False)
    browser = log_in(make_user("Moderators"))
    answer = browser.post(f"/admin/pages/{article.pk}/edit/", article_form(action, **fields))
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not live(article)
    created = browser.post(f"/admin/pages/add/news/articlepage/{index.pk}/", article_form(action, **fields))
    assert message in created.content.decode()


def test_a_dateline_keeps_the_seconds_that_the_form_does_not_show(index: NewsIndexPage) -> None:
    dateline = dt.datetime(2026, 5, 29, 3, 11, 42, 470000, tzinfo=dt.UTC)
    article = make_article(index, slug="harbour-reopens", published_at=dateline)
    browser = log_in(make_user("Moderators"))
    shown = article_form("action-publish", published_at="2026-05-29 03:11")
    assert browser.post(f"/admin/pages/{article.pk}/edit/", shown).status_code == 302
    assert ArticlePage.objects.get(pk=article.pk).published_at == dateline
    changed = article_form("action-publish", published_at="2026-05-29 03:12")
    assert browser.post(f"/admin/pages/{article.pk}/edit/", changed).status_code == 302
    assert ArticlePage.objects.get(pk=article.pk).published_at == dt.datetime(2026, 5, 29, 3, 12, tzinfo=dt.UTC)


def test_drafts_may_stay_incomplete(index: NewsIndexPage) -> None:
    article = make_article(index, live=False)
    form = article_form()
    form["body-0-value-text"] = ""
    browser = log_in(make_user("Editors"))
    assert browser.post(f"/admin/pages/{article.pk}/edit/", form).status_code == 302
