"""Choosing pictures and articles in the forms."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import HomePage, NewsIndexPage
from news.pictures import neutral_picture
from tests.e2e.test_newsroom import Photograph, add_block, log_in
from tests.factories import ImageFactory, list_of, make_article, stored
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

GALLERY = """{ articles { nodes { body { ... on GalleryBlock { items { caption image { title: alt } } } } } } }"""


@pytest.fixture
def desk(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> Page:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    log_in(live_server, page, make_user("Moderators"))
    return page


def test_several_pictures_are_chosen_for_a_gallery_at_once(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    for number, name in enumerate(["First", "Second", "Third"]):
        file = ContentFile(neutral_picture(number, (800, 500)), name=f"{number}.jpg")
        ImageFactory(title=name, description=name, file=file)
    desk.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/", wait_until="networkidle")
    desk.locator("#id_title").fill("Harbour in pictures")
    desk.locator("#id_summary").fill("Three of them.")
    add_block(desk, "Gallery")

    desk.get_by_role("button", name="Choose several pictures").click()
    dialog = desk.get_by_role("dialog")
    for name in ("Third", "First", "Second"):
        dialog.get_by_label(name).check()
    photograph("gallery-dialog")
    dialog.get_by_role("button", name="Confirm selection").click()
    dialog.wait_for(state="detached")
    captions = desk.locator("input[name^=body-0-value-items-][name$=-caption]")
    expect(captions).to_have_count(3)
    chosen = desk.locator("#panel-child-story-body-section [data-chooser-title]")
    titles = chosen.all_inner_texts()
    assert titles == ["Third", "Second", "First"], "as they stood in the dialog"
    for number, title in enumerate(titles):
        captions.nth(number).fill(f"About {title}")
    photograph("gallery-chosen")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    desk.get_by_text("created and published.").wait_for()

    answer = desk.request.post(f"{live_server.url}/graphql/", data={"query": GALLERY}).json()
    assert answer["data"]["articles"]["nodes"][0]["body"][0]["items"] == [
        {"caption": f"About {title}", "image": {"title": title}} for title in titles
    ]


def test_a_pick_of_the_home_page_says_what_readers_see_of_it(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    shown = make_article(index, title="Harbour reopens")
    make_article(index, title="Not yet", live=False)
    home = HomePage.objects.get(pk=index.get_parent().pk)
    home.sections = stored(("section", {"heading": "Top", "link": None, "articles": list_of(shown.pk)}))
    home.save()
    desk.goto(f"{live_server.url}/admin/pages/{home.pk}/edit/", wait_until="networkidle")
    pick = desk.locator(".chooser:has(.news-chosen)").first
    expect(pick).to_contain_text("Live ·")
    expect(pick.locator("[data-article-notice]")).to_be_hidden()

    pick.get_by_role("button", name="Actions").click()
    desk.get_by_role("button", name="Choose another article").click()
    desk.get_by_role("dialog").get_by_role("link", name="Not yet").click()
    expect(pick).to_contain_text("Not yet")
    expect(pick).to_contain_text("Draft ·")
    expect(pick).to_contain_text("Readers do not see this article now: it is left out.")
    photograph("home-pick")
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    desk.get_by_text("has been published").wait_for()
    assert HomePage.objects.get(pk=home.pk).sections[0].value["articles"][0].title == "Not yet"
