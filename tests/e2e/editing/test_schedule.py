"""The schedule of an article, on a small screen."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_calendar_leaves_the_other_field_and_the_button_within_reach(
    live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings, photograph: Photograph
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    article = make_article(index, title="Harbour reopens", live=False)
    page.set_viewport_size({"width": 1280, "height": 720})
    log_in(live_server, page, make_user("Moderators"))
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    calendar = page.locator(".xdsoft_datetimepicker:visible")

    page.locator("#id_go_live_at").click()
    page.locator("#id_go_live_at").fill("2030-05-29 08:30")
    expect(calendar).to_be_visible()
    photograph("schedule-calendar")
    page.get_by_role("button", name="Save schedule").click(trial=True)

    page.get_by_text("Set publishing schedule").click()
    expect(calendar).to_have_count(0)
    page.locator("#id_expire_at").click()
    expect(calendar).to_be_visible()
    page.locator("#id_expire_at").fill("2030-06-29 08:30")
    page.keyboard.press("Tab")
    expect(calendar).to_have_count(0)

    page.locator("#id_go_live_at").click()
    expect(calendar).to_be_visible()
    page.get_by_role("button", name="Save schedule").click()
    page.get_by_text("has been updated").or_(page.get_by_text("has been saved")).first.wait_for()
    drafted = ArticlePage.objects.get().get_latest_revision_as_object()
    assert (drafted.go_live_at, drafted.expire_at) == (
        dt.datetime(2030, 5, 29, 8, 30, tzinfo=dt.UTC),
        dt.datetime(2030, 6, 29, 8, 30, tzinfo=dt.UTC),
    )
