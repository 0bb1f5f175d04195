"""The crawl: a newsroom is planted, walked without what is hidden in it, and asked again with it."""

import json
from collections.abc import Iterator
from dataclasses import fields
from unittest.mock import patch

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.graphql.limits.document import Limits
from cms.performance.response_cache.stores.configured import response_store
from cms.schema import schema
from search.querying import results
from search.querying.recency import apply_recency_boost
from tests.crawl.arguments import Arguments
from tests.crawl.documents import documents_prepared_once
from tests.crawl.feeds import AGENCY_FEED, AGENCY_SECRET, feed_paths, plant_agency
from tests.crawl.listeners import Listeners
from tests.crawl.names import names_of
from tests.crawl.planting.changes import plant_changes
from tests.crawl.planting.editions import plant_editions
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.planning import plant_planning_notes
from tests.crawl.planting.readership import plant_reads
from tests.crawl.walk import Answer, Walk

LIMITS = dict.fromkeys((limit.name for limit in fields(Limits)), 10**9)
HOUR = 3_600
ADMIN_SEARCH = {"default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}
CDN = {"cdn": {"BACKEND": "cms.cdn.backends.Varnish", "URLS": ["http://127.0.0.1:9"]}}


# A loaded machine takes longer for ten searches than a client may.
@override_settings(GRAPHQL_LIMITS=LIMITS, GRAPHQL_TIMEOUT_SECONDS=HOUR)
@override_settings(RESPONSE_CACHE_TTL=HOUR, GRAPHQL_SHARED_MAX_AGE=60, WAGTAILFRONTENDCACHE=CDN)
@override_settings(WAGTAILSEARCH_BACKENDS=ADMIN_SEARCH)  # The API does not read that index.
class Crawled(TestCase):
    """Tests of a newsroom that was walked while nothing hidden was in it.

    Attributes:
        newsroom: what is planted.
        walk: what was asked and answered before the hidden things came in.
        listeners: those who are told of acts, with the tags of all answers.
        told: what they were told of each public act before the hidden things came in.
    """

    newsroom: Newsroom
    walk: Walk
    listeners: Listeners
    told: dict[str, str]

    @classmethod
    def setUpClass(cls) -> None:
        """Plant, walk without the hidden things, and bring them back; made in the transaction around all tests."""
        super().setUpClass()
        today = timezone.now()  # Scores change at midnight, in the middle of a crawl.
        cls.enterClassContext(
            patch.object(
                results, "apply_recency_boost", lambda found, boost, _now: apply_recency_boost(found, boost, today)
            )
        )
        cls.newsroom = Newsroom()
        with disable_reference_index_auto_update():
            cls.newsroom.plant()
            plant_editions(cls.newsroom)
            plant_planning_notes(cls.newsroom)
            plant_changes(cls.newsroom)
            plant_reads(cls.newsroom)
            plant_agency()
        cls.walk = Walk(schema.graphql_schema, Arguments(names_of(cls.newsroom)), ask)
        paths = list(feed_paths(cls.newsroom))
        call_command("rebuild_references_index", verbosity=0)  # By it a picture's id is public, or not.
        before = transaction.savepoint()
        cls.newsroom.delete_hidden()
        cache.clear()
        cls.walk.go()
        cls.walk.asked |= {path: ask(path) for path in paths}
        cls.listeners = Listeners(cls.newsroom, set().union(*map(_tags_of, cls.walk.asked.values())))
        cls.told = dict(cls.listeners.of_public())
        transaction.savepoint_rollback(before)
        cache.clear()

    def fault(self, query: str) -> str | None:
        """Ask again, and tell what differs or holds a canary of something hidden."""
        hidden, expected = self.newsroom.hidden, self.walk.asked[query]
        answer = ask(query)
        if found := hidden.found_in(f"{answer.headers}\n{answer.body}"):
            what = ", ".join(f"{canary} ({hidden.explain(canary)})" for canary in sorted(found))
            return f"The answer holds {what} to {query}"
        return None if answer == expected else f"{_difference(expected, answer)} in the answer to {query}"

    def listener_faults(self) -> Iterator[str]:
        """Do the public acts again, and others to what is hidden; tell what of these comes out."""
        for act, told in self.listeners.of_hidden():
            yield f"{act} told {told}"
        for act, told in self.listeners.of_public():
            if found := self.newsroom.hidden.found_in(told):
                yield f"{act} told {', '.join(map(self.newsroom.hidden.explain, found))} in {told}"
            elif told != self.told[act]:
                yield f"{act} told {told} and not {self.told[act]}"


def ask(query: str) -> Answer:
    """Return what an anonymous client gets by GET, with all headers; nothing is answered from the response cache.

    Args:
        query: a query, or the path of a feed.
    """
    if not settings.REDIS_URL:
        response_store.cache_clear()
    cache.clear()  # with REDIS_URL the responses too
    client = Client(headers={"X-Request-Id": "the-crawl"})
    if query.startswith("/"):
        authorization = {"Authorization": f"Bearer {AGENCY_SECRET}"} if query.endswith(AGENCY_FEED) else {}
        response = client.get(query, headers=authorization)
    else:
        with documents_prepared_once():
            response = client.get("/graphql/", {"query": query, "extensions": '{"tags": true}'})
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
    return Answer(response.status_code, headers, response.content.decode())


def _tags_of(answer: Answer) -> list[str]:
    extensions = json.loads(answer.body).get("extensions", {}) if answer.body.startswith("{") else {}
    tags: list[str] = extensions.get("tags", [])
    return tags


def _difference(expected: Answer, answer: Answer) -> str:
    for name, before, after in zip(Answer._fields, map(str, expected), map(str, answer), strict=True):
        if before != after:
            at = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
            return f"The {name} …{before[max(0, at - 60) : at + 60]}… became …{after[max(0, at - 60) : at + 60]}…"
    raise AssertionError("they are the same")
