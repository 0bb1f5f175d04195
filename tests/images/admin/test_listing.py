"""The listing of images."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import ImageFactory
from tests.user_accounts import log_in, make_user


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def titles(browser: Client, query: str) -> list[str]:
    """Returns the titles of the pictures in alphabetical order."""
    return sorted(image.title for image in browser.get(f"/admin/images/?{query}").context["object_list"])


def test_pictures_are_found_by_their_credit(editor: Client) -> None:
    ImageFactory(title="Train", credit="© Ana Duarte 2026")
    ImageFactory(title="Boat", credit="© Tom Okafor 2025")

    assert titles(editor, "q=duarte") == ["Train"]
    assert titles(editor, "q=okaf") == ["Boat"]
    assert "Train" in editor.get("/admin/images/chooser/results/?q=duarte").content.decode()


def test_pictures_that_lack_something_are_found(editor: Client) -> None:
    ImageFactory(title="Complete")
    ImageFactory(title="No credit", credit="")
    ImageFactory(title="No description", description="")
    ImageFactory(title="Decorative", description="", is_decorative=True)

    assert titles(editor, "missing=credit") == ["No credit"]
    assert titles(editor, "missing=description") == ["No description"]
    assert titles(editor, "missing=credit&q=no") == ["No credit"]
    assert len(titles(editor, "")) == 4


def test_pictures_are_found_by_their_rights(editor: Client) -> None:
    now, day = timezone.now(), dt.timedelta(days=1)
    ImageFactory(title="Free")
    ImageFactory(title="Next year", rights_expire_at=now + 365 * day)
    ImageFactory(title="Next month", rights_expire_at=now + 29 * day)
    ImageFactory(title="Yesterday", rights_expire_at=now - day)
    ImageFactory(title="Never", usage_terms="FORBIDDEN")

    assert titles(editor, "rights=expiring") == ["Next month"]
    assert titles(editor, "rights=expired") == ["Yesterday"]
    assert titles(editor, "rights=forbidden") == ["Never"]
    assert titles(editor, "rights=expiring&q=month") == ["Next month"]


def test_the_list_names_the_credits(editor: Client) -> None:
    ImageFactory(title="Train", credit="© Ana Duarte 2026")

    page = editor.get("/admin/images/?layout=list").content.decode()
    results = editor.get("/admin/images/results/?layout=list").content.decode()

    for html in (page, results):
        assert re.search(r"<td[^>]*>\s*© Ana Duarte 2026\s*</td>", html)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_costs_the_same_for_any_number_of_pictures(
    editor: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ImageFactory.create_batch(rows)
    editor.get("/admin/images/?layout=list")

    with django_assert_num_queries(17):
        answer = editor.get("/admin/images/?layout=list")

    assert len(answer.context["object_list"]) == rows
