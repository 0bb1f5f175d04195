"""A real browser, and a server for it to visit."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Browser, Page, sync_playwright

BLOCKED = re.compile(r"Content Security Policy|Permissions policy|Cross-Origin-", re.IGNORECASE)
"""What the console says when a response may not do what it tries."""

FLUSH_ATTEMPTS = 20

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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"],
            args=[*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _flush_waits_for_requests_in_flight() -> Iterator[None]:
    """Retry the flush after a test: tables are locked while the server still answers a request."""

    def patient(*arguments: Any, **options: Any) -> Any:
        for _attempt in range(FLUSH_ATTEMPTS - 1):
            try:
                return call_command(*arguments, **options)
            except CommandError:
                time.sleep(0.5)
        return call_command(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases.call_command", patient)
        yield


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab: no cookies, a window wide enough for the admin. What a policy blocks in it fails the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(60_000)
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
