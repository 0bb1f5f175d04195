"""The form of redirects."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_site
from tests.people import log_in, make_user

FRONTEND = "https://www.example.org"


@pytest.fixture
def desk(site: Site) -> Client:
    return log_in(make_user("Moderators"))


def save(desk: Client, old_path: str, link: str = "", page: int | str = "", site: int | str = "") -> str:
    """Send the form of a new redirect; return what it says, without its tags, or nothing when it is saved."""
    form = {"old_path": old_path, "site": site, "is_permanent": "on", "redirect_page": page, "redirect_link": link}
    answer = desk.post("/admin/redirects/add/", form)
    if answer.status_code == 302:
        return ""
    errors = answer.context["form"].errors
    return " ".join(message for messages in errors.values() for message in messages)


def test_a_path_of_the_website_is_stored_as_a_whole_address(desk: Client) -> None:
    assert save(desk, "/old/", "/category/ports/") == ""

    assert Redirect.objects.get().redirect_link == f"{FRONTEND}/category/ports/"


def test_a_path_says_on_which_site_it_is(desk: Client, site: Site) -> None:
    make_site(hostname="other.example")

    assert save(desk, "/old/", "/new/") == "Enter the whole address, with https://, as the redirect is for all sites."
    assert save(desk, "/old/", "/new/", site=site.pk) == ""
    assert Redirect.objects.get().redirect_link == f"{FRONTEND}/new/"


@pytest.mark.parametrize("link", ["nonsense nonsense", "javascript:alert(1)"])
def test_what_is_no_address_is_refused(desk: Client, link: str) -> None:
    assert save(desk, "/old/", link) == "Enter a valid URL."
    assert not Redirect.objects.exists()


def test_a_redirect_leads_somewhere(desk: Client) -> None:
    assert save(desk, "/old/") == "Choose a page or enter an address to redirect to."


CIRCLE = "This address leads back to “%s”, or over too many other redirects: nobody would arrive."


def test_circles_are_refused(desk: Client) -> None:
    assert save(desk, "/self/", "/self/?utm=mail#top") == CIRCLE % "/self"

    assert save(desk, "/one/", "/two/") == ""
    assert save(desk, "/two/", f"{FRONTEND}/three") == ""
    assert save(desk, "/three/", "/one/") == CIRCLE % "/three"
    assert save(desk, "/three/", "https://elsewhere.example/one/") == ""


def test_a_redirect_that_is_changed_into_a_circle_is_refused(desk: Client) -> None:
    save(desk, "/one/", "/two/")
    save(desk, "/two/", "/three/")
    redirect = Redirect.objects.get(old_path="/two")
    form = {"old_path": "/two", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": "/one/"}

    answer = desk.post(f"/admin/redirects/{redirect.pk}/", form)

    assert answer.context["form"].errors["redirect_link"] == [CIRCLE % "/two"]
    redirect.refresh_from_db()
    assert redirect.redirect_link == f"{FRONTEND}/three/"


def test_a_path_that_differs_by_its_query_is_no_circle(desk: Client, index: NewsIndexPage) -> None:
    assert save(desk, "/story.php?id=7", page=make_article(index, slug="seven").pk) == ""
    assert save(desk, "/story.php", "/story.php?id=7") == ""


def test_a_table_is_imported_and_tried_before(
    site: Site, index: NewsIndexPage, api: GraphQLClient, tmp_path: Path
) -> None:
    table = tmp_path / "redirects.csv"
    table.write_text(f"from,to\n/2020/port/,{FRONTEND}/news/harbour/\n/egg/,{FRONTEND}/hen/\n/hen/,{FRONTEND}/egg/\n")
    make_article(index, slug="harbour")
    query = "query($path: String!) { route(path: $path) { ... on RedirectRoute { location } } }"

    call_command("import_redirects", src=str(table), dry_run=True, verbosity=0)
    assert not Redirect.objects.exists()

    call_command("import_redirects", src=str(table), verbosity=0)
    assert api.data(query, path="/2020/port/") == {"route": {"location": "/news/harbour/"}}
    assert api.data(query, path="/egg/") == {"route": None}
