"""The pages of the reference frontend, in a browser, against a running newsroom."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.takedowns.actions import take_down
from news.models import Category, Menus, NewsIndexPage
from tests.e2e.frontend.newsroom import make_newsroom
from tests.e2e.frontend.server import FrontendServer
from tests.factories import list_of, make_article, stored
from tests.search.finding import index_all
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NO_ADDRESSES = [
    "/%ff/",
    "/fr/%C3%28/",
    "/news/%00/",
    "/news/%0Aharbour-reopens/",
    f"/{'x' * 10_000}/",
    f"/news/{'%C3%A9' * 1_500}/",
    "/news/?page=0",
    "/news/?page=two",
    "/news/?year=26",
    "/news/?year=0000",
    "/search/?q=story&year=0000",
    f"/news/?tag={'x' * 10_000}",
    "/~missing/",
    "/~gone/news/",
    "/~failed/en/",
    "/~query/news/",
    "/~kept/about/",
    "/~preview/token/",
    "/%7Ekept/about/",
    "/robots.txtelse",
    "/api/else/",
]

LISTING = [
    {"date": "2026-05-29", "category": "Harbour office", "title": "Quay four opens", "summary": "Two weeks early."},
    {
        "date": "2026-05-29",
        "title": "Fog halts the ferry",
        "summary": "For an hour.",
        "image_credit": "© Ana Duarte 2026",
    },
    {"date": "2026-05-28", "category": "Blog", "title": "Notes from a lock keeper"},
]


def test_an_imported_listing_reads_as_its_rows(address: str, index: NewsIndexPage, page: Page, tmp_path: Path) -> None:
    """Number, credit, label, headline, date and summary, in this order; what a row lacks is not there."""
    (tmp_path / "listing.json").write_text(json.dumps(LISTING))
    call_command("import_articles", str(tmp_path / "listing.json"), index="/news/", verbosity=0)

    page.goto(f"{address}/news/")

    rows = [re.sub(r"\s*\n\s*", "\n", text).split("\n") for text in page.locator("main ol > li").all_inner_texts()]
    assert rows == [
        ["1.", "Harbour office", "Quay four opens", "29 May 2026", "Two weeks early."],
        ["2.", "© Ana Duarte 2026", "Fog halts the ferry", "29 May 2026", "For an hour."],
        ["3.", "Blog", "Notes from a lock keeper", "28 May 2026"],
    ]


def test_a_listing_has_numbered_pages_and_filters(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    headlines = page.locator("main ol h2")

    page.goto(f"{address}/news/")
    page.get_by_role("link", name="Page 2").click()
    expect(page).to_have_url(f"{address}/news/?page=2")
    expect(headlines).to_have_text(["Older story 09", "Older story 10", "Older story 11"])
    assert page.locator("main ol > li").first.inner_text().startswith("11.")

    page.get_by_role("combobox", name="Section").select_option("Ports")
    page.get_by_role("button", name="Show").click()
    expect(headlines).to_have_text(["Harbour reopens"])
    page.goto(f"{address}/news/?tag=archive&year=2025")
    expect(headlines).to_have_count(10)
    assert page.get_by_label("Year").input_value() == "2025"
    page.goto(f"{address}/news/?category=nothing")
    expect(page.get_by_text("Nothing fits.")).to_be_visible()


def test_pages_of_categories_authors_tags_and_others(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    titles = {}

    for path in ("category/ports", "author/ana-duarte", "tag/harbour", "about", "corrections"):
        page.goto(f"{address}/{path}/")
        titles[path] = (page.locator("h1").inner_text(), page.locator("main").get_by_text("Harbour reopens").count())

    assert titles == {
        "category/ports": ("Ports", 1),
        "author/ana-duarte": ("Ana Duarte", 1),
        "tag/harbour": ("harbour", 1),
        "about": ("About us", 0),
        "corrections": ("Corrections", 1),
    }


def test_what_has_moved_gone_or_never_was_has_its_exact_status(address: str, site: Site, page: Page) -> None:
    article = make_newsroom(site)
    withdrawn = make_article(article.get_parent().specific, title="Names a minor", slug="names-a-minor")
    take_down(withdrawn, make_user("Moderators"), "Names a minor.", "Withdrawn to protect a child.")
    Redirect.objects.create(old_path="/story.php?id=7", redirect_page=article, is_permanent=True, site=site)
    ports = Category.objects.get(slug="ports")
    ports.slug = "harbours"
    ports.save()
    Redirect.objects.create(old_path="/now", redirect_link="https://example.com/now", is_permanent=False, site=site)

    def ask(path: str) -> tuple[int, str | None]:
        answer = page.request.get(address + path, max_redirects=0)
        return answer.status, answer.headers.get("location")

    assert ask("/story.php?id=7") == (301, "/news/harbour-reopens/")
    assert ask("/now/") == (302, "https://example.com/now")
    assert ask("/category/ports/") == (301, "/category/harbours/")
    assert ask("/category/harbours/") == (200, None)
    assert ask("/news/harbour-reopens") == (308, "/news/harbour-reopens/")
    assert ask("/news/names-a-minor/") == (410, None)
    assert ask("/nowhere/") == ask("/category/nothing/") == ask("/xx/search/") == (404, None)
    # The site's own language has no prefix.
    assert ask("/en/search/") == ask("/en/corrections/") == ask("/en/category/harbours/") == (404, None)
    assert ask("/fr/search/") == ask("/fr/corrections/") == (200, None)
    page.goto(f"{address}/news/names-a-minor/")
    expect(page.get_by_text("Withdrawn to protect a child.")).to_be_visible()
    page.goto(f"{address}/fr/nulle-part/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il n’y a pas de page ici")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_a_reader_changes_the_language(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)

    page.goto(f"{address}/news/harbour-reopens/")
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le port rouvre")
    page.get_by_role("navigation", name="Langues").get_by_role("link", name="العربية").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("الميناء يفتح")
    assert page.locator("html").evaluate("({ lang, dir }) => [lang, dir]") == ["ar", "rtl"]
    languages = page.locator("head link[hreflang]").evaluate_all("links => links.map(({ hreflang }) => hreflang)")
    assert sorted(languages) == ["ar", "en", "fr"]


def test_everything_but_suggestions_works_without_scripts(address: str, site: Site, without_scripts: Page) -> None:
    page = without_scripts
    make_newsroom(site)
    index_all()

    page.goto(f"{address}/news/")
    page.get_by_role("combobox", name="Section").select_option("Ports")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Harbour reopens").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour reopens")
    page.get_by_role("combobox", name="Search the archive").fill("story")
    page.keyboard.press("Enter")

    expect(page.locator("main ol h2").first).to_be_visible()
    page.goto(f"{address}/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")


def test_the_children_of_a_menu_entry_open_within_a_narrow_window(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    child = {"label": "Ports", "url": "https://ports.example.com/", "page": None}
    item = {"label": "Ice", "url": "https://ice.example.com/", "page": None, "children": list_of(child)}
    Menus.objects.update(main=stored(("item", item)))
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto(address)
    page.get_by_role("navigation", name="Main menu").locator("summary").click()
    box = page.get_by_role("navigation", name="Main menu").locator("details ul").bounding_box()

    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 320


def test_a_reader_is_told_of_what_may_have_been_missed_after_a_refusal_too(
    address: str, site: Site, page: Page
) -> None:
    make_newsroom(site)
    asked: list[Route] = []

    def answer(route: Route) -> None:
        asked.append(route)
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/event-stream"}
        status, body = (503, "") if len(asked) == 1 else (200, "event: reset\ndata: {}\n\n")
        route.fulfill(status=status, headers=headers, body=body)

    page.route("**/live/?tags=*", answer)
    page.clock.install()
    with page.expect_response("**/live/?tags=*"):
        page.goto(f"{address}/about/")
    page.wait_for_timeout(300)

    assert len(asked) == 1
    page.clock.fast_forward(60_000)
    expect(page.get_by_role("button", name="Show it")).to_be_visible()


def test_robots_and_the_sitemap_are_those_of_the_newsroom(address: str, site: Site, page: Page) -> None:
    robots = page.request.get(f"{address}/robots.txt").text()

    assert f"/feeds/{site.hostname}/sitemap.xml" in robots
    assert page.request.get(f"{address}/sitemap.xml").text().count("<sitemap>") >= 1


def test_what_can_be_no_address_gets_the_page_of_404(frontend: FrontendServer, site: Site) -> None:
    make_newsroom(site)
    index_all()

    answers = {path: frontend.get(path) for path in NO_ADDRESSES}

    found = {
        path: (answer.status, "There is no page here" in answer.data.decode()) for path, answer in answers.items()
    }
    assert found == dict.fromkeys(NO_ADDRESSES, (404, True))
    # A query of any length is searched for, as far as it is one.
    assert frontend.get(f"/search/?q={'x' * 10_000}").status == 200
    assert frontend.get(f"/?utm_source={'x' * 10_000}").status == 200


def test_without_the_newsroom_readers_get_what_is_kept_and_else_status_503(
    frontend: FrontendServer, site: Site, page: Page, settings: Settings
) -> None:
    make_newsroom(site)
    reachable = settings.ALLOWED_HOSTS
    frontend.get("/about/")

    settings.ALLOWED_HOSTS = ["elsewhere.example.com"]
    kept = frontend.get("/about/?utm_source=letter")
    missing = frontend.get("/news/harbour-reopens/")
    preview = frontend.get("/preview/?token=abc")

    assert (kept.status, "About us" in kept.data.decode()) == (200, True)
    assert [answer.status for answer in (missing, preview)] == [503, 503]
    assert {name: missing.headers[name] for name in ("Retry-After", "Cache-Control", "Content-Security-Policy")} == {
        "Retry-After": "60",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    assert "Something went wrong on our side" in missing.data.decode()
    page.goto(f"{frontend.url}/fr/news/le-port-rouvre/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Une erreur s’est produite de notre côté")
    assert page.locator("html").evaluate("({ lang, dir }) => [lang, dir]") == ["fr", "ltr"]

    settings.ALLOWED_HOSTS = reachable
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le port rouvre")
