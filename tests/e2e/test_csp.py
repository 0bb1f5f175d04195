"""The whole admin in a browser that enforces the Content-Security-Policy."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.images.models import CreditedImage
from news.models import ArticlePage, NewsIndexPage
from news.pictures import neutral_picture
from tests.e2e.test_newsroom import log_in
from tests.factories import DocumentFactory, ImageFactory, picture_bytes
from tests.news.newsroom import make_newsroom
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DOWNLOADS_AND_ENDS = {"wagtailadmin_logout", "private_file"}


@pytest.fixture
def desk(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> Page:
    """The tab of an administrator of a newsroom that has something of everything."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    make_newsroom(index.get_site(), 3)
    ImageFactory(title="Harbour at dawn", file=ContentFile(neutral_picture(1, (800, 500)), name="harbour.jpg"))
    DocumentFactory(title="Timetable")
    log_in(live_server, page, make_user("Moderators", is_superuser=True, first_name="Ana"))
    return page


def addresses_of(page: Page) -> list[str]:
    """Return the paths to which the links of a page lead."""
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.filter(link => !link.download).map(link => link.getAttribute('href'))"
    )
    absolute = {page.evaluate("href => new URL(href, location.href).href", href) for href in hrefs}
    host = urlsplit(page.url).netloc
    return sorted(urlsplit(url).path for url in absolute if urlsplit(url).netloc == host)


def route_of(path: str) -> str:
    """Return the route of a path, nothing for one that no page answers."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    is_page = match.url_name not in DOWNLOADS_AND_ENDS and "bulk" not in match.route
    return match.route if is_page else ""


def test_every_linked_screen_keeps_the_policy(live_server: LiveServer, desk: Page, complaints: list[str]) -> None:
    waiting, seen = ["/admin/"], {route_of("/admin/")}
    while waiting:
        path = waiting.pop()
        response = desk.goto(f"{live_server.url}{path}", wait_until="networkidle")
        assert response is not None
        assert response.ok, path
        for address in addresses_of(desk):
            route = route_of(address)
            if route.startswith("admin/") and route not in seen:
                seen.add(route)
                waiting.append(address)
    assert len(seen) > 80
    assert complaints == []


def test_every_block_and_dialog_of_an_article_works(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, complaints: list[str]
) -> None:
    desk.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/", wait_until="networkidle")
    body = desk.locator("#panel-child-story-body-section")
    insert = body.get_by_role("button", name="Insert a block")
    insert.last.click()
    labels = desk.get_by_role("option").all_inner_texts()
    desk.keyboard.press("Escape")
    assert len(labels) == 11
    for number, label in enumerate(labels, start=1):
        insert.last.click()
        desk.get_by_role("option", name=label, exact=True).click()
        desk.locator(f"[name=body-count][value='{number}']").wait_for(state="attached")

    desk.locator("#panel-child-story-image-section").get_by_role("button", name="Choose an image").click()
    in_dialog(desk).get_by_role("tab", name="Upload").click()
    in_dialog(desk).get_by_role("tab", name="Search").click()
    in_dialog(desk).get_by_role("link", name="Harbour at dawn").click()
    in_dialog(desk).wait_for(state="detached")
    editor = body.locator(".Draftail-Editor [contenteditable=true]").first
    editor.click()
    editor.press_sequentially("Boats")
    editor.press("Control+a")
    editor.press("Control+k")
    in_dialog(desk).get_by_role("link", name="External link").click()
    in_dialog(desk).locator("#id_external-link-chooser-url").fill("https://www.example.org/")
    in_dialog(desk).get_by_role("button", name="Insert link").click()
    editor.locator(".TooltipEntity").wait_for()

    desk.get_by_role("tab", name="Filing").click()
    desk.get_by_role("button", name="Add correction").click()
    desk.locator("[name=corrections-0-date]").click()
    desk.locator(".xdsoft_datetimepicker:visible .xdsoft_date.xdsoft_today").click()
    assert desk.locator("[name=corrections-0-date]").input_value() == timezone.localdate().isoformat()
    desk.get_by_role("button", name="Add author").click()
    desk.get_by_role("button", name="Choose author", exact=True).click()
    in_dialog(desk).locator("tbody a").first.click()
    in_dialog(desk).wait_for(state="detached")
    assert complaints == []


def in_dialog(page: Page) -> Locator:
    """Return the dialog that is open."""
    return page.locator(".modal:visible")


def test_side_panels_keep_the_policy(live_server: LiveServer, desk: Page, complaints: list[str]) -> None:
    article = ArticlePage.objects.live().latest("pk")
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")

    desk.get_by_role("button", name="Toggle status").click()
    desk.get_by_role("button", name="Set schedule").click()
    desk.locator("#id_go_live_at").click()
    desk.locator(".xdsoft_datetimepicker:visible .xdsoft_date").first.wait_for()
    desk.get_by_role("heading", name="Set publishing schedule").click()
    desk.get_by_role("button", name="Close dialog").locator("visible=true").click()
    desk.get_by_role("button", name="Change privacy").locator("visible=true").click()
    desk.locator("#set-privacy form").wait_for()
    desk.get_by_role("button", name="Close dialog").locator("visible=true").click()
    desk.get_by_role("button", name="Toggle comments").click()
    desk.get_by_role("button", name="Toggle checks").click()
    desk.get_by_role("button", name="Toggle preview").click()
    preview = desk.frame_locator("#w-preview-iframe")
    preview.get_by_role("heading", level=1, name=article.title).wait_for()
    assert complaints == []


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_files_are_uploaded_several_at_once(
    live_server: LiveServer, desk: Page, complaints: list[str], kind: str
) -> None:
    files: list[FilePayload] = [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": picture_bytes(90 + number, 60, file_format="PNG")}
        if kind == "images"
        else {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": b"Tides"}
        for number in range(2)
    ]
    desk.goto(f"{live_server.url}/admin/{kind}/multiple/add/", wait_until="networkidle")
    desk.locator("#fileupload").set_input_files(files)
    desk.get_by_role("button", name="Update").nth(1).wait_for()
    assert complaints == []


def test_the_focal_point_of_a_picture_is_drawn(live_server: LiveServer, desk: Page, complaints: list[str]) -> None:
    image = CreditedImage.objects.get(title="Harbour at dawn")
    desk.goto(f"{live_server.url}/admin/images/{image.pk}/", wait_until="networkidle")
    box = desk.locator(".jcrop-holder").bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 80, box["y"] + 80)
    desk.mouse.up()
    assert int(desk.locator("#id_focal_point_width").input_value()) > 0
    assert complaints == []


class Frontend(BaseHTTPRequestHandler):
    """A frontend that shows any preview."""

    def do_GET(self) -> None:
        """Answer a request."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<link rel=icon href=data:,><h1>The frontend's preview</h1>")

    def log_message(self, *_args: object) -> None:
        """Print nothing."""


def test_the_preview_of_a_frontend_elsewhere_is_framed(
    live_server: LiveServer, desk: Page, complaints: list[str], settings: Settings
) -> None:
    article = ArticlePage.objects.live().latest("pk")
    with ThreadingHTTPServer(("127.0.0.1", 0), Frontend) as frontend:
        Thread(target=frontend.serve_forever, daemon=True).start()
        settings.PREVIEW_URL = f"http://127.0.0.1:{frontend.server_port}/preview"
        desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
        desk.get_by_role("button", name="Toggle preview").click()
        preview = desk.frame_locator("#w-preview-iframe")
        preview.get_by_role("heading", name="The frontend's preview").wait_for()
        desk.goto("about:blank")
        frontend.shutdown()
    assert complaints == []
