"""The feed for agencies, whose document was checked against IPTC's schema of ninjs 3.1: no package has it."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cms.access.models import AccessToken
from news.feeds import agency
from news.models import ArticlePage, Correction, NewsIndexPage
from tests.factories import make_article, make_hidden_articles
from tests.news.feeds.conftest import PRINTED

PATH = "/feeds/localhost/en/ninjs.json"
NOON = dt.datetime(2026, 5, 29, 12, tzinfo=dt.UTC)
NO_TOKEN = "This feed needs an access token that may read it. Ask the newsroom for one."


def agency_client(**scopes: Any) -> Client:
    token = AccessToken(name="Agency", **{"reads_agency_feed": True, **scopes})
    secret = token.issue()
    token.save()
    return Client(headers={"Authorization": f"Bearer {secret}"})


def titles(client: Client, path: str = PATH) -> list[str]:
    return [item["title"] for item in client.get(path).json()["items"]]


def test_an_article_is_a_news_item(story: ArticlePage) -> None:
    Correction.objects.create(page=story, date=NOON.date(), kind="correction", text="It was noon.")
    ArticlePage.objects.filter(pk=story.pk).update(updated_at=NOON)

    answer = agency_client().get(PATH)

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/json", "private, no-store")
    assert answer.json()["next"] is None
    [item] = answer.json()["items"]
    [picture] = item.pop("associations")
    assert story.published_at is not None
    [body] = item.pop("bodies")
    assert "<p>The <b>ferry</b> left at “noon”.</p>" in body.pop("value")
    assert body == {"role": "main", "contentType": "text/html"}
    assert item.pop("uri").startswith("tag:localhost,")
    assert item.pop("firstCreated")
    assert item == {
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        },
        "type": "text",
        "representationType": "full",
        "contentCreated": story.published_at.isoformat(),
        "versionCreated": NOON.isoformat(),
        "pubStatus": "usable",
        "copyrightHolder": "Wire Ltd",
        "language": "en",
        "title": PRINTED,
        "slugline": "ferry",
        "by": "Ana Duarte, Max Ernst",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": PRINTED}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": "Tickets < 5 € & no queue"}],
        "edNote": "CORRECTION 2026-05-29: It was noon.",
        "people": [
            {"name": "Ana Duarte", "rel": "author", "uri": "https://www.example.org/author/ana/"},
            {"name": "Max Ernst", "rel": "author", "uri": "https://www.example.org/author/max/"},
        ],
        "subjects": [
            {"name": "Sea & coast", "rel": "category"},
            {"name": "Ferries", "rel": "tag"},
            {"name": "Ports", "rel": "tag"},
        ],
        "altIds": [{"role": "web", "value": "https://www.example.org/news/ferry/"}],
    }
    assert picture == {
        "name": "main",
        "rel": "picture",
        "uri": picture["uri"],
        "type": "picture",
        "by": "© Ana Duarte 2026",
        "copyrightNotice": "© Ana Duarte 2026",
        "descriptions": [{"role": "alt", "contentType": "text/plain", "value": "A ferry & a <quay>"}],
        "renditions": [
            {"name": "hero", "href": picture["uri"], "contentType": "image/jpeg", "width": 64, "height": 36}
        ],
    }


def test_updates_are_asked_for_since_a_moment(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agency, "ENTRIES_PER_PAGE", 2)
    for number in range(5):
        story = make_article(index, title=f"Story {number}")
        ArticlePage.objects.filter(pk=story.pk).update(updated_at=NOON + dt.timedelta(hours=number))
    client, seen, path = agency_client(), [], f"{PATH}?since=2026-05-29T14:00:00%2B01:00"

    while path:
        answer = client.get(path).json()
        seen += [item["title"] for item in answer["items"]]
        path = answer["next"] and urlsplit(answer["next"])._replace(scheme="", netloc="").geturl()

    assert seen == ["Story 4", "Story 3", "Story 2", "Story 1"]
    assert titles(client, f"{PATH}?since=2026-05-29T16:00:00+00:00") == ["Story 4"]
    assert client.get(f"{PATH}?since=2026-05-29T17:00:00Z").json() == {"items": [], "next": None}


@pytest.mark.parametrize("since", ["yesterday", "2026-05-29", "2026-05-29T12:00:00", "2026-13-01T00:00:00Z"])
def test_a_moment_that_is_none_is_refused(index: NewsIndexPage, since: str) -> None:
    answer = agency_client().get(PATH, {"since": since})

    assert (answer.status_code, answer.json()["detail"]) == (400, agency.WRONG_SINCE)


def test_embargoed_articles_are_for_those_who_keep_embargoes(index: NewsIndexPage) -> None:
    later = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=1)
    make_article(index, title="Until later", embargo=True, embargo_until=later)
    make_article(index, title="Until lifted", embargo=True)
    make_article(index, title="Out")

    items = {item["title"]: item for item in agency_client(embargoed=True).get(PATH).json()["items"]}

    assert {title: (item.get("embargoedUntil"), item["pubStatus"]) for title, item in items.items()} == {
        "Until later": (later.isoformat(), "usable"),
        "Until lifted": (None, "withheld"),
        "Out": (None, "usable"),
    }
    assert titles(agency_client()) == ["Out"]


def test_nothing_hidden_is_in_it(index: NewsIndexPage) -> None:
    make_hidden_articles(index)
    make_article(index, title="Out")

    assert titles(agency_client()) == ["Out"]


def test_a_client_needs_a_token_for_it(index: NewsIndexPage) -> None:
    nobody, other = Client().get(PATH), agency_client(reads_agency_feed=False).get(PATH)
    unknown = Client(headers={"Authorization": "Bearer dateline_unknown"}).get(PATH)

    assert (nobody.status_code, nobody.json()["detail"], nobody["WWW-Authenticate"]) == (401, NO_TOKEN, "Bearer")
    assert (other.status_code, other.json()["detail"]) == (403, NO_TOKEN)
    assert (unknown.status_code, unknown["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    assert {answer["Cache-Control"] for answer in (nobody, other, unknown)} == {"private, no-store"}


def test_a_token_for_one_site_reads_no_other(index: NewsIndexPage) -> None:
    site = index.get_site()

    assert agency_client(site=site).get(PATH).status_code == 200
    assert agency_client(site=site).get("/feeds/other.example/en/ninjs.json").status_code == 404
    assert agency_client().get("/feeds/localhost/de/ninjs.json").status_code == 404


def test_what_it_takes_counts_for_the_token(index: NewsIndexPage, settings: Settings) -> None:
    settings.GRAPHQL_RATE_TRUSTED = "120/minute"
    client = agency_client()

    assert [client.get(PATH).status_code for _request in range(3)] == [200, 200, 429]
    assert AccessToken.objects.get().last_used_at is not None


def test_thirty_articles_cost_the_statements_of_three(story: ArticlePage, index: NewsIndexPage) -> None:
    client, counts = agency_client(), []
    for more in (2, 27):
        for _number in range(more):
            make_article(index, category=story.category, image=story.image, body=story.body.get_prep_value())
        client.get(PATH)
        with CaptureQueriesContext(connection) as captured:
            client.get(PATH)
        counts.append(len(captured))

    assert counts == [9, 9]
