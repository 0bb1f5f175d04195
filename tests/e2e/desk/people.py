"""A desk in real browsers: its clock, its people, and what readers get of their work."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Page

from cms.accounts.models import User
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage
from tests.e2e import TIMEOUT
from tests.user_accounts import PASSWORD

HEADLINE = "Ferry line returns to the old harbour"
OTHER = "A quiet winter for the glaciers"
PATH = "/news/ferry-line-returns-to-the-old-harbour/"

READING = """query Reading($path: String!, $words: String!, $locale: String) {
  route(path: $path) {
    __typename
    ... on PageRoute {
      page {
        title
        ... on ArticlePage {
          structuredData
          updatedAt
          editions { nodes { number note } }
          translations { path }
          direction
        }
      }
    }
    ... on RedirectRoute { status location }
    ... on GoneRoute { since note }
  }
  articles(locale: $locale) { nodes { title } }
  search(query: $words, locale: $locale) { nodes { title } }
  home: page(path: "/") { ... on HomePage { sections { articles { title } } } }
  other: page(path: "/news/glaciers/") { ... on ArticlePage { related { title } } }
  corrections(locale: $locale) { nodes { kind text } }
}"""


class Clock:
    """The server's clock, which a test sets; it goes on by a millisecond whenever it is read."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.set("00:00")

    def set(self, time: str) -> None:
        """Make it that time of the day; stored responses have had their time by then."""
        self._now = dt.datetime.combine(self.day, dt.time.fromisoformat(time), dt.UTC)
        cache.clear()
        response_store.cache_clear()

    def at(self, time: str) -> str:
        """Return a moment of the day as the admin's fields take it."""
        return f"{self.day} {time}"

    def read(self) -> dt.datetime:
        """Return the present moment."""
        self._now += dt.timedelta(milliseconds=1)
        return self._now

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have Django take the time from this clock."""
        with patch("django.utils.timezone.now", self.read):
            yield


class Colleague:
    """Somebody at the desk, in a browser of their own."""

    def __init__(self, browser: Browser, server: str, user: User) -> None:
        self.server = server
        self.name = user.get_full_name()
        context = browser.new_context(
            base_url=server, viewport={"width": 1400, "height": 1000}, locale="en-GB", timezone_id="UTC"
        )
        context.set_default_timeout(TIMEOUT)
        self.tab = context.new_page()
        self.tab.on("dialog", lambda dialog: dialog.accept())
        self.tab.goto("/admin/login/")
        self.tab.locator("#id_username").fill(user.username)
        self.tab.locator("#id_password").fill(PASSWORD)
        self.tab.get_by_role("button", name="Sign in").click()
        self.tab.wait_for_url("**/admin/")

    def new_tab(self) -> Page:
        """Open a second tab."""
        return self.tab.context.new_page()

    def open_form(self, pk: int) -> None:
        """Open the form of a page."""
        self.tab.goto(f"/admin/pages/{pk}/edit/", wait_until="networkidle")

    def open_from_dashboard(self, title: str) -> None:
        """Open the form of an article that waits for this colleague."""
        self.tab.goto("/admin/")
        waiting = self.tab.get_by_role("region", name="Awaiting your review")
        waiting.get_by_role("link", name=title).first.click()
        self.tab.wait_for_load_state("networkidle")

    def look_at(self, address: str, title: str) -> None:
        """Find an article in a screen of the desk."""
        self.tab.goto(address)
        self.tab.get_by_role("main").get_by_role("link", name=title).first.wait_for()

    def fill(self, label: str, text: str) -> None:
        """Write into a field of the form."""
        self.tab.get_by_role("textbox", name=label).fill(text)

    def choose_more(self, name: str) -> None:
        """Choose what is behind the three dots over the form."""
        self.tab.locator("header").get_by_role("button", name="Actions").click()
        self.tab.get_by_role("link", name=name, exact=True).click()
        self.tab.wait_for_load_state("networkidle")

    def choose(self, button: str, title: str) -> None:
        """Choose something by its title in a chooser."""
        self.tab.locator("form").get_by_role("button", name=button, exact=True).first.click()
        self.tab.get_by_role("dialog").get_by_role("link", name=title).click()
        self.tab.get_by_role("dialog").wait_for(state="detached")

    def add_block(self, label: str) -> None:
        """Add a block at the end of the story."""
        self.tab.get_by_role("button", name="Insert a block").last.click()
        self.tab.get_by_role("option", name=label, exact=True).click()

    def act(self, action: str) -> None:
        """Choose an action at the foot of the form, and wait for what the server says of it."""
        button = self.tab.get_by_role("button", name=action, exact=True)
        if not button.is_visible():
            self.tab.get_by_role("button", name="More actions").click()
        with self.tab.expect_navigation(wait_until="networkidle"):
            button.click()

    def act_with_comment(self, action: str, comment: str) -> None:
        """Choose an action that asks for a comment."""
        self.tab.get_by_role("button", name="More actions").click()
        self.tab.get_by_role("button", name=action, exact=True).click()
        dialog = self.tab.get_by_role("dialog")
        dialog.get_by_label("Comment").fill(comment)
        with self.tab.expect_navigation(wait_until="networkidle"):
            dialog.get_by_role("button").last.click()

    def messages(self) -> list[str]:
        """Return what the admin says at the top of the page."""
        found = self.tab.locator(".messages li")
        return [re.sub(r"\s+", " ", text).strip() for text in found.all_inner_texts()]

    def photograph(self, name: str) -> None:
        """Save what the tab shows, under a name, in the directory that SCREENSHOTS names, if it does."""
        if directory := os.environ.get("SCREENSHOTS"):
            self.tab.evaluate("document.querySelectorAll('*').forEach(element => element.scrollTo({ left: 0 }))")
            self.tab.wait_for_timeout(300)  # for what slides in
            self.tab.screenshot(path=Path(directory) / f"{name}.png")


class Reader:
    """A frontend that reads by one operation what the public sees."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.request = browser.new_context(base_url=server).request

    def read(self, path: str, locale: str | None = None, words: str = "ferry") -> dict[str, Any]:
        """Return what is at a path, and in the lists, the search, the home page and the corrections.

        Args:
            path: the address.
            locale: the language of the lists and of the search.
            words: what is searched for.
        """
        variables = {"path": path, "words": words, "locale": locale}
        response = self.request.post("/graphql/", data={"query": READING, "variables": variables})
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        data = answer["data"]
        return {
            "route": _route(data["route"]),
            "articles": [node["title"] for node in data["articles"]["nodes"]],
            "search": sorted(node["title"] for node in data["search"]["nodes"]),
            "home": [node["title"] for section in data["home"]["sections"] for node in section["articles"]],
            "related": [node["title"] for node in data["other"]["related"]],
            "corrections": [(node["kind"], node["text"]) for node in data["corrections"]["nodes"]],
        }


def _route(route: Any) -> Any:
    """Return a route without the names of its types, with moments to the minute, and what is of use of JSON-LD."""
    if route is None or "page" not in route:
        return route and {name: _minute(value) for name, value in route.items()}
    page = route["page"]
    data = page["structuredData"]
    return {
        "title": page["title"],
        "updatedAt": _minute(page["updatedAt"]),
        "editions": [(node["number"], node["note"]) for node in page["editions"]["nodes"]],
        "translations": [other["path"] for other in page["translations"]],
        "headline": data["headline"],
        "inLanguage": data["inLanguage"],
        "direction": page["direction"],
        "datePublished": _minute(data["datePublished"]),
        "dateModified": _minute(data["dateModified"]),
        "correction": [comment["text"] for comment in data.get("correction", [])],
    }


def _minute(value: Any) -> Any:
    """Return the time of a moment of the day, to the minute."""
    found = re.fullmatch(r"[\d-]{10}T(\d\d:\d\d).*", value) if isinstance(value, str) else None
    return found[1] if found else value


@dataclass
class Day:
    """What the steps of the day share."""

    clock: Clock
    writer: Colleague
    desk: Colleague
    legal: Colleague
    reader: Reader
    mail: list[EmailMessage]
    scheduled: ArticlePage
    draft: ArticlePage

    @property
    def article(self) -> ArticlePage:
        """The article of the day, as it is in the database."""
        return ArticlePage.objects.get(slug="ferry-line-returns-to-the-old-harbour", locale__language_code="en")

    def new_mail(self) -> list[tuple[str, str]]:
        """Return receiver and subject of the mail since it was last looked at; each leads to the article."""
        addresses = f"http://testserver/admin/pages/{self.article.pk}/edit/", f"https://www.example.org{PATH}"
        found = [(", ".join(message.to), str(message.subject)) for message in self.mail]
        assert [message.subject for message in self.mail if not any(one in message.body for one in addresses)] == []
        self.mail.clear()
        return found
