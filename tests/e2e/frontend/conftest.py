"""The reference frontend beside a live server: it is built once, and started anew for each test."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import NewsIndexPage
from tests.e2e.frontend.server import FRONTEND, FrontendServer, build, free_port, reason_against


@pytest.fixture(scope="session")
def frontend_build() -> None:
    """The built frontend; tests that need it are skipped where its packages are not installed."""
    if reason := reason_against():
        pytest.skip(reason)
    build()


@pytest.fixture
def frontend(
    frontend_build: None,
    browser: Browser,
    live_server: LiveServer,
    index: NewsIndexPage,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[FrontendServer]:
    """The frontend of a newsroom that tells it of changes and shows its previews there, as `make frontend` has it.

    The browser is begun before the database: Playwright's loop has connections of its own, which know of no rollback.
    """
    with (tmp_path / "frontend.log").open("w") as log:
        server = FrontendServer(free_port(), log)
        settings.PUBLIC_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
        settings.FRONTEND_URL = server.url
        settings.PREVIEW_URL = "{frontend}/preview/"
        settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
        settings.WEBHOOKS_OVER_HTTP = True
        call_command("register_documents", str(FRONTEND / "gql" / "persisted-documents.json"), client="frontend")
        secret = io.StringIO()
        call_command("ensure_webhook", "Reference frontend", f"{server.url}/api/revalidate/", stdout=secret)
        server.start(live_server.url, DATELINE_WEBHOOK_SECRET=secret.getvalue().strip())
        yield server
        server.stop()


@pytest.fixture
def address(frontend: FrontendServer, settings: Settings) -> str:
    """The address of the frontend, whose newsroom runs registered documents alone."""
    manifest = FRONTEND / "gql" / "persisted-documents.json"
    call_command("register_documents", str(manifest), client="frontend", verbosity=0)
    settings.GRAPHQL_TRUSTED_DOCUMENTS_ONLY = True
    settings.CORS_ALLOW_ALL_ORIGINS = True
    return frontend.url


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    """A tab in which no script runs."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()
