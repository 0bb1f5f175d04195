"""The newsroom in a real browser while Redis is killed, and where it never was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.server.redis_server import RedisServer, needs_redis
from tests.settings.process import PRODUCTION
from tests.settings.process import settings as read_settings
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True), needs_redis]

Photograph = Callable[[str], None]


@pytest.fixture
def redis_server(tmp_path: Path, settings: Settings) -> Iterator[RedisServer]:
    """A Redis, not started yet, on which sessions, cache and response cache depend as in production."""
    server = RedisServer(tmp_path)
    names = ("CACHES", "SESSION_ENGINE", "RESPONSE_CACHE_TTL")
    for name, value in read_settings("production", *names, **PRODUCTION, REDIS_URL=server.url).items():
        setattr(settings, name, value)
    settings.REDIS_URL = server.url
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    response_store.cache_clear()
    yield server
    server.kill()
    response_store.cache_clear()


def publish(page: Page, live_server: LiveServer, index: NewsIndexPage, title: str) -> None:
    """Write an article and publish it."""
    page.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/", wait_until="networkidle")
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("The first one leaves on Monday.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text(f"Page '{title}' created and published.").wait_for()


def read_title(page: Page, live_server: LiveServer, path: str) -> object:
    """Return the title that a frontend reads."""
    query = "query ($path: String!) { page(path: $path) { title } }"
    answer = page.request.post(f"{live_server.url}/graphql/", data={"query": query, "variables": {"path": path}})
    return answer.json()["data"]["page"]["title"]


@pytest.mark.parametrize("started", [True, False], ids=["killed", "absent"])
def test_editors_log_in_write_and_publish_without_redis(
    live_server: LiveServer,
    page: Page,
    index: NewsIndexPage,
    redis_server: RedisServer,
    photograph: Photograph,
    started: bool,
) -> None:
    if started:
        redis_server.start()
    editor = make_user("Moderators", first_name="Ana", last_name="Duarte")
    log_in(live_server, page, editor)
    redis_server.kill()

    publish(page, live_server, index, "Night boats return")
    article = ArticlePage.objects.get()
    assert read_title(page, live_server, "/news/night-boats-return/") == "Night boats return"

    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    page.locator("#id_title").fill("Day boats return")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Page 'Day boats return' has been published.").wait_for()
    assert read_title(page, live_server, "/news/night-boats-return/") == "Day boats return"
    photograph(f"published-redis-{'killed' if started else 'absent'}")

    page.context.clear_cookies()
    log_in(live_server, page, editor)
