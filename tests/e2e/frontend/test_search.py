"""The search of the reference frontend, in a browser, against a running newsroom."""

import re

import pytest
import urllib3
from playwright.sync_api import Page, Route, expect
from wagtail.models import Site

from tests.e2e.frontend.newsroom import make_newsroom
from tests.e2e.frontend.server import FrontendServer
from tests.search.finding import index_all

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_search_finds_narrows_corrects_and_suggests(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    index_all()

    page.goto(address)
    field = page.get_by_role("combobox", name="Search the archive")
    field.press_sequentially("harb")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert "Harbour reopens Page" in [re.sub(r"\s+", " ", text) for text in options.all_inner_texts()]
    field.press("Escape")
    field.fill("story")
    field.press("Enter")

    page.wait_for_url(re.compile(r"/search/\?q=story"))
    expect(page.get_by_role("status").first).to_have_text("13 results")
    assert page.locator("main h2 mark").first.inner_text() == "story"
    facets = page.get_by_role("navigation", name="Narrow the list")
    assert facets.get_by_role("link").all_inner_texts() == [
        "Best match",
        "Latest first",
        "Stories 12",
        "Front pages 1",
    ]
    facets.get_by_role("link", name="Stories 12").click()
    page.wait_for_url(re.compile("type=ARTICLE"))
    page.goto(f"{address}/search/?q=harbuor")
    expect(page.get_by_text("Nothing was found for “harbuor”.")).to_be_visible()
    expect(page.get_by_text("Shown instead: harbour")).to_be_visible()
    expect(page.locator("main ol h2")).to_have_text(["Harbour reopens"])
    page.goto(f"{address}/search/?q=older+harbuor")
    page.get_by_role("link", name="older harbour").click()
    page.wait_for_url(re.compile(r"q=older\+harbour"))
    expect(page.locator("main ol h2").first).to_have_text("Harbour reopens")


def test_a_suggestion_is_followed_when_the_pointer_is_released_on_it(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    index_all()
    page.goto(f"{address}/about/")
    page.get_by_role("combobox", name="Search the archive").press_sequentially("harb")
    option = page.get_by_role("option", name="Harbour reopens")

    option.hover()
    page.mouse.down()
    page.mouse.move(2, 2)
    page.mouse.up()
    page.wait_for_timeout(300)
    expect(page).to_have_url(f"{address}/about/")
    option.click()

    page.wait_for_url(f"{address}/news/harbour-reopens/")


@pytest.mark.parametrize("key", ["Tab", "Escape"])
def test_suggestions_that_come_too_late_are_not_shown(address: str, site: Site, page: Page, key: str) -> None:
    make_newsroom(site)
    index_all()
    held: list[Route] = []
    page.route("**/graphql/?documentId=*", lambda route: held.append(route))
    page.goto(address)
    field = page.get_by_role("combobox", name="Search the archive")

    with page.expect_request("**/graphql/?documentId=*"):
        field.press_sequentially("harb")
    field.press(key)
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)

    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("harb")


@pytest.mark.parametrize(
    "query",
    [
        "q=story+" + "+".join(f"-word{number}" for number in range(9)),
        "q=%22" + "+".join(f"w{number}" for number in range(33)) + "%22",
        "q=story&page=101",
    ],
)
def test_a_search_that_the_newsroom_refuses_finds_nothing(
    frontend: FrontendServer, site: Site, page: Page, query: str
) -> None:
    make_newsroom(site)
    index_all()

    answer = page.goto(f"{frontend.url}/search/?{query}")

    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_text("Nothing was found for")).to_be_visible()


def test_corrections_after_a_broken_cursor_begin_again(frontend: FrontendServer, site: Site) -> None:
    make_newsroom(site)

    answer = frontend.get("/corrections/?after=x")

    assert (answer.status, "The ferry leaves on Tuesday." in answer.data.decode()) == (200, True)


def test_one_address_searches_thirty_times_a_minute(frontend: FrontendServer, site: Site) -> None:
    make_newsroom(site)
    index_all()

    def search(forwarded: str, path: str = "/search/") -> urllib3.BaseHTTPResponse:
        headers = {"X-Forwarded-For": forwarded}
        return urllib3.request("GET", f"{frontend.url}{path}?q=story", headers=headers, retries=False, timeout=30)

    # What stands before the last address is what the client says.
    statuses = [search(f"192.0.2.{number}, 198.51.100.1").status for number in range(30)]
    refused = search("198.51.100.1")

    assert statuses == [200] * 30
    assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
    others = ["/~query/search/", "/~kept/search/", "/%7Equery/search/", "/~kept/~query/search/"]
    assert [search("198.51.100.1", path).status for path in others] == [429] * 4
    assert search("198.51.100.2").status == 200
    headers = {"X-Forwarded-For": "198.51.100.1"}
    assert urllib3.request("GET", f"{frontend.url}/search/", headers=headers, retries=False).status == 200
