"""What is answered to a form whose session has ended."""

from django.test import Client
from pytest_django import Settings

from news.models import NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user

MESSAGE = "You were logged out. Log in again in another tab; your words are kept on this computer."
EXPIRED = {"success": False, "error_code": "session_expired", "error_message": MESSAGE}


def test_an_autosave_without_a_session_is_answered_with_json(index: NewsIndexPage) -> None:
    form = f"/admin/pages/{make_article(index).pk}/edit/"

    answer = Client().post(form, {"title": "New"}, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()) == (401, EXPIRED)
    assert answer["Cache-Control"] == "private, no-store"


def test_an_autosave_without_any_cookie_is_answered_with_json(index: NewsIndexPage) -> None:
    form = f"/admin/pages/{make_article(index).pk}/edit/"

    answer = Client(enforce_csrf_checks=True).post(form, {"title": "New"}, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()) == (403, EXPIRED)


def test_a_form_without_any_cookie_is_led_to_the_login_and_back(index: NewsIndexPage) -> None:
    form = f"/admin/pages/{make_article(index).pk}/edit/"

    answer = Client(enforce_csrf_checks=True).post(form, {"title": "<script>alert(1)</script>"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert f'href="/admin/login/?next={form.replace("/", "%2F")}"' in html
    assert "your words are kept on this computer" in html
    assert "alert(1)" not in html


def test_a_browser_without_a_session_is_still_led_to_the_login(index: NewsIndexPage) -> None:
    answer = Client().get("/admin/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/?next=/admin/")


def test_the_admin_carries_its_own_name_and_mark(index: NewsIndexPage) -> None:
    login = Client().get("/admin/login/").content.decode()
    home = log_in(make_user("Editors")).get("/admin/").content.decode()

    assert "Sign in to Dateline" in login
    assert "Sign in to Wagtail" not in login
    for html in (login, home):
        assert 'href="/static/editing/mark.svg' in html
        assert "favicon.ico" not in html
    assert 'alt="Dateline"' in home


def test_the_help_menu_leads_to_the_own_guide(index: NewsIndexPage, settings: Settings) -> None:
    settings.DOCS_URL = "https://docs.example.org"

    home = log_in(make_user("Editors")).get("/admin/").content.decode()

    assert '"https://docs.example.org/editors.html"' in home
    assert "Editor Guide" not in home


def test_without_a_documentation_site_the_help_menu_leads_to_no_guide(index: NewsIndexPage) -> None:
    home = log_in(make_user("Editors")).get("/admin/").content.decode()

    assert "Guide for editors" not in home
    assert "Editor Guide" not in home
