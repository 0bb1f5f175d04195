"""Feeds as feed readers see them; feedparser is not ours and knows what real feeds are like."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Site

from news.feeds import views
from news.models import ArticlePage, NewsIndexPage
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_hidden_articles, make_site
from tests.news.feeds.conftest import PRINTED, get

ATOM = "{http://www.w3.org/2005/Atom}"
FULL_HTML = (
    "<h2>At the quay</h2>\n<p>The <b>ferry</b> left at “noon”.</p>\n"
    "<blockquote>\n<p>Never again</p>\n<p><bdi>Captain</bdi></p>\n</blockquote>"
)


def parsed(path: str) -> Any:
    """Returns a feed as feedparser reads it, which it may have nothing to complain about."""
    answer = get(path)
    assert answer.status_code == 200, answer.content
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert feed.bozo == 0, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize(("extension", "version"), [("rss", "rss20"), ("atom", "atom10")])
def test_a_feed_reader_finds_everything_in_xml(story: ArticlePage, extension: str, version: str) -> None:
    feed = parsed(f"en/full.{extension}")

    assert feed.version == version
    assert (feed.feed.title, feed.feed.subtitle) == ("The Wire", "News at sea")
    assert (feed.feed.link, feed.feed.language) == ("https://www.example.org/", "en")
    [entry] = feed.entries
    assert entry.title == PRINTED
    assert entry.link == "https://www.example.org/news/ferry/"
    assert entry.id.startswith(f"tag:localhost,{story.published_at:%Y-%m-%d}:")
    assert entry.summary == "Tickets &lt; 5 € &amp; no queue"
    assert [author.name for author in entry.authors] == ["Ana Duarte", "Max Ernst"]
    assert [tag.term for tag in entry.tags] == ["Sea & coast", "Ferries", "Ports"]
    assert story.published_at is not None
    assert entry.published_parsed[:6] == story.published_at.timetuple()[:6]
    [html] = [one.value for one in entry.content if "<h2>" in one.value]
    # feedparser lets no `bdi` through.
    assert html.replace("\n", "").endswith(re.sub("\n|</?bdi>", "", FULL_HTML))
    [enclosure] = entry.enclosures
    assert (enclosure.type, enclosure.length) == ("image/jpeg", "0")
    assert [credit["content"] for credit in entry.media_credit] == ["© Ana Duarte 2026"]
    assert entry.media_content[0]["url"] == enclosure.href
    assert (entry.media_content[0]["width"], entry.media_content[0]["height"]) == ("64", "36")


def test_json_feed(story: ArticlePage) -> None:
    answer = get("en/full.json")
    feed = json.loads(answer.content)

    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    [item] = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Wire",
        "description": "News at sea",
        "home_page_url": "https://www.example.org/",
        "feed_url": "http://testserver/feeds/localhost/en/full.json",
        "language": "en",
        "authors": [{"name": "Wire Ltd"}],
    }
    picture = item["image"]
    assert story.published_at is not None
    assert item.pop("content_html").replace("\n", "").endswith(FULL_HTML.replace("\n", ""))
    assert item.pop("id").startswith("tag:localhost,")
    assert item.pop("date_modified")
    assert item == {
        "url": "https://www.example.org/news/ferry/",
        "title": PRINTED,
        "summary": "Tickets < 5 € & no queue",
        "image": picture,
        "date_published": story.published_at.isoformat(),
        "authors": [
            {"name": "Ana Duarte", "url": "https://www.example.org/author/ana/"},
            {"name": "Max Ernst", "url": "https://www.example.org/author/max/"},
        ],
        "tags": ["Sea & coast", "Ferries", "Ports"],
        "language": "en",
        "attachments": [{"url": picture, "mime_type": "image/jpeg", "title": "A ferry & a <quay> © Ana Duarte 2026"}],
    }


def test_a_feed_of_summaries_has_no_bodies(story: ArticlePage) -> None:
    assert b"<content" not in get("en/summary.rss").content
    assert b"<content" not in get("en/summary.atom").content
    item = json.loads(get("en/summary.json").content)["items"][0]
    assert (item["content_text"], "content_html" in item) == ("Tickets < 5 € & no queue", False)


@pytest.mark.parametrize(
    ("path", "title", "link", "subtitle"),
    [
        ("category/sea", "Sea & coast – The Wire", "https://www.example.org/category/sea/", "All afloat"),
        ("tag/ferries", "Ferries – The Wire", "https://www.example.org/tag/ferries/", "News at sea"),
        ("author/ana", "Ana Duarte – The Wire", "https://www.example.org/author/ana/", "News at sea"),
    ],
)
def test_a_feed_about_one_subject(
    story: ArticlePage, index: NewsIndexPage, path: str, title: str, link: str, subtitle: str
) -> None:
    make_article(index, title="Of something else", category=CategoryFactory(), authors=[AuthorFactory()], tags=["x"])

    feed = parsed(f"en/{path}/summary.rss")

    assert (feed.feed.title, feed.feed.link, feed.feed.subtitle) == (title, link, subtitle)
    assert [entry.title for entry in feed.entries] == [PRINTED]


def test_a_feed_of_one_language_holds_that_alone(story: ArticlePage, french: NewsIndexPage) -> None:
    make_article(french, title="Le bac", slug="bac", locale=french.locale)

    feed = parsed("fr/summary.atom")

    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("Le bac", "https://www.example.org/fr/news/bac/")
    ]
    assert (feed.feed.link, feed.feed.language) == ("https://www.example.org/fr/", "fr")


def test_another_site_has_feeds_of_its_own(story: ArticlePage) -> None:
    make_site("sport.example", default=False, name="Sport")

    assert feedparser.parse(Client().get("/feeds/sport.example/en/summary.rss").content).feed.title == "Sport"


def test_nothing_hidden_is_in_a_feed(story: ArticlePage, index: NewsIndexPage) -> None:
    make_hidden_articles(index, category=story.category, tags=["Ferries"])

    for path in ("en", "en/category/sea", "en/tag/ferries"):
        for extension in ("rss", "atom", "json"):
            assert b"Secret" not in get(f"{path}/full.{extension}").content


def test_a_long_feed_is_read_page_by_page(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ENTRIES_PER_PAGE", 3)
    for number in range(5):
        make_article(index, title=f"Story {number}")

    first = parsed("en/summary.atom")
    [following] = [link.href for link in first.feed.links if link.rel == "next"]
    second = feedparser.parse(Client().get(following.removeprefix("http://testserver")).content)

    assert [entry.title for entry in first.entries] == [f"Story {number}" for number in (4, 3, 2)]
    assert [entry.title for entry in second.entries] == ["Story 1", "Story 0"]
    assert [link.href for link in second.feed.links if link.rel == "self"] == [following]
    assert [link.rel for link in second.feed.links if link.rel == "next"] == []
    assert first.feed.id == second.feed.id == "http://testserver/feeds/localhost/en/summary.atom"


def test_the_hub_is_named_where_there_is_one(story: ArticlePage, settings: Settings) -> None:
    settings.WEBSUB_HUB = "https://hub.example/"

    for extension in ("rss", "atom"):
        links = parsed(f"en/summary.{extension}").feed.links
        assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"]
    assert json.loads(get("en/summary.json").content)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_an_empty_feed_is_a_feed(site: Site) -> None:
    root = ElementTree.fromstring(get("en/summary.atom").content)  # noqa: S314  # our own

    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert parsed("en/summary.rss").entries == []
    assert json.loads(get("en/summary.json").content)["items"] == []


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("en/category/none/summary.rss", 404, "No public article of this site has the category with this slug."),
        ("en/author/none/full.json", 404, "No public article of this site has the author with this slug."),
        ("de/summary.rss", 404, "This site has no pages in this language. It has en."),
        (
            "en/summary.rss?after=nonsense",
            400,
            "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it.",
        ),
        (
            f"en/summary.rss?after={'x' * 501}",
            400,
            "`after` is no cursor of this feed. Follow the link to the next page.",
        ),
    ],
)
def test_a_feed_that_is_not_there_says_why(story: ArticlePage, path: str, status: int, detail: str) -> None:
    answer = get(path)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"] == detail
    assert answer["Cache-Control"] == "no-store"


def test_a_site_that_is_not_there(site: Site) -> None:
    answer = Client().get("/feeds/other.example/en/summary.rss")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no site with this hostname."


def test_a_feed_is_read_and_not_written_to(site: Site) -> None:
    assert Client().post("/feeds/localhost/en/summary.rss").status_code == 405


def test_thirty_articles_cost_the_statements_of_three(story: ArticlePage, index: NewsIndexPage) -> None:
    author, body = story.bylines.first().author, story.body.get_prep_value()
    counts = []
    for more in (2, 27):
        for number in range(more):
            make_article(
                index,
                category=story.category,
                authors=[author],
                tags=["Ferries", f"Tag {number}"],
                image=story.image,
                body=body,
            )
        counts.append([statements(path) for path in ("full.rss", "category/sea/full.atom", "author/ana/full.json")])

    assert counts == [[7, 12, 10], [7, 12, 10]]


def statements(path: str) -> int:
    """Returns how many statements a feed takes, apart from what a process keeps for good."""
    get(f"en/{path}")
    with CaptureQueriesContext(connection) as captured:
        get(f"en/{path}")
    return len(captured)
