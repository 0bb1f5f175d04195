"""What readers get after an editor's click: the new page at once, and of the others not so much as a new rendering."""

import datetime as dt
import json
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import urllib3
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.takedowns.actions import take_down
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint
from cms.webhooks.signatures import signed_headers
from news.models import ArticleAuthor, Correction, NewsIndexPage
from tests.e2e.frontend.server import FrontendServer
from tests.e2e.test_newsroom import log_in
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article, make_page
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PUBLISHES = 20
SECONDS_BETWEEN_READS = 0.02


def rendered(frontend: FrontendServer, path: str) -> bool:
    """Returns whether a page was rendered for this request, rather than taken from memory."""
    response = frontend.get(path)
    assert response.status == 200
    return response.headers["x-nextjs-cache"] != "HIT"


@pytest.fixture
def desk(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> Page:
    """The tab of somebody with publishing rights, who saves only what they say."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    log_in(live_server, page, make_user("Moderators"))
    return page


@contextmanager
def reader_waits_for(frontend: FrontendServer, path: str, text: str) -> Iterator[list[float]]:
    """Has a reader ask for a page over and over; gives the moment when it had the text."""
    seen: list[float] = []
    ends_at = time.perf_counter() + 30

    def read() -> None:
        while not seen and time.perf_counter() < ends_at:
            if text in frontend.get(path).data.decode():
                seen.append(time.perf_counter())
            time.sleep(SECONDS_BETWEEN_READS)

    reader = threading.Thread(target=read)
    reader.start()
    yield seen
    reader.join()


def publish(desk: Page, frontend: FrontendServer, path: str, title: str) -> float:
    """Publishes what is in the form, and returns how many milliseconds later a reader has it."""
    desk.locator("#id_title").fill(title)
    desk.get_by_role("button", name="More actions").click()
    button = desk.get_by_role("button", name="Publish", exact=True)
    button.wait_for()
    with reader_waits_for(frontend, path, title) as seen:
        clicked_at = time.perf_counter()
        button.click()
        desk.get_by_text(f"Page '{title}' has been published.").wait_for()
    assert seen, f"{path} never had the title {title}"
    return (seen[0] - clicked_at) * 1_000


def test_a_page_is_new_at_once_after_the_click_and_no_other_is_rendered(
    live_server: LiveServer, frontend: FrontendServer, desk: Page, index: NewsIndexPage, settings: Settings
) -> None:
    # Longer than the test takes: pages that are only old are rendered again, too.
    settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 3_600
    filed: dict[str, Any] = {"category": CategoryFactory(name="Harbour"), "tags": ["ferries"]}
    story = make_article(index, title="Ferries return", slug="ferries", **filed)
    quays, locks = make_article(index, slug="quays", **filed), make_article(index, slug="locks", image=ImageFactory())
    ArticleAuthor.objects.create(page=quays, author=AuthorFactory())
    Correction.objects.create(page=locks, text="The lock is wider.")
    home = index.get_parent()
    others = [f"/{make_page(home, title=title, slug=title.lower()).slug}/" for title in ("About", "Imprint")]
    others.append(f"/news/{locks.slug}/")
    for path in ["/news/ferries/", "/news/", "/news/quays/", *others]:
        assert (rendered(frontend, path), rendered(frontend, path)) == (True, False)

    took = []
    for number in range(PUBLISHES):
        desk.goto(f"{live_server.url}/admin/pages/{story.pk}/edit/")
        took.append(publish(desk, frontend, "/news/ferries/", f"Ferries return, edition {number}"))
        assert [path for path in others if rendered(frontend, path)] == []
        assert rendered(frontend, "/news/") is True, "the listing shows the headline"
        assert rendered(frontend, "/news/quays/") is True, "the story is among its related ones"

    print(f"\nRenders of {len(others)} untouched pages: 0.")  # noqa: T201
    print(f"Publish to page, ms: median {statistics.median(took):.0f}, worst {max(took):.0f} of {PUBLISHES}")  # noqa: T201
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"delivered"}


def test_a_page_that_is_taken_down_is_listed_nowhere_from_then_on(
    frontend: FrontendServer, index: NewsIndexPage, settings: Settings
) -> None:
    settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 3_600
    about = make_page(index.get_parent(), title="About", slug="about")
    names, imprint = (make_page(about, title=title, slug=title.lower()) for title in ("Names", "Imprint"))
    story = make_article(index, title="Ferries return", slug="ferries")
    assert (rendered(frontend, "/about/"), rendered(frontend, "/about/")) == (True, False)

    def listed() -> list[str]:
        return re.findall('href="/about/([a-z]+)/"', frontend.get("/about/").data.decode())

    assert listed() == ["names", "imprint"]
    story.title = "Ferries stay away"
    story.save_revision().publish()
    assert rendered(frontend, "/about/") is False

    take_down(names, make_user("Moderators"), "Names a minor.", "Withdrawn to protect a child.")
    assert listed() == ["imprint"]
    imprint.title = "Who we are"
    imprint.save_revision().publish()
    assert "Who we are" in frontend.get("/about/").data.decode()


def test_a_lost_webhook_is_made_up_for_when_s_maxage_is_over(
    frontend: FrontendServer, index: NewsIndexPage, settings: Settings
) -> None:
    settings.RESPONSE_CACHE_TTL, settings.GRAPHQL_SHARED_MAX_AGE = 60, 1
    WebhookEndpoint.objects.update(is_enabled=False)
    story = make_article(index, title="Ferries return", slug="ferries")
    assert "Ferries return" in frontend.get("/news/ferries/").data.decode()
    story.title = "Ferries stay away"
    story.save_revision().publish()

    ends_at = time.monotonic() + 30
    while "Ferries stay away" not in frontend.get("/news/ferries/").data.decode():
        assert time.monotonic() < ends_at
        time.sleep(0.2)


def test_only_messages_of_the_newsroom_revalidate_and_each_once(
    frontend: FrontendServer, index: NewsIndexPage
) -> None:
    make_article(index, title="Ferries return", slug="ferries")
    endpoint = WebhookEndpoint.objects.get()
    body = json.dumps({"type": "content.changed", "data": {"tags": ["everything"]}})

    def post(
        body: str, now: dt.datetime | None = None, message_id: str = "msg_1", changed: dict[str, str] | None = None
    ) -> int:
        headers = signed_headers(message_id, body.encode(), endpoint.secrets.all(), now or timezone.now())
        url = f"{frontend.url}/api/revalidate/"
        return urllib3.request("POST", url, body=body, headers={**headers, **(changed or {})}, retries=False).status

    def renders() -> bool:
        return rendered(frontend, "/news/ferries/")

    assert (renders(), renders()) == (True, False)
    old = timezone.now() - dt.timedelta(minutes=6)
    refused = [
        post(body, old),
        post(body, changed={"webhook-signature": "v1,AAAA"}),
        post(body, changed={"webhook-id": "msg_2"}),
        post("no json"),
        post(json.dumps({"data": {"tags": "everything"}})),
        post(json.dumps({"data": {"tags": ["x" * 1_000_001]}})),
    ]
    assert (refused, renders()) == ([401, 401, 401, 400, 400, 413], False)
    assert (post(body), renders(), renders()) == (204, True, False)
    assert (post(body), renders()) == (204, False)
    assert (post(body, message_id="msg_3"), renders()) == (204, True)
    assert frontend.get("/api/revalidate/").status == 405
