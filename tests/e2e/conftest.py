"""A real browser, and a server for it to visit."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e import TIMEOUT

BLOCKED = re.compile(r"Content Security Policy|Permissions policy|Cross-Origin-", re.IGNORECASE)
"""What the console says when a response may not do what it tries."""

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
"""Options that keep the browser from doing anything but visiting the server under test."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that CHROMIUM names. Its own sandbox does not start under root, as in a container."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Has SQLite keep the test database in a file, as it does outside tests.

    Threads that share a database in memory get "table is locked" at once where those of a file wait for each other.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab: no cookies, a window wide enough for the admin. What a policy blocks in it fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    blocked: list[str] = []
    context.on("console", lambda message: blocked.append(message.text) if BLOCKED.search(message.text) else None)
    yield page
    context.close()
    assert blocked == []


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console said of errors, blocked resources among them, and what scripts threw."""
    found: list[str] = []
    page.context.on(
        "console",
        lambda message: found.append(f"{page.url}: {message.text}") if message.type == "error" else None,
    )
    page.context.on("weberror", lambda error: found.append(f"{page.url}: {error.error}"))
    return found


@pytest.fixture
def photograph(page: Page) -> Callable[[str], None]:
    """Saves what the tab shows, under a name, in the directory that SCREENSHOTS names; without it, does nothing."""

    def save(name: str) -> None:
        if directory := os.environ.get("SCREENSHOTS"):
            page.evaluate("document.querySelectorAll('*').forEach(element => element.scrollTo({ left: 0 }))")
            page.wait_for_timeout(300)  # for what slides in
            page.screenshot(path=Path(directory) / f"{name}.png")

    return save
