"""Carries out bulk actions as an editor does, in two steps."""

import html
import re
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.test import Client
from wagtail.models import Page

LISTING = "/admin/articles/"


def address(action: str, *pages: Page, **query: Any) -> str:
    """Returns the address of an action on pages; `query` replaces them."""
    ids = [("id", page.pk) for page in pages]
    return f"/admin/bulk/wagtailcore/page/{action}/?{urlencode([*ids, *query.items(), ('next', LISTING)])}"


def words(response: Any) -> list[str]:
    """Returns the headings, list items and sentences of a page's main part."""
    main = response.content.decode().split('<div class="nice-padding">')[1].split("<form")[0]
    found = re.findall(r"<(?:h2|li|p)[^>]*>(.*?)</(?:h2|li|p)>", main, re.DOTALL)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", "", text).split())).replace(" :", ":") for text in found]


def plan(browser: Client, action: str, *pages: Page, **values: Any) -> list[str]:
    """Returns what the confirmation of an action says."""
    response = browser.post(address(action, *pages), values)
    assert response.status_code == 200
    return words(response)


def carry_out(browser: Client, action: str, *pages: Page, **values: Any) -> list[str]:
    """Confirms an action, and returns the messages after it."""
    response = browser.post(address(action, *pages), {**values, "confirmed": "yes"}, follow=True)
    assert response.redirect_chain == [(LISTING, 302)]
    # Not from the context: the client takes in templates that other threads render meanwhile.
    return [text_of(message) for message in get_messages(response.wsgi_request)]


def text_of(message: Any) -> str:
    """Returns a message without its buttons."""
    return html.unescape(" ".join(re.sub(r"<a .*?</a>|<[^>]+>", " ", str(message), flags=re.DOTALL).split()))
