"""Markup, data and queries in the documentation are those of the API."""

import json
from typing import Any

import html5lib
import jsonschema_rs
import pytest
from django.test import Client
from graphql import parse, validate

from cms.graphql.content.richtext_tree import SCHEMA_FILE
from cms.images.tasks import make_renditions
from cms.schema import schema
from cms.webhooks.events import WebhookEvent
from cms.webhooks.messages import commit_messages
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.docs.guides import NEWSROOM, ROOT, code_blocks
from tests.factories import ImageFactory, make_article
from tests.webhooks.commits import commit

PAGES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", [page for page in PAGES if code_blocks(page, "graphql")])
def test_the_queries_of_each_page_fit_the_schema(page: str) -> None:
    assert [
        error.message
        for query in code_blocks(page, "graphql")
        for error in validate(schema.graphql_schema, parse(query))
    ] == []


def test_a_picture_is_printed_in_all_its_formats(index: NewsIndexPage, api: GraphQLClient, client: Client) -> None:
    image = ImageFactory(file__width=900, file__height=600)
    make_renditions(image)
    make_article(index, image=image)
    query = next(query for query in code_blocks("docs/api.md", "graphql") if "focalPoint" in query)
    (markup,) = code_blocks("docs/api.md", "html")
    (article,) = api.data(query)["articles"]["nodes"]

    page = html5lib.parseFragment(
        markup.format_map(article["image"] | article["image"]["rendition"]), namespaceHTMLElements=False
    )

    sets = [element.get("srcset") for element in page.iter() if element.get("srcset")]
    addresses = {part.split()[0] for one in sets for part in one.split(", ")}
    assert [source.get("type") for source in page.iter("source")] == ["image/avif", "image/webp"]
    assert len(addresses) == 6
    assert {address: size_of(client, address) > 0 for address in addresses} == dict.fromkeys(addresses, True)


def size_of(client: Client, address: str) -> int:
    """Returns how many bytes there are at an address."""
    response: Any = client.get(address)
    assert response.status_code == 200
    return len(b"".join(response.streaming_content))


def test_the_link_to_a_feed_leads_there(index: NewsIndexPage, client: Client) -> None:
    (markup,) = code_blocks("docs/feeds.md", "html")
    (link,) = html5lib.parseFragment(markup, namespaceHTMLElements=False).iter("link")

    answer = client.get(link.get("href").removeprefix(NEWSROOM).replace("www.example.org", "localhost"))

    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, link.get("type"))


def test_the_tree_of_rich_text_fits_its_schema() -> None:
    (tree,) = [block for block in code_blocks("docs/api.md", "json") if '"root"' in block]

    validator = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA_FILE.read_text()))
    assert [str(error) for error in validator.iter_errors(json.loads(tree))] == []


def test_the_message_of_a_webhook_has_the_keys_of_a_real_one() -> None:
    (printed,) = map(json.loads, code_blocks("docs/webhooks.md", "json"))
    (message,) = map(json.loads, commit_messages(commit(7), list(WebhookEvent.values)))

    assert keys_of(printed) == keys_of(message)


def keys_of(value: object) -> object:
    """Returns the keys of nested objects; of a list, those of its first entry."""
    if isinstance(value, list):
        return [keys_of(one) for one in value[:1]]
    return {name: keys_of(inner) for name, inner in value.items()} if isinstance(value, dict) else None
