"""What is typed while Wagtail's script does not look is saved as well."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, Route
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def saves(text: str) -> Callable[[Response], bool]:
    """Returns whether an answer is that to an autosave of a text."""

    def matches(response: Response) -> bool:
        request = response.request
        return request.headers.get("accept") == "application/json" and text in (request.post_data or "")

    return matches


def summary_of_draft() -> str:
    """Returns the summary that the newest version of the only article has."""
    summary: str = ArticlePage.objects.get().get_latest_revision_as_object().summary
    return summary


@pytest.fixture
def form(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> str:
    """The address of an article's form, in a browser that may publish."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    log_in(live_server, page, make_user("Moderators"))
    article = make_article(index, title="Ferries return", summary="On Monday.")
    return f"{live_server.url}/admin/pages/{article.pk}/edit/"


def test_what_is_typed_before_the_form_is_watched_is_saved(form: str, page: Page) -> None:
    page.goto(form, wait_until="domcontentloaded")

    with page.expect_response(saves("On Tuesday.")):
        page.locator("#id_summary").fill("On Tuesday.")

    assert summary_of_draft() == "On Tuesday."


def test_what_is_typed_when_an_autosave_is_answered_is_saved(form: str, page: Page) -> None:
    def answer_late(route: Route) -> None:
        answer = route.fetch()
        page.locator("#id_summary").fill("On Wednesday.")
        route.fulfill(response=answer)

    page.goto(form, wait_until="networkidle")
    page.route("**/edit/", answer_late, times=1)

    with page.expect_response(saves("On Wednesday.")):
        page.locator("#id_summary").fill("On Tuesday.")

    assert summary_of_draft() == "On Wednesday."
