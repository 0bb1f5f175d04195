"""Readers who search, what they are offered, and searches of before."""

from typing import Any

from django.utils import timezone

from search.analytics.query_log import key_of
from search.models import PastQuery
from tests.client import GraphQLClient

QUERY = "query($q: String!, $first: Int) { search(query: $q, first: $first) { nodes { id } } }"
SUGGEST = "query($q: String!) { suggest(prefix: $q) { text } }"


def reader(number: int) -> GraphQLClient:
    return GraphQLClient({"X-Forwarded-For": f"203.0.113.{number}"})


def suggested(prefix: str) -> list[str]:
    """Returns what readers are offered besides the article."""
    texts = [one["text"] for one in reader(1).data(SUGGEST, q=prefix)["suggest"]]
    return [text for text in texts if text != "Harbour and mayor"]


def past(text: str, **fields: Any) -> PastQuery:
    values = {"searches": 3, "found": 1, "clients": 3, "last_on": timezone.localdate(), "locale": "en"}
    query: PastQuery = PastQuery.objects.create(text=text, key=key_of(text), **(values | fields))
    return query
