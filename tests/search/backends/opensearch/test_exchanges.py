"""The life of an index as it goes over the wire: what is sent, and what OpenSearch answers by its documentation.

`exchanges.json` was written after https://docs.opensearch.org/latest/, with the stand-in's help. No server was at
hand, so none has given these answers. Whoever has one asks it, and sees by `git diff` what was misread:

    OPENSEARCH_URL=https://… RECORD=1 pytest -n0 tests/search/backends/opensearch/test_exchanges.py
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opensearchpy import OpenSearch, TransportError
from pytest_django import Settings
from wagtail.models import Page

from search import backends
from search.backends import engine
from search.backends.base import Candidate, SearchRequest
from search.backends.opensearch import backend as module
from search.backends.opensearch import indexes, sending
from search.models import Entry, Index, Unsent
from search.querying.recency import Hit
from tests.search.backends.opensearch.standin import served
from tests.search.finding import hits

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parent / "exchanges.json"


class Replay:
    """Answers what the file has, one after the other, whatever is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.exchanges = json.loads(FILE.read_text())

    def fault(self, method: str, path: str) -> None:
        """There is none."""

    def answer(self, method: str, path: str, parameters: dict[str, str], body: Any) -> tuple[int, Any]:
        response = self.exchanges[len(self.asked) - 1]["response"]
        return response["status"], response["body"]

    def done(self) -> None:
        """Says whether all was asked as the file has it."""
        keys = ("method", "path", "parameters", "body")
        asked = [dict(zip(keys, request, strict=True)) for request in self.asked]
        assert asked == [exchange["request"] for exchange in self.exchanges]


class Record(Replay):
    """Passes what is asked on to a server, and writes its answers into the file."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.exchanges = []
        self._server = OpenSearch(url, max_retries=0)

    def answer(self, method: str, path: str, parameters: dict[str, str], body: Any) -> tuple[int, Any]:
        sent = "".join(f"{json.dumps(line)}\n" for line in body) if path == "/_bulk" else body
        try:
            found = self._server.transport.perform_request(method, path, params=dict(parameters), body=sent)
            response = (200, found) if method != "HEAD" else (200 if found else 404, None)
        except TransportError as error:
            response = (int(error.status_code), error.info)
        request = {"method": method, "path": path, "parameters": parameters, "body": body}
        self.exchanges.append({"request": request, "response": {"status": response[0], "body": response[1]}})
        return response

    def done(self) -> None:
        FILE.write_text(json.dumps(self.exchanges, indent=1, ensure_ascii=False) + "\n")


@pytest.fixture
def wire(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """Stands between Dateline and OpenSearch."""
    monkeypatch.setattr(module, "OVERFETCH_FACTOR", 1)
    recorded = Record(os.environ["OPENSEARCH_URL"]) if os.environ.get("RECORD") else Replay()
    with served(recorded) as url:
        settings.OPENSEARCH_URL, settings.OPENSEARCH_PREFIX = url, "exchange"
        backends._make.cache_clear()
        indexes.client.cache_clear()
        yield recorded
    backends._make.cache_clear()
    indexes.client.cache_clear()


def ranked(wanted: SearchRequest, max_results: int, hidden: int = 0) -> list[Hit]:
    """Returns what whoever may see all entries but one is given."""
    rows = Entry.objects.exclude(pk=hidden).values_list("pk", "page_id", "kind", "published_at")
    return hits(
        engine().ranked(lambda keys: [Candidate(*row) for row in rows.filter(pk__in=keys)], wanted, max_results)
    )


def test_the_life_of_an_index(wire: Replay) -> None:
    begun = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    index = Index.objects.create(pk=7, completed_at=begun)
    Index.objects.update(started_at=begun)
    index.refresh_from_db()
    pages = Page.objects.order_by("pk")[:2]
    rows = [("harbour", "ship back flood"), ("ferri", "harbour open harbour master")]
    for pk, page, (title, text) in zip((101, 102), pages, rows, strict=True):
        length = len(f"{title} {text}".split())
        values = {"kind": "ARTICLE", "title": title, "text": text, "title_terms": title, "text_terms": text}
        Entry.objects.create(pk=pk, index=index, page=page, locale="en", length=length, **values)

    # Two that were written, and one that came and went.
    for pk, entry in ((11, 101), (12, 102), (13, 999)):
        Unsent.objects.create(pk=pk, index=index, entry=entry)
    assert sending.send() == 0
    assert Unsent.objects.count() == 0

    # Told once more, as after a crash.
    Unsent.objects.create(pk=11, index=index, entry=101)
    assert sending.send() == 0
    assert Unsent.objects.count() == 0

    engine().completed(index)
    assert engine().orphans(index) == set()

    wanted = SearchRequest(index, "en", (("harbour",),), (), (("tunnel",),))
    best = ranked(wanted, 2)
    assert [hit.entry for hit in best] == [101, 102]
    assert best[0].score > best[1].score > 0

    # The best may not be seen.
    [hit] = ranked(wanted, 1, hidden=101)
    assert hit.entry == 102

    # Phrases do not reach from the title into the text.
    assert ranked(SearchRequest(index, "en", (), (("harbour", "ship"),)), 2) == []
    [hit] = ranked(SearchRequest(index, "en", (), (("harbour", "master"),)), 2)
    assert hit.entry == 102

    engine().dropped(index)
    wire.done()
