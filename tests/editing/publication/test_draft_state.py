"""What the form of a snippet with drafts says of what the public sees of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cms.editing.publication.public_state import DraftState
from news.models import Author
from tests.factories import AuthorFactory
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

NOW = dt.datetime(2026, 11, 28, 5, 0, tzinfo=dt.UTC)
CHANGED = "Readers see the version of 28 Nov 2026, 05:00 UTC, without the changes in this form."


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def address(author: Author) -> str:
    return f"/admin/snippets/news/author/edit/{author.pk}/"


def save(browser: Client, author: Author) -> str:
    """Return what the form's autosave adds to the page."""
    form = author_form(name="Ana Duarte", slug="ana", job_title="Rail editor")
    html: str = browser.post(address(author), form, headers={"accept": "application/json"}).json()["html"]
    return html


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({}, []),
        ({"live": False}, ["Readers do not see this.", "It has not been published yet."]),
        (
            {"live": False, "last_published_at": NOW},
            ["Readers do not see this.", "It was unpublished after its last publication."],
        ),
        ({"expire_at": NOW}, ["Readers do not see this.", "It expired on 28 Nov 2026, 05:00 UTC."]),
        ({"has_unpublished_changes": True, "last_published_at": NOW}, [CHANGED]),
    ],
)
@pytest.mark.django_db
def test_what_readers_see_of_an_author(fields: dict[str, Any], sentences: list[str]) -> None:
    author = AuthorFactory(**fields)

    assert DraftState(author, author).sentences == sentences


def test_the_form_says_it_and_says_it_anew_with_each_autosave(editor: Client) -> None:
    author = AuthorFactory(name="Ana Duarte", slug="ana", last_published_at=NOW)
    assert "Readers see the version" not in editor.get(address(author)).text

    assert CHANGED in save(editor, author)
    assert CHANGED in editor.get(address(author)).text


def test_the_form_of_a_new_author_says_that_it_is_a_draft(editor: Client) -> None:
    form = author_form(name="Ana Duarte", slug="ana")
    saved = editor.post("/admin/snippets/news/author/add/", form, headers={"accept": "application/json"}).json()

    assert "It has not been published yet." in editor.get(saved["hydrate_url"]).text
