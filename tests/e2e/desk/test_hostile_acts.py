"""What people do to a form besides filling it in: twice, too late, backwards, and after they have been logged out."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.takedowns.models import TakeDown
from news.models import ArticlePage, NewsIndexPage
from tests.e2e.desk.people import Clock, Colleague
from tests.factories import make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1))
    with clock.running():
        clock.set("09:00")
        yield clock


@pytest.fixture
def ben(browser: Browser, live_server: LiveServer, index: NewsIndexPage, clock: Clock) -> Iterator[Colleague]:
    colleague = Colleague(browser, live_server.url, make_user("Moderators", first_name="Ben", last_name="Okafor"))
    yield colleague
    colleague.tab.context.close()


@pytest.fixture
def article(index: NewsIndexPage, clock: Clock, settings: Settings) -> ArticlePage:
    """A published article in its first edition."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    article = make_article(
        index, title="Harbour reopens", slug="harbour", summary="On Monday.", live=False, first_published_at=None
    )
    article.save_revision().publish()
    return article


def stored(article: ArticlePage) -> tuple[str, int, int]:
    """Returns the public summary, and how many editions and revisions there are."""
    article.refresh_from_db()
    return article.summary, article.editions.count(), article.revisions.count()


def reload_after(tab: Page) -> None:
    """Reloads, which sends the form again where a form was answered."""
    tab.reload(wait_until="networkidle")


def test_a_reload_sends_nothing_twice(ben: Colleague, article: ArticlePage) -> None:
    ben.open_form(article.pk)
    ben.fill("Summary", "On Tuesday.")
    ben.act("Publish")
    reload_after(ben.tab)
    assert stored(article) == ("On Tuesday.", 2, 2)

    other = ben.new_tab()
    other.goto(f"/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    ben.open_form(article.pk)
    ben.fill("Summary", "On Wednesday.")
    ben.act("Publish")
    other.get_by_role("textbox", name="Summary").fill("On Thursday.")
    with other.expect_navigation(wait_until="networkidle"):
        other.get_by_role("button", name="Save draft").click()
    refused = other.get_by_role("region", name="saved a newer version")
    expect(refused).to_be_visible()
    reload_after(other)
    expect(refused).to_be_visible()
    expect(other.get_by_role("textbox", name="Summary")).to_have_value("On Thursday.")
    assert stored(article) == ("On Wednesday.", 3, 3)


def test_the_same_account_in_two_tabs_loses_no_word(ben: Colleague, article: ArticlePage) -> None:
    second = ben.new_tab()
    second.on("dialog", lambda dialog: dialog.accept())
    second.goto(f"/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    ben.open_form(article.pk)
    ben.fill("Summary", "From the first tab.")
    ben.act("Save draft")
    second.get_by_role("textbox", name="Kicker").fill("From the second tab")
    with second.expect_navigation(wait_until="networkidle"):
        second.get_by_role("button", name="Save draft").click()

    conflict = second.get_by_role("region", name="saved a newer version")
    expect(conflict).to_contain_text("You saved a newer version")
    expect(conflict).to_contain_text("Nothing of yours was saved.")
    expect(conflict.get_by_role("table")).to_contain_text("From the first tab")
    expect(second.get_by_role("textbox", name="Kicker")).to_have_value("From the second tab")
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (draft.summary, draft.kicker) == ("From the first tab.", "")


def test_publishing_as_the_embargo_ends_is_asked_back(ben: Colleague, article: ArticlePage, clock: Clock) -> None:
    ben.open_form(article.pk)
    ben.fill("Summary", "Held until ten.")
    ben.tab.get_by_role("tab", name="Release").click()
    ben.tab.get_by_label("Under embargo").check()
    ben.fill("Embargo lifts at", clock.at("10:00"))
    clock.set("10:00")
    ben.act("Publish")

    ben.tab.get_by_role("button", name="Go to the first error").click()
    expect(ben.tab.get_by_text("is already past: readers would see this at once.")).to_be_visible()
    assert stored(article) == ("On Monday.", 1, 1)
    expect(ben.tab.locator("#id_summary")).to_have_value("Held until ten.")
    ben.tab.get_by_label("Under embargo").uncheck()
    ben.fill("Embargo lifts at", "")
    ben.act("Publish")
    assert stored(article)[:2] == ("Held until ten.", 2)


def test_the_back_button_leads_to_no_older_form(ben: Colleague, article: ArticlePage) -> None:
    ben.open_form(article.pk)
    ben.fill("Summary", "On Tuesday.")
    ben.act("Publish")
    ben.tab.go_back(wait_until="networkidle")
    expect(ben.tab.get_by_role("textbox", name="Summary")).to_have_value("On Tuesday.")
    ben.fill("Summary", "On Wednesday.")
    ben.act("Publish")
    assert stored(article) == ("On Wednesday.", 3, 3)


def test_a_double_click_on_publish_publishes_once(ben: Colleague, article: ArticlePage) -> None:
    ben.open_form(article.pk)
    ben.fill("Summary", "On Tuesday.")
    ben.tab.get_by_role("button", name="More actions").click()
    form = ben.tab.url
    ben.tab.get_by_role("button", name="Publish", exact=True).dblclick(no_wait_after=True)
    # The second click may abort the first one's navigation, which `expect_navigation` takes for a failure.
    expect(ben.tab).not_to_have_url(form)
    ben.tab.wait_for_load_state("networkidle")

    assert stored(article) == ("On Tuesday.", 2, 2)
    assert ben.messages() == ["Page 'Harbour reopens' has been published. View live Edit"]


def test_a_double_click_on_take_down_takes_down_once(ben: Colleague, article: ArticlePage) -> None:
    ben.tab.goto(f"/admin/pages/{article.pk}/take-down/")
    ben.fill("Reason", "Names a minor.")
    form = ben.tab.url
    ben.tab.get_by_role("button", name="Take down").dblclick(no_wait_after=True)
    expect(ben.tab).not_to_have_url(form)
    ben.tab.wait_for_load_state("networkidle")
    reload_after(ben.tab)

    assert [row.lifted_at for row in TakeDown.objects.filter(page=article)] == [None]


def test_a_session_that_ended_publishes_nothing_and_keeps_the_words(ben: Colleague, article: ArticlePage) -> None:
    ben.open_form(article.pk)
    ben.tab.wait_for_timeout(3_000)  # for what Wagtail's script notes of the form as it was loaded
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(days=2))
    ben.fill("Summary", "On Tuesday.")
    ben.act("Publish")
    expect(ben.tab.locator("#id_username")).to_be_visible()
    assert stored(article) == ("On Monday.", 1, 1)
