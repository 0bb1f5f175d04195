"""The form of redirects."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.models import NewsIndexPage
from tests.factories import make_article, make_site
from tests.user_accounts import log_in, make_user

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


CIRCLE = "This address leads back to “%s”, or over too many other redirects, so that no page would be reached."


def test_circles_are_refused(desk: Client) -> None:
    assert save(desk, "/self/", "/self/?utm=mail#top") == CIRCLE % "/self"

    assert save(desk, "/one/", "/two/") == ""
    assert save(desk, "/two/", f"{FRONTEND}/three") == ""
    assert save(desk, "/three/", "/one/") == CIRCLE % "/three"
    assert save(desk, "/three/", "https://elsewhere.example/one/") == ""


@pytest.mark.parametrize(
    "link",
    [
        "http://www.example.org/self/",
        "https://WWW.Example.org/self/",
        "https://www.example.org:443/self/",
        "http://www.example.org:80//self",
        "https://desk@www.example.org/self/",
        "https://www.example.org./self/",
        "https://www.example.org/other/../self/",
        "/other/%2E%2e/./self/",
        "/\u0073elf/?utm=mail",
    ],
)
def test_a_circle_through_the_website_written_another_way_is_refused(desk: Client, link: str) -> None:
    assert save(desk, "/self/", link) == CIRCLE % "/self"
    assert not Redirect.objects.exists()


def test_a_circle_through_another_site_is_refused(desk: Client, site: Site) -> None:
    other = make_site(hostname="other.example", default=False)

    assert save(desk, "/a/", "http://other.example/a/", site=site.pk) == ""
    assert save(desk, "/b/", f"{FRONTEND}/a/", site=other.pk) == ""
    assert save(desk, "/a/", f"{FRONTEND}/a/", site=other.pk) == CIRCLE % "/a"


def test_the_same_path_on_another_site_is_no_circle(desk: Client, site: Site) -> None:
    make_site(hostname="other.example", default=False)

    assert save(desk, "/a/", "https://other.example:8443/a/", site=site.pk) == ""
    assert save(desk, "/b/", "https://other.example/b/", site=site.pk) == ""
    assert save(desk, "/c/", "https://other.example/c/") == CIRCLE % "/c"


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


NO_PATH = "Enter a path on the website, for example /2020/old-story/."


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/old/",
        "//elsewhere.example/old/",
        "javascript:alert(1)",
        "mailto:desk@example.org",
        "#top",
        "/news/../admin/",
        "./old/",
        "/old\\story/",
        "/old\u202eyrots/",
        "/old\u200bstory/",
        "/old\tstory/",
    ],
)
def test_a_path_that_no_reader_can_ask_for_is_refused(desk: Client, path: str) -> None:
    assert save(desk, path, "/new/") == NO_PATH
    assert not Redirect.objects.exists()


def test_a_path_is_no_longer_than_the_database_stores(desk: Client) -> None:
    assert save(desk, "a" * 255, "/new/") == "This path is too long."
    assert save(desk, "/" + "a" * 255, "/new/") == "Ensure this value has at most 255 characters (it has 256)."
    assert save(desk, "/" + "a" * 254, "/new/") == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"{FRONTEND}/old/", "/old"),
        ("old", "/old"),
        ("/old//story//?a=//", "/old/story?a=//"),
        ("/cafe\u0301/", "/caf\u00e9"),
        ("/cafe%CC%81/", "/caf\u00e9"),
        ("HTTP://WWW.EXAMPLE.ORG:80/old//story", "/old/story"),
        ("/%D9%85%D9%8A%D9%86%D8%A7%D8%A1/", "/\u0645\u064a\u0646\u0627\u0621"),
        ("/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645/", "/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("/story.php?id=7&a=1", "/story.php?a=1&id=7"),
    ],
)
def test_a_path_is_stored_as_it_is_looked_for(desk: Client, typed: str, stored: str) -> None:
    assert save(desk, typed, "/new/") == ""
    assert Redirect.objects.get().old_path == stored


def test_a_page_is_not_redirected_to_itself(desk: Client, index: NewsIndexPage) -> None:
    page = make_article(index, slug="harbour")

    assert save(desk, "/news/harbour/", page=page.pk) == "This page is at the path that is to lead to it."
    assert save(desk, "/news/port/", page=page.pk) == ""
