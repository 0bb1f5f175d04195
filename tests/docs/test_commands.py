"""The calls of curl in the documentation, run as they are printed, against a newsroom."""

import json
import shutil
import subprocess
from hashlib import sha1
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.access.models import AccessToken
from cms.graphql.models import TrustedDocument
from cms.graphql.schema.global_ids import to_global_id
from news.models import NewsIndexPage
from search.analytics.query_log import query_log
from search.models import Click
from tests.client import GraphQLClient
from tests.docs.guides import commands
from tests.factories import make_article
from tests.search.finding import index_all

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
    # The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def run(command: str) -> str:
    """Returns what a command printed; curl says nothing but that, and fails where the status is an error."""
    return subprocess.run(
        ["bash", "-c", f"{command} --silent --show-error --fail"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def answer(command: str) -> Any:
    return json.loads(run(command))


def test_the_first_query(index: NewsIndexPage, live_server: LiveServer) -> None:
    make_article(index, title="Harbour reopens")

    (command,) = commands("README.md", live_server.url)

    assert answer(command)["data"]["articles"]["nodes"][0]["title"] == "Harbour reopens"


def test_asking_by_post_by_get_and_by_the_id_of_a_document(index: NewsIndexPage, live_server: LiveServer) -> None:
    by_post, by_get, by_id = commands("docs/api.md", live_server.url)
    query = "query Page($path: String!) { page(path: $path) { title } }"
    TrustedDocument.objects.create(document_id=sha1(b"test").hexdigest(), text=query, cost=2)  # noqa: S324  # an id

    assert answer(by_post) == {"data": {"site": {"name": "The Wire"}}}
    assert answer(by_get) == {"data": {"site": {"name": "The Wire"}}}
    assert answer(by_id.replace("…", sha1(b"test").hexdigest()[12:])) == {  # noqa: S324
        "data": {"page": {"title": "The Wire home"}}
    }


def test_the_feed_for_agencies(index: NewsIndexPage, live_server: LiveServer) -> None:
    make_article(index, title="Harbour reopens", updated_at=timezone.now())
    token = AccessToken(name="Agency", reads_agency_feed=True)
    secret = token.issue()
    token.save()

    (command,) = commands("docs/feeds.md", live_server.url)
    items = answer(command.replace("dateline_…", secret).replace("www.example.org", "localhost"))["items"]

    assert [item["title"] for item in items] == ["Harbour reopens"]


def test_a_click_on_a_result(
    index: NewsIndexPage, live_server: LiveServer, api: GraphQLClient, settings: Settings
) -> None:
    settings.SEARCH_LOG_SECONDS = 3600
    query_log.write()
    article = make_article(index, title="Harbour reopens")
    index_all()
    api.data('{ search(query: "harbour") { nodes { title } } }')

    (command,) = commands("docs/search.md", live_server.url)
    run(command.replace("<the page>", to_global_id("ArticlePage", article.pk)))
    query_log.write()

    assert list(Click.objects.values_list("query__text", "page", "times")) == [("harbour", article.pk, 1)]
