"""The crawl: a newsroom is planted, walked without what is hidden in it, and asked again with it."""

from dataclasses import fields

from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase, override_settings

from cms.graphql.limits.document import Limits
from cms.performance.response_cache.stores.configured import response_store
from cms.schema import schema
from tests.crawl.arguments import Arguments
from tests.crawl.editions import plant_editions
from tests.crawl.names import names_of
from tests.crawl.newsroom import Newsroom
from tests.crawl.walk import Answer, Walk

LIMITS = dict.fromkeys((limit.name for limit in fields(Limits)), 10**9)
HOUR = 3_600
CDN = {"cdn": {"BACKEND": "cms.cdn.backends.Varnish", "URLS": ["http://127.0.0.1:9"]}}


# A loaded machine takes longer for ten searches than a client may.
@override_settings(GRAPHQL_LIMITS=LIMITS, GRAPHQL_TIMEOUT_SECONDS=HOUR)
@override_settings(RESPONSE_CACHE_TTL=HOUR, GRAPHQL_SHARED_MAX_AGE=60, WAGTAILFRONTENDCACHE=CDN)
class Crawled(TestCase):
    """Tests of a newsroom that was walked while nothing hidden was in it.

    Attributes:
        newsroom: what is planted.
        walk: what was asked and answered before the hidden things came in.
    """

    newsroom: Newsroom
    walk: Walk

    @classmethod
    def setUpClass(cls) -> None:
        """Plant, walk without the hidden things, and bring them back; made in the transaction around all tests."""
        super().setUpClass()
        cls.newsroom = Newsroom()
        cls.newsroom.plant()
        plant_editions(cls.newsroom)
        cls.walk = Walk(schema.graphql_schema, Arguments(names_of(cls.newsroom)), ask)
        before = transaction.savepoint()
        cls.newsroom.delete_hidden()
        cache.clear()
        cls.walk.go()
        transaction.savepoint_rollback(before)
        cache.clear()

    def fault(self, query: str) -> str | None:
        """Ask again, and tell what differs or holds a mark of something hidden."""
        hidden, expected, answer = self.newsroom.hidden, self.walk.asked[query], ask(query)
        if found := hidden.found_in(f"{answer.headers}\n{answer.body}"):
            what = ", ".join(f"{mark} ({hidden.explain(mark)})" for mark in sorted(found))
            return f"The answer holds {what} to {query}"
        return None if answer == expected else f"{_difference(expected, answer)} in the answer to {query}"


def ask(query: str) -> Answer:
    """Return what an anonymous client gets by GET, with all headers; nothing is answered from the response cache."""
    response_store.cache_clear()
    cache.clear()  # that of Redis outlives its client
    response = Client(headers={"X-Request-Id": "the-crawl"}).get("/graphql/", {"query": query})
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    return Answer(response.status_code, headers, response.content.decode())


def _difference(expected: Answer, answer: Answer) -> str:
    for name, before, after in zip(Answer._fields, map(str, expected), map(str, answer), strict=True):
        if before != after:
            at = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
            return f"The {name} …{before[max(0, at - 60) : at + 60]}… became …{after[max(0, at - 60) : at + 60]}…"
    raise AssertionError("they are the same")
