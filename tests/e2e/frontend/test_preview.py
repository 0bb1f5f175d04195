"""The side panel of the admin shows the frontend, on another origin, with what is in the form and in no database."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.preview.models import Preview
from cms.preview.tokens import issue
from news.models import ArticlePage, HomePage, NewsIndexPage
from tests.e2e.frontend.server import FrontendServer
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article, make_page, stored
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Photograph = Callable[[str], None]


LONG = [("paragraph", {"html": f"<p>Paragraph {number}. {'Boats leave at nine. ' * 30}</p>"}) for number in range(12)]


@pytest.fixture
def desk(live_server: LiveServer, page: Page, frontend: FrontendServer, settings: Settings) -> Page:
    """The tab of somebody with publishing rights, whose form saves by itself once an hour."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 3_600_000
    log_in(live_server, page, make_user("Moderators", is_superuser=True))
    return page


def open_panel(page: Page) -> FrameLocator:
    """Opens the preview panel, unless it is open since the last form, and returns what it shows."""
    toggle = page.get_by_role("button", name="Toggle preview")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    return page.frame_locator("#w-preview-iframe")


def frame_of(page: Page) -> Frame:
    """Returns the frame that the panel shows."""
    frame = page.locator("#w-preview-iframe").element_handle().content_frame()
    assert frame is not None
    return frame


def point_at(block: Locator) -> None:
    """Has the pointer enter a block. Playwright's own misses what is in a scaled frame of another site."""
    block.scroll_into_view_if_needed()
    block.dispatch_event("pointerover")


def test_the_panel_shows_the_unsaved_article_in_its_place_and_keeps_the_place_scrolled_to(
    live_server: LiveServer, frontend: FrontendServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    article = make_article(index, title="Ferries return", slug="ferries", body=stored(*LONG))
    frontend.get("/news/ferries/")
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    panel = open_panel(desk)
    panel.get_by_role("heading", name="Ferries return", level=1).wait_for()
    shown = frame_of(desk)
    assert shown.url.startswith(f"{frontend.url}/preview/?token=")
    assert panel.get_by_role("complementary", name="Preview").inner_text().startswith("Preview")
    panel.locator("wagtail-userbar").wait_for(state="attached")
    shown.wait_for_function("document.querySelector('wagtail-userbar')?.shadowRoot")
    shown.evaluate("window.scrollTo({ top: 400, behavior: 'instant' })")

    desk.locator("#id_title").fill("")
    desk.locator("#id_title").press_sequentially("Ferries stay away", delay=50)
    panel.get_by_role("heading", name="Ferries stay away", level=1).wait_for(state="attached")
    expect(panel.get_by_role("heading", name="Ferries return", level=1)).to_have_count(0)
    desk.wait_for_function("document.querySelectorAll('.w-preview__iframe').length === 1")
    assert frame_of(desk).evaluate("window.scrollY") == 400
    photograph("frontend-preview-panel")

    desk.route("**/userbar/", lambda route: route.abort())
    desk.locator("#id_title").press_sequentially(" today")
    panel.get_by_role("heading", name="Ferries stay away today", level=1).wait_for(state="attached")
    desk.wait_for_function("document.querySelectorAll('.w-preview__iframe').length === 1")
    assert frame_of(desk).evaluate("window.scrollY") == 400

    assert ArticlePage.objects.get().title == "Ferries return"
    assert "Ferries stay away" not in frontend.get("/news/ferries/").data.decode()


@pytest.mark.parametrize("kind", ["home", "listing", "standard"])
def test_every_type_of_page_is_shown(live_server: LiveServer, desk: Page, index: NewsIndexPage, kind: str) -> None:
    home = HomePage.objects.get()
    page = {"home": home, "listing": index, "standard": make_page(home, title="About us", slug="about")}[kind]
    desk.goto(f"{live_server.url}/admin/pages/{page.pk}/edit/")
    panel = open_panel(desk)
    panel.get_by_role("heading", name=page.title, level=1).wait_for(state="attached")
    assert panel.get_by_role("complementary", name="Preview").count() == 1

    desk.locator("#id_title").press("End")
    desk.locator("#id_title").press_sequentially(", unsaved", delay=50)

    panel.get_by_role("heading", name=f"{page.title}, unsaved", level=1).wait_for(state="attached")


def test_a_page_that_was_never_saved_is_shown(live_server: LiveServer, desk: Page, index: NewsIndexPage) -> None:
    desk.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/")
    desk.locator("#id_title").fill("A story of tomorrow")
    open_panel(desk).get_by_role("heading", name="A story of tomorrow", level=1).wait_for()

    assert ArticlePage.objects.count() == 0


def test_a_block_is_named_when_pointed_at_and_a_click_leads_to_its_field(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    body = [*LONG, ("quote", {"quote": "Forty came.", "attribution": "Tom"})]
    article = make_article(index, title="Ferries", slug="ferries", body=stored(*body))
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    panel = open_panel(desk)
    quote = panel.locator("[data-block]", has_text="Forty came.")
    point_at(quote)
    expect(panel.get_by_text("Quote", exact=True)).to_be_visible()
    photograph("frontend-preview-block")

    quote.dispatch_event("click")
    expect(desk.locator("[name=body-12-value-quote]")).to_be_focused()
    expect(desk.locator("[name=body-12-value-quote]")).to_be_in_viewport()

    frame_of(desk).evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    desk.locator("#id_title").focus()
    desk.locator("[name=body-12-value-attribution]").focus()
    expect(quote).to_be_in_viewport()


def test_messages_of_other_windows_and_origins_are_not_listened_to(
    live_server: LiveServer, desk: Page, index: NewsIndexPage
) -> None:
    article = make_article(index, title="Ferries", slug="ferries", body=stored(("quote", {"quote": "Forty came."})))
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    panel = open_panel(desk)
    block = panel.locator("[data-block]")
    chosen = {"dateline": {"type": "block-chosen", "id": block.get_attribute("data-block")}}
    desk.locator("#id_title").focus()

    desk.evaluate("message => window.postMessage(message, '*')", chosen)
    desk.wait_for_timeout(300)
    expect(desk.locator("#id_title")).to_be_focused()

    point_at(block)
    expect(panel.get_by_text("Quote", exact=True)).to_be_visible()
    named = {"dateline": {"type": "block-named", "id": block.get_attribute("data-block"), "name": "Forged"}}
    frame_of(desk).evaluate("message => window.postMessage(message, '*')", named)
    desk.wait_for_timeout(300)
    assert panel.get_by_text("Forged").count() == 0


def test_content_checks_count_and_check_what_the_frontend_shows(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    body = stored(("heading", {"text": "Then", "level": "3"}), ("paragraph", {"html": "<p>One two three.</p>"}))
    article = make_article(index, title="Ferries return", slug="ferries", body=body)
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    desk.get_by_role("button", name="Toggle checks").click()

    words = desk.locator("[data-content-word-count]")
    expect(words).not_to_have_text("-")
    # Wagtail counts structured data along while the panel of the preview is closed.
    assert int(words.inner_text()) >= 13
    expect(desk.locator("[data-checks-panel]")).to_contain_text("Incorrect heading hierarchy")
    photograph("frontend-checks-panel")


def test_a_token_opens_its_page_alone_for_its_time_and_nobody_keeps_or_frames_it(
    live_server: LiveServer, frontend: FrontendServer, index: NewsIndexPage
) -> None:
    editor = make_user("Editors")
    secret, _other = (
        make_article(index, title=title, slug=title.lower(), live=False) for title in ("Secret", "Other")
    )
    token = issue(secret, editor)

    shown = frontend.get(f"/preview/?token={token}")

    assert (shown.status, "Secret" in shown.data.decode(), "Other" in shown.data.decode()) == (200, True, False)
    assert {name: shown.headers[name] for name in ("Content-Security-Policy", "Referrer-Policy", "X-Robots-Tag")} == {
        "Content-Security-Policy": f"frame-ancestors {live_server.url}",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    assert "no-store" in shown.headers["Cache-Control"]
    assert "Set-Cookie" not in shown.headers
    for path in ("/news/secret/", f"/news/secret/?token={token}", f"/news/other/?token={token}"):
        hidden = frontend.get(path)
        assert (hidden.status, "Secret" in hidden.data.decode()) == (404, False)
        assert hidden.headers["Content-Security-Policy"] == "frame-ancestors 'none'"

    Preview.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    for wrong in (token, f"{token[:-1]}x", "", "é", "../../secret"):
        ended = frontend.get(f"/preview/?token={wrong}")
        assert (ended.status, "Secret" in ended.data.decode()) == (404, False)
        assert "This preview has ended" in ended.data.decode()
        assert "no-store" in ended.headers["Cache-Control"]
    assert frontend.get(f"/~preview/{token}/").data.decode().count("Secret") == 0


def test_the_bar_leads_out_to_what_readers_have(
    live_server: LiveServer, frontend: FrontendServer, page: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    editor = make_user("Editors")
    article = make_article(index, title="Ferries return", slug="ferries", body=stored(*LONG))
    article.title = "Ferries stay away"
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{frontend.url}/preview/?token={issue(article, editor)}")
    page.get_by_role("heading", name="Ferries stay away", level=1).wait_for()
    page.locator("wagtail-userbar").wait_for(state="attached")
    photograph("frontend-preview-phone")

    page.get_by_role("link", name="Leave the preview").click()

    page.get_by_role("heading", name="Ferries return", level=1).wait_for()
    assert urlsplit(page.url).path == "/news/ferries/"
    assert page.context.cookies() == []
