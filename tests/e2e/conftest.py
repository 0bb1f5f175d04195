"""A real browser, and a server for it to visit."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab: no cookies, a window wide enough for the admin."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.fixture
def photograph(page: Page) -> Callable[[str], None]:
    """Saves what the tab shows, under a name, in the directory that SCREENSHOTS names; without it, does nothing."""

    def save(name: str) -> None:
        if directory := os.environ.get("SCREENSHOTS"):
            page.evaluate("document.querySelectorAll('*').forEach(element => element.scrollTo({ left: 0 }))")
            page.wait_for_timeout(300)  # for what slides in
            page.screenshot(path=Path(directory) / f"{name}.png")

    return save
