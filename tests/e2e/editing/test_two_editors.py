"""Two editors in one article, each in a browser of their own."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.accounts.test_sessions import FORM_READY_MS
from tests.factories import make_article
from tests.user_accounts import PASSWORD, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def open_form(tab: Page, server: str, username: str, article: ArticlePage) -> None:
    tab.goto(f"{server}/admin/login/?next=/admin/pages/{article.pk}/edit/")
    tab.fill("[name=username]", username)
    tab.fill("[name=password]", PASSWORD)
    tab.click("[type=submit]")
    tab.wait_for_selector("#id_summary")


def publish(tab: Page) -> None:
    # As a browser does whose scripts have failed or been held up: no warning, no autosave.
    with tab.expect_navigation():
        tab.evaluate(
            """() => {
                const form = document.querySelector('#page-edit-form');
                const button = Object.assign(document.createElement('input'), {
                    type: 'hidden', name: 'action-publish', value: '1'});
                form.append(button);
                HTMLFormElement.prototype.submit.call(form);
            }"""
        )


def test_the_second_sees_what_the_first_wrote_before_it_is_replaced(
    browser: Browser,
    page: Page,
    live_server: LiveServer,
    index: NewsIndexPage,
    settings: Settings,
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens", summary="Boats return.")
    article.save_revision().publish()
    ada = make_user("Moderators", first_name="Ada", last_name="Okafor")
    ben = make_user("Moderators", first_name="Ben", last_name="Duarte")
    second = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB").new_page()
    server = live_server.url
    open_form(page, server, ada.username, article)
    open_form(second, server, ben.username, article)

    page.fill("#id_summary", "Ada’s summary: boats return on Monday.")
    publish(page)
    article.refresh_from_db()
    assert article.summary == "Ada’s summary: boats return on Monday."

    second.fill("#id_title", "Ben’s headline")
    second.on("dialog", lambda dialog: dialog.accept())
    publish(second)
    expect(second.locator("#conflict-heading")).to_contain_text("Ada Okafor saved a newer version on")
    expect(second.locator("#id_title")).to_have_value("Ben’s headline")
    expect(second.locator(".comparison del").first).to_be_visible()
    article.refresh_from_db()
    assert (article.title, article.summary) == ("Harbour reopens", "Ada’s summary: boats return on Monday.")
    if directory := os.environ.get("SCREENSHOTS"):
        second.screenshot(path=Path(directory) / "two-editors.png")

    second.fill("#id_summary", "Ada’s summary: boats return on Monday.")
    second.check("[name=replace_version]")
    publish(second)
    article.refresh_from_db()
    assert (article.title, article.summary) == ("Ben’s headline", "Ada’s summary: boats return on Monday.")


def test_a_form_is_saved_after_its_own_autosave(
    page: Page, live_server: LiveServer, index: NewsIndexPage, settings: Settings
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens", summary="Boats return.")
    article.save_revision().publish()
    open_form(page, live_server.url, make_user("Moderators").username, article)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(FORM_READY_MS)
    for summary in ("On Monday.", "On Tuesday."):
        with page.expect_response(lambda response: response.request.method == "POST" and response.url == page.url):
            page.fill("#id_summary", summary)

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()

    page.get_by_text("Page 'Harbour reopens' has been published.").wait_for()
    article.refresh_from_db()
    assert article.summary == "On Tuesday."


def test_a_form_is_saved_while_its_own_autosave_is_under_way(
    page: Page, live_server: LiveServer, index: NewsIndexPage, settings: Settings
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens", summary="Boats return.")
    article.save_revision().publish()
    open_form(page, live_server.url, make_user("Moderators").username, article)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(FORM_READY_MS)
    autosaved = []

    def keep_the_answer(route: Route) -> None:
        if route.request.headers.get("accept") != "application/json" or route.request.method != "POST":
            route.continue_()
            return
        autosaved.append(route.fetch().status)

    page.route("**/edit/", keep_the_answer)
    page.fill("#id_summary", "On Monday.")
    while not autosaved:
        page.wait_for_timeout(100)
    page.fill("#id_summary", "On Tuesday.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("has been updated").first).to_be_visible()
    assert autosaved == [200]
    saved = ArticlePage.objects.get(pk=article.pk)
    assert (saved.summary, saved.get_latest_revision_as_object().summary) == ("Boats return.", "On Tuesday.")
