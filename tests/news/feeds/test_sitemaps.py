"""Sitemaps and robots.txt as crawlers read them."""

import datetime as dt
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page, Site

from news.feeds import sitemaps
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_hidden_articles, make_page, make_site
from tests.news.feeds.conftest import HOSTILE, PRINTED, get

NAMES = {"s": sitemaps.SITEMAP, "x": sitemaps.XHTML, "n": sitemaps.NEWS}


def read(path: str) -> ElementTree.Element:
    """Returns the root element of a file, which is XML whatever is in it."""
    answer = get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(answer.content)  # noqa: S314  # our own


def texts(root: ElementTree.Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(path, NAMES)]


@pytest.fixture(autouse=True)
def _one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put all pages into one file, however far the database has counted their primary keys."""
    monkeypatch.setattr(sitemaps, "PAGES_PER_SITEMAP", 10**8)


def files_of(root: ElementTree.Element) -> list[str]:
    """Returns the files that an index names, by their paths below the site."""
    return [str(loc).removeprefix("http://testserver/feeds/localhost/") for loc in texts(root, "s:sitemap/s:loc")]


def listed() -> list[str]:
    """Returns the addresses of all files that the index names but those of the news."""
    found = [
        loc for name in files_of(read("sitemap.xml")) if name[0] == "s" for loc in texts(read(name), "s:url/s:loc")
    ]
    return [str(loc).removeprefix("https://www.example.org") for loc in found]


def test_the_index_leads_to_every_public_page_once(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PAGES_PER_SITEMAP", 3)
    stories = [make_article(index, slug=f"story-{number}") for number in range(7)]
    make_page(index.get_parent(), slug="about")
    make_hidden_articles(index)

    assert len(files_of(read("sitemap.xml"))) > 3
    shown = listed()
    assert sorted(shown) == sorted(["/", "/news/", "/about/", *(f"/news/{story.slug}/" for story in stories)])


def test_each_page_and_file_says_when_it_was_last_changed(index: NewsIndexPage) -> None:
    story = make_article(index, slug="ferry")
    early, late = (dt.datetime(2026, 5, day, 12, tzinfo=dt.UTC) for day in (1, 2))
    Page.objects.update(last_published_at=early)
    ArticlePage.objects.filter(pk=story.pk).update(updated_at=late)

    index_file = read("sitemap.xml")
    [name] = files_of(index_file)
    root = read(name)

    assert texts(index_file, "s:sitemap/s:lastmod") == ["2026-05-02T12:00:00+00:00"]
    assert texts(root, "s:url/s:lastmod") == ["2026-05-01T12:00:00+00:00"] * 2 + ["2026-05-02T12:00:00+00:00"]


def test_a_draft_of_a_page_changes_nothing(index: NewsIndexPage) -> None:
    story = make_article(index)
    before = get("sitemap.xml").content

    story.title = "Unpublished"
    story.save_revision()

    assert get("sitemap.xml").content == before


def test_pages_that_hide_from_search_engines_are_left_out(index: NewsIndexPage) -> None:
    make_article(index, slug="seen")
    make_article(index, slug="unseen", noindex=True, published_at=timezone.now())

    assert listed() == ["/", "/news/", "/news/seen/"]
    assert texts(read("news-sitemap-1.xml"), "s:url/s:loc") == []


def test_translations_name_one_another(index: NewsIndexPage, french: NewsIndexPage) -> None:
    make_article(index, slug="only-english")

    found: dict[str, Any] = {}
    for name in files_of(read("sitemap.xml")):
        for url in read(name).findall("s:url", NAMES):
            found[str(url.findtext("s:loc", namespaces=NAMES))] = [
                (link.get("rel"), link.get("hreflang"), link.get("href")) for link in url.findall("x:link", NAMES)
            ]

    home = "https://www.example.org"
    both = [
        ("alternate", "en", f"{home}/news/"),
        ("alternate", "fr", f"{home}/fr/news/"),
    ]
    assert sorted(found[f"{home}/news/"]) == sorted(found[f"{home}/fr/news/"]) == both
    assert found[f"{home}/news/only-english/"] == []


def test_addresses_are_in_ascii(index: NewsIndexPage) -> None:
    make_article(index, slug="fähre")

    assert listed()[-1] == "/news/f%C3%A4hre/"


def test_the_news_sitemap_has_two_days_of_news(index: NewsIndexPage) -> None:
    now = timezone.now()
    make_article(index, slug="old", published_at=now - dt.timedelta(days=2, minutes=20))
    make_article(index, slug="ferry", title=HOSTILE, published_at=now - dt.timedelta(days=1))
    make_hidden_articles(index, published_at=now)

    root = read("news-sitemap-1.xml")

    [url] = root.findall("s:url", NAMES)
    assert url.findtext("s:loc", namespaces=NAMES) == "https://www.example.org/news/ferry/"
    [news] = url.findall("n:news", NAMES)
    assert news.findtext("n:publication/n:name", namespaces=NAMES) == "The Wire"
    assert news.findtext("n:publication/n:language", namespaces=NAMES) == "en"
    assert news.findtext("n:title", namespaces=NAMES) == PRINTED
    told = news.findtext("n:publication_date", namespaces=NAMES)
    assert told == (now - dt.timedelta(days=1)).isoformat(timespec="seconds")


def test_more_news_than_a_file_takes_are_in_the_next(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_PER_SITEMAP", 2)
    for number in range(3):
        moment = timezone.now() - dt.timedelta(minutes=number)
        make_article(index, slug=f"story-{number}", published_at=moment)

    news = [name for name in files_of(read("sitemap.xml")) if name.startswith("news")]

    assert news == ["news-sitemap-1.xml", "news-sitemap-2.xml"]
    assert [len(read(name).findall("s:url", NAMES)) for name in news] == [2, 1]


def test_a_file_that_is_not_there_says_so(index: NewsIndexPage) -> None:
    for name, number in (("sitemap-99.xml", "sitemap 99"), ("news-sitemap-9.xml", "news sitemap 9")):
        answer = get(name)
        assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
        told = f"This site has no {number}. Its index names those that there are."
        assert answer.json()["detail"] == told
    assert Client().get("/feeds/other.example/sitemap.xml").status_code == 404


def test_a_site_within_another_is_listed_by_itself_alone(index: NewsIndexPage, settings: Settings) -> None:
    settings.FRONTEND_URLS = {"inner.example": "https://inner.example"}
    inner = make_article(index, slug="inside", published_at=timezone.now())
    listing = index
    Site.objects.create(hostname="inner.example", root_page=listing, is_default_site=False)

    assert listed() == ["/"]
    assert texts(read("news-sitemap-1.xml"), "s:url/s:loc") == []
    answer = Client().get("/feeds/inner.example/news-sitemap-1.xml")
    assert f"<loc>https://inner.example/{inner.slug}/</loc>".encode() in answer.content


def test_thirty_pages_cost_the_statements_of_three(index: NewsIndexPage, french: NewsIndexPage) -> None:
    counts = []
    for more in (3, 27):
        for _number in range(more):
            make_article(index, published_at=timezone.now())
        names = files_of(read("sitemap.xml"))
        for name in ("sitemap.xml", *names):
            get(name)
        with CaptureQueriesContext(connection) as captured:
            for name in ("sitemap.xml", *names):
                get(name)
        counts.append((len(names), len(captured)))

    assert counts == [(2, 12), (2, 12)]


def test_a_crawler_finds_the_sitemap(site: Site) -> None:
    answer = get("robots.txt")
    robots = RobotFileParser()
    robots.parse(answer.content.decode().splitlines())

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert robots.site_maps() == ["http://testserver/feeds/localhost/sitemap.xml"]
    assert robots.can_fetch("Googlebot", "https://www.example.org/news/")


def test_this_server_is_crawled_for_feeds_and_files_alone() -> None:
    robots = RobotFileParser()
    robots.parse(Client().get("/robots.txt").content.decode().splitlines())

    allowed = {
        path: robots.can_fetch("Googlebot", f"http://testserver{path}")
        for path in ("/", "/admin/", "/graphql/", "/preview/", "/feeds/localhost/sitemap.xml", "/media/images/a.jpg")
    }
    assert [path for path, may in allowed.items() if may] == ["/feeds/localhost/sitemap.xml", "/media/images/a.jpg"]


def test_a_site_that_is_not_public_has_no_robots_txt(site: Site) -> None:
    closed = make_site("closed.example", default=False)
    closed.root_page.unpublish()

    assert Client().get("/feeds/closed.example/robots.txt").status_code == 404
