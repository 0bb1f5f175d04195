"""The newsroom in a real browser, from the login to what a frontend reads."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from news.models import ArticlePage, NewsIndexPage
from news.pictures import neutral_picture
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article
from tests.user_accounts import PASSWORD, make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Photograph = Callable[[str], None]

HEADLINES = [
    "Night trains return to the coast line after eleven years",
    "Museum opens its storage to visitors",
    "Harbour bridge closes for three weekends",
    "A quiet winter for the glaciers",
    "What the tram strike was about",
]

STORY = """query Story($path: String!) {
  page(path: $path) {
    title
    url
    ... on ArticlePage {
      kicker
      summary
      publishedAt
      category { name }
      image { alt credit width height }
      body {
        __typename
        ... on HeadingBlock { text level }
        ... on ParagraphBlock { html }
        ... on QuoteBlock { quote attribution }
        ... on ImageBlock { alt caption credit image { width } }
      }
    }
  }
}"""


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What went wrong in the tab's scripts, so far."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def desk(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> Page:
    """The tab of somebody with publishing rights, who has just logged in and saves only what they say."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    log_in(live_server, page, make_user("Moderators", first_name="Ana", last_name="Duarte"))
    return page


def log_in(live_server: LiveServer, page: Page, user: User) -> None:
    """Fills in the form at the door."""
    page.goto(f"{live_server.url}/admin/")
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Due today and overdue").wait_for()


def add_block(page: Page, label: str) -> None:
    """Adds a block at the end of the story."""
    page.locator("#panel-child-story-body-section").get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=label, exact=True).click()


def test_an_article_is_written_published_and_read_back(
    live_server: LiveServer, desk: Page, faults: list[str], photograph: Photograph
) -> None:
    CategoryFactory(name="Transport", slug="transport")

    desk.goto(f"{live_server.url}/admin/images/add/")
    picture = neutral_picture(seed=3, size=(1200, 750))
    desk.locator("#id_file").set_input_files({"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": picture})
    desk.locator("#id_title").fill("Harbour at dawn")
    desk.locator("#id_description").fill("Boats lie in a misty harbour.")
    desk.locator("#id_credit").fill("© Lena Brandt 2026")
    photograph("image-form")
    desk.get_by_role("button", name="Upload").click()
    desk.get_by_text("Image 'Harbour at dawn' added.").wait_for()

    desk.get_by_role("link", name="Articles").click()
    desk.get_by_role("link", name="Add article").click()
    desk.locator("#id_title").fill("Night boats return to the harbour")
    desk.locator("#id_summary").fill("The first one leaves on Monday.")
    choose_picture(desk, "#panel-child-story-image-section")
    add_block(desk, "Heading")
    desk.locator("[name=body-0-value-text]").fill("What happens next")
    add_block(desk, "Text")
    editor = desk.locator(".Draftail-Editor [contenteditable=true]")
    editor.click()
    editor.press_sequentially("Boats leave at ")
    editor.press("Control+b")
    editor.press_sequentially("nine")
    editor.press("Control+b")
    editor.press_sequentially(".")
    add_block(desk, "Quote")
    desk.locator("[name=body-2-value-quote]").fill("We planned for ten boats. Forty came.")
    desk.locator("[name=body-2-value-attribution]").fill("Tom Okafor, pilot")
    add_block(desk, "Picture")
    desk.locator("[name=body-3-value-caption]").fill("The harbour on Friday.")
    choose_picture(desk, "#panel-child-story-body-section")
    photograph("article-form-filled")

    desk.get_by_role("tab", name="Filing").click()
    desk.get_by_role("button", name="Choose category").click()
    desk.get_by_role("dialog").get_by_role("link", name="Transport", exact=True).click()
    desk.get_by_role("dialog").wait_for(state="detached")
    desk.locator("#id_published_at").fill("2026-05-29 08:30")
    desk.keyboard.press("Escape")
    photograph("article-form-filing")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    desk.get_by_text("Page 'Night boats return to the harbour' created and published.").wait_for()

    variables = {"path": "/news/night-boats-return-to-the-harbour/"}
    answer = desk.request.post(f"{live_server.url}/graphql/", data={"query": STORY, "variables": variables}).json()
    assert answer == {
        "data": {
            "page": {
                "title": "Night boats return to the harbour",
                "url": "https://www.example.org/news/night-boats-return-to-the-harbour/",
                "kicker": "Transport",
                "summary": "The first one leaves on Monday.",
                "publishedAt": "2026-05-29T08:30:00+00:00",
                "category": {"name": "Transport"},
                "image": {
                    "alt": "Boats lie in a misty harbour.",
                    "credit": "© Lena Brandt 2026",
                    "width": 1200,
                    "height": 750,
                },
                "body": [
                    {"__typename": "HeadingBlock", "text": "What happens next", "level": 2},
                    {"__typename": "ParagraphBlock", "html": "<p>Boats leave at <b>nine</b>.</p>"},
                    {
                        "__typename": "QuoteBlock",
                        "quote": "We planned for ten boats. Forty came.",
                        "attribution": "Tom Okafor, pilot",
                    },
                    {
                        "__typename": "ImageBlock",
                        "alt": "Boats lie in a misty harbour.",
                        "caption": "The harbour on Friday.",
                        "credit": "© Lena Brandt 2026",
                        "image": {"width": 1200},
                    },
                ],
            }
        }
    }
    assert ArticlePage.objects.get().live is True
    assert faults == []


def choose_picture(page: Page, place: str) -> None:
    """Chooses the only picture in the library."""
    page.locator(place).get_by_role("button", name="Choose an image").click()
    page.get_by_role("dialog").get_by_role("link", name="Harbour at dawn").click()
    page.get_by_role("dialog").wait_for(state="detached")


def test_every_screen_opens_without_a_fault(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, faults: list[str], photograph: Photograph
) -> None:
    images = [
        ImageFactory(title=title, file=ContentFile(neutral_picture(seed, (800, 500)), name=f"{seed}.jpg"))
        for seed, title in enumerate(["Harbour at dawn", "Hills in the mist", "The valley line"])
    ]
    categories = [CategoryFactory(name=name, slug=name.lower()) for name in ("Transport", "Culture")]
    authors = [AuthorFactory(name="Ana Duarte", job_title="Rail editor"), AuthorFactory(name="Tom Okafor")]
    for number, title in enumerate(HEADLINES):
        make_article(
            index,
            title=title,
            live=number != 4,
            category=categories[number % 2],
            authors=authors[: number % 3],
            image=images[number % 3] if number != 3 else None,
        )

    for name, path in {
        "dashboard": "/admin/",
        "articles": "/admin/articles/",
        "categories": "/admin/snippets/news/category/",
        "authors": "/admin/snippets/news/author/",
        "images": "/admin/images/",
        "image-form-edit": f"/admin/images/{images[0].pk}/",
        "article-form": f"/admin/pages/add/news/articlepage/{index.pk}/",
        "menus": "/admin/settings/news/menus/",
        "home": f"/admin/pages/{index.get_parent().pk}/edit/",
    }.items():
        answer = desk.goto(f"{live_server.url}{path}", wait_until="networkidle")
        assert answer is not None
        assert answer.ok, path
        photograph(name)

    desk.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/", wait_until="networkidle")
    desk.locator("#panel-child-story-body-section").get_by_role("button", name="Insert a block").click()
    desk.get_by_role("option", name="Quote").locator("xpath=..").get_by_role("button").click()
    desk.frame_locator(".w-combobox-preview__iframe").get_by_text("We planned for ten boats. Forty came.").wait_for()
    photograph("block-picker")
    assert faults == []
