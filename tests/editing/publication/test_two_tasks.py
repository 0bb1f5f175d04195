"""A workflow of two tasks, desk and legal: who approves what, who is told, and what the last approval does."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse

from cms.takedowns.actions import take_down
from demo.newsroom import add_review
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, stored
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db

PUBLIC = '{ page(path: "/news/harbour-reopens/") { title } }'


@pytest.fixture
def newsroom(index: NewsIndexPage) -> dict[str, Client]:
    """The browsers of an editor, a moderator and a lawyer."""
    add_review([index])
    names = {"editor": "Editors", "moderator": "Moderators", "legal": "Legal"}
    people = {
        name: make_user(group, first_name=name.title(), email=f"{name}@example.org") for name, group in names.items()
    }
    return {name: log_in(user) for name, user in people.items()}


@pytest.fixture
def submitted(index: NewsIndexPage, newsroom: dict[str, Client]) -> ArticlePage:
    """An article that the editor has submitted."""
    form = article_form("action-submit", category=CategoryFactory().pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        newsroom["editor"].post(f"/admin/pages/add/news/articlepage/{index.pk}/", form)
    article: ArticlePage = ArticlePage.objects.get()
    return article


def act(browser: Client, article: ArticlePage, action: str = "approve", comment: str = "") -> list[str]:
    """Acts on the task that is open; returns what the admin says."""
    task = ArticlePage.objects.get(pk=article.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, action, task.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = browser.post(f"{url}?next=/admin/", {"comment": comment}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def task_of(article: ArticlePage) -> str | None:
    state = ArticlePage.objects.get(pk=article.pk).current_workflow_task_state
    return state.task.name if state else None


def test_a_lawyer_has_what_the_form_looks_up(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    act(newsroom["moderator"], submitted)
    lawyer = newsroom["legal"]

    assert lawyer.get(f"/admin/pages/{submitted.pk}/edit/").status_code == 200
    typed = {"headline": submitted.title, "locale": "en", "page": submitted.pk}
    assert lawyer.post("/admin/similar-articles/", typed).json()["message"] == "No similar article was found."
    assert lawyer.get(reverse("embed_note"), {"url": ""}).json() == {"note": ""}


def test_the_last_approval_publishes_although_a_lawyer_may_not(
    submitted: ArticlePage, newsroom: dict[str, Client], api: GraphQLClient
) -> None:
    assert task_of(submitted) == "Desk"

    act(newsroom["moderator"], submitted)
    assert (task_of(submitted), api.data(PUBLIC)) == ("Legal", {"page": None})

    act(newsroom["legal"], submitted)
    assert (task_of(submitted), api.data(PUBLIC)) == (None, {"page": {"title": "Harbour reopens"}})


def test_each_approves_their_own_task_alone(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    for browser in (newsroom["legal"], newsroom["editor"]):
        act(browser, submitted)
    assert task_of(submitted) == "Desk"

    act(newsroom["moderator"], submitted)
    act(newsroom["moderator"], submitted)
    assert task_of(submitted) == "Legal"


def test_a_lawyer_reads_what_waits_and_publishes_nothing_otherwise(
    submitted: ArticlePage, newsroom: dict[str, Client]
) -> None:
    form = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    assert newsroom["legal"].get(form).status_code == 302
    act(newsroom["moderator"], submitted)

    assert "Harbour reopens" in newsroom["legal"].get("/admin/").content.decode()
    shown = newsroom["legal"].get(form).content.decode()
    assert 'data-workflow-action-name="approve"' in shown
    assert 'name="action-publish"' not in shown


def test_each_group_is_told_what_waits_and_where(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    (desk,) = [message for message in mail.outbox if message.to == ["moderator@example.org"]]
    assert "Harbour reopens" in desk.subject
    assert 'The page "Harbour reopens" has been submitted for approval to moderation stage "Desk".' in desk.body
    assert f"/admin/pages/{submitted.pk}/edit/" in desk.body
    assert not [message for message in mail.outbox if message.to == ["legal@example.org"]]
    mail.outbox.clear()

    act(newsroom["moderator"], submitted)

    (legal,) = [message for message in mail.outbox if message.to == ["legal@example.org"]]
    assert 'The page "Harbour reopens" has been submitted for approval to moderation stage "Legal".' in legal.body
    mail.outbox.clear()

    act(newsroom["legal"], submitted)

    (approved,) = [message for message in mail.outbox if message.to == ["editor@example.org"]]
    assert 'The page "Harbour reopens" has been approved in workflow "Desk and legal review".' in approved.body
    assert "/news/harbour-reopens/" in approved.body


def test_a_decision_says_what_the_article_waits_for(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    (said,) = act(newsroom["moderator"], submitted)
    assert said.strip() == "“Harbour reopens” now waits for approval by “Legal”."
    (said,) = act(newsroom["legal"], submitted, "reject")
    assert said.strip() == "“Harbour reopens” was sent back: it waits for changes."


def decide(browser: Client, article: ArticlePage, action: str) -> tuple[str, list[str]]:
    """Decides in the form; returns where that leads and what the admin says there."""
    chosen = {"action-workflow-action": "1", "workflow-action-name": action}
    form = article_form(category=CategoryFactory().pk) | chosen
    answer = browser.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form, follow=True)
    return answer.request["PATH_INFO"], [str(message).strip() for message in answer.context["messages"]]


def test_a_lawyer_is_led_to_the_dashboard(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    listing = reverse("wagtailadmin_explore", args=[submitted.get_parent().pk])
    where, (said,) = decide(newsroom["moderator"], submitted, "approve")
    assert where == listing
    assert said.startswith("“Harbour reopens” now waits for approval by “Legal”.")

    assert decide(newsroom["legal"], submitted, "approve") == ("/admin/", ["“Harbour reopens” has been published."])


def test_the_menu_leads_nobody_to_a_listing_that_they_may_not_open(newsroom: dict[str, Client]) -> None:
    menus = {name: browser.get("/admin/").content.decode() for name, browser in newsroom.items()}
    assert {name: "/admin/articles/" in menu for name, menu in menus.items()} == {
        "editor": True,
        "moderator": True,
        "legal": False,
    }


def test_mail_about_what_is_approved_under_embargo_says_from_when_readers_see_it(
    submitted: ArticlePage, newsroom: dict[str, Client]
) -> None:
    draft = submitted.get_latest_revision_as_object()
    draft.embargo, draft.embargo_until = True, dt.datetime(2050, 5, 29, 8, 30, tzinfo=dt.UTC)
    draft.save_revision()
    act(newsroom["moderator"], submitted)
    mail.outbox.clear()

    act(newsroom["legal"], submitted)

    (approved,) = [message for message in mail.outbox if message.to == ["editor@example.org"]]
    sentence = "“Harbour reopens” is published under embargo: readers see it from 29 May 2050, 08:30 UTC."
    assert sentence in approved.body
    assert f"You can edit the page here: http://testserver/admin/pages/{submitted.pk}/edit/" in approved.body


def test_what_a_lawyer_sends_back_says_why(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    act(newsroom["moderator"], submitted)
    mail.outbox.clear()

    act(newsroom["legal"], submitted, "reject", "Name the court.")

    form = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    assert "Name the court." in newsroom["editor"].get(form).content.decode()
    (told,) = [message for message in mail.outbox if message.to == ["editor@example.org"]]
    assert "Harbour reopens" in told.body
    assert not ArticlePage.objects.get(pk=submitted.pk).live

    resubmit = article_form("action-submit", category=CategoryFactory().pk)
    newsroom["editor"].post(form, resubmit)
    assert task_of(submitted) == "Legal"


def test_the_last_approval_refuses_what_publishing_refuses(
    submitted: ArticlePage, newsroom: dict[str, Client], api: GraphQLClient
) -> None:
    act(newsroom["moderator"], submitted)
    draft = ArticlePage.objects.get(pk=submitted.pk).get_latest_revision_as_object()
    draft.body = stored(("heading", {"text": "", "level": "2"}))
    draft.save_revision(clean=False)

    (said, *_) = act(newsroom["legal"], submitted)

    refusal = "“Harbour reopens” was not published. Story → block 1, Heading → Heading: This field is required."
    assert said.startswith(refusal)
    assert (task_of(submitted), api.data(PUBLIC)) == ("Legal", {"page": None})


def test_a_take_down_ends_the_workflow(submitted: ArticlePage, newsroom: dict[str, Client]) -> None:
    act(newsroom["moderator"], submitted)

    take_down(ArticlePage.objects.get(pk=submitted.pk), None, "A court order")

    assert task_of(submitted) is None


def test_the_group_that_the_demo_makes_can_be_logged_in_to(index: NewsIndexPage, settings: object) -> None:
    add_review([index])
    settings.DEBUG = True  # type: ignore[attr-defined]
    call_command("demo_accounts", verbosity=0)
    assert Group.objects.get(name="Legal").user_set.get().has_perm("wagtailadmin.access_admin")
