"""The first autosave of a new page, and a save while it is under way."""

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.accounts.test_sessions import FORM_READY_MS
from tests.user_accounts import PASSWORD, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def new_article(page: Page, live_server: LiveServer, index: NewsIndexPage, settings: Settings) -> Page:
    """The form for a new article."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    page.goto(f"{live_server.url}/admin/login/?next=/admin/pages/add/news/articlepage/{index.pk}/")
    page.fill("[name=username]", make_user("Moderators").username)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_selector("#id_summary")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(FORM_READY_MS)
    return page


def test_a_new_page_is_saved_while_its_first_autosave_is_under_way(new_article: Page) -> None:
    page = new_article
    autosaved = []

    def keep_the_answer(route: Route) -> None:
        if route.request.headers.get("accept") != "application/json" or route.request.method != "POST":
            route.continue_()
            return
        autosaved.append(route.fetch().status)

    page.route("**/add/**", keep_the_answer)
    page.fill("#id_title", "Harbour reopens")
    page.fill("#id_summary", "On Monday.")
    while not autosaved:
        page.wait_for_timeout(100)
    page.fill("#id_summary", "On Tuesday.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("Page 'Harbour reopens' created.")).to_be_visible()
    assert set(autosaved) == {200}
    articles = [article.get_latest_revision_as_object() for article in ArticlePage.objects.all()]
    assert [(article.slug, article.summary) for article in articles] == [("harbour-reopens", "On Tuesday.")]
