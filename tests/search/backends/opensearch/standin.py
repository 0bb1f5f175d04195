"""A stand-in for OpenSearch: our reading of its documentation, for the few requests that Dateline sends.

It is no OpenSearch, and what passes here has not been shown to work on one. It refuses whatever it does not know, so
that no request goes beyond what was read. Set OPENSEARCH_URL, and the contract is held to the server that it names.

Like OpenSearch it finds a document only after a refresh, keeps the versions of what was deleted, and ends phrases at
the ends of strings. Unlike it, it counts deleted documents no more, and lengths exactly.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, Any]
SEARCH = {"query", "sort", "size", "_source", "track_total_hits", "search_after"}
PARAMETERS = {"search_type", "preference", "allow_partial_search_results", "refresh", "ignore_unavailable"}


class Refused(Exception):
    """An answer that says no."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        error = {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}
        self.answer: Answer = (status, {"error": error, "status": status})


@dataclass
class StoredIndex:
    """An index: what was written, and what of it searches find."""

    body: dict[str, Any]
    versions: dict[str, int] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)

    def refresh(self) -> None:
        self.found = dict(self.written)

    def write(self, kind: str, meta: dict[str, Any], source: Any) -> dict[str, Any]:
        key, version = str(meta["_id"]), meta["version"]
        told = {"_index": meta["_index"], "_id": key}
        if version <= self.versions.get(key, -1):
            error = {"type": "version_conflict_engine_exception", "reason": f"[{key}]: version conflict"}
            return told | {"status": 409, "error": error}
        if kind == "index" and (unknown := set(source) - set(self.body["mappings"]["properties"])):
            error = {"type": "strict_dynamic_mapping_exception", "reason": f"introduction of {unknown} is not allowed"}
            return told | {"status": 400, "error": error}
        self.versions[key] = version
        known = self.written.pop(key, None)
        if kind == "index":
            self.written[key] = source
            return told | {"_version": version, "result": "updated" if known else "created", "status": 201}
        return told | {"_version": version, **({"result": "deleted", "status": 200} if known else MISSING)}


MISSING = {"result": "not_found", "status": 404}


class StandIn:
    """The server's state.

    Attributes:
        asked: each request, as method, path without parameters, parameters and body.
        fault: what is answered instead, given method and path; None goes on as usual.
    """

    def __init__(self) -> None:
        self.indexes: dict[str, StoredIndex] = {}
        self.aliases: dict[str, str] = {}
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        self.fault: Callable[[str, str], tuple[int, bytes] | None] = lambda method, path: None
        self.url = ""

    def answer(self, method: str, path: str, parameters: dict[str, str], body: Any) -> Answer:
        if unknown := set(parameters) - PARAMETERS:
            raise Refused(400, "illegal_argument_exception", f"unrecognized parameters {unknown}")
        match method, path.strip("/").split("/"):
            case "HEAD", [name]:
                return (200 if name in self.indexes else 404), None
            case "PUT", [name]:
                if name in self.indexes:
                    raise Refused(400, "resource_already_exists_exception", f"index [{name}] already exists")
                self.indexes[name] = StoredIndex(body)
                return 200, {"acknowledged": True, "shards_acknowledged": True, "index": name}
            case "DELETE", [name]:
                self.indexes.pop(name, None)
                return 200, {"acknowledged": True}
            case "POST", [name, "_refresh"]:
                self._index(name).refresh()
                return 200, {"_shards": {"total": 2, "successful": 1, "failed": 0}}
            case "GET", ["_alias", alias]:
                if alias not in self.aliases:
                    return 404, {"error": f"alias [{alias}] missing", "status": 404}
                return 200, {self.aliases[alias]: {"aliases": {alias: {}}}}
            case "GET", [pattern, "_alias"]:
                names = [name for name in self.indexes if re.fullmatch(pattern.replace("*", ".*"), name)]
                return 200, {
                    name: {"aliases": {alias: {} for alias, to in self.aliases.items() if to == name}}
                    for name in names
                }
            case "POST", ["_aliases"]:
                self._alias(body["actions"])
                return 200, {"acknowledged": True}
            case "POST", ["_bulk"]:
                return 200, self._bulk(body, parameters.get("refresh"))
            case "POST", [name, "_search"]:
                return 200, self._search(self.aliases.get(name, name), body)
        raise Refused(400, "illegal_argument_exception", f"{method} {path} is not known here")

    def _index(self, name: str) -> StoredIndex:
        if name not in self.indexes:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        return self.indexes[name]

    def _alias(self, actions: list[dict[str, Any]]) -> None:
        for action in actions:
            [(kind, of)] = action.items()
            self._index(of["index"])
            if kind == "add":
                self.aliases[of["alias"]] = of["index"]
            elif kind == "remove":
                del self.aliases[of["alias"]]
            else:
                assert kind == "remove_index"
                del self.indexes[of["index"]]

    def _bulk(self, lines: list[Any], refresh: str | None) -> dict[str, Any]:
        items, at, named = [], 0, set()
        while at < len(lines):
            [(kind, meta)] = lines[at].items()
            assert meta["version_type"] == "external"
            source = lines[at + 1] if kind == "index" else None
            at += 2 if kind == "index" else 1
            items.append({kind: self._index(meta["_index"]).write(kind, meta, source)})
            named.add(meta["_index"])
        if refresh == "wait_for":
            for name in named:
                self.indexes[name].refresh()
        return {"took": 1, "errors": any("error" in one for item in items for one in item.values()), "items": items}

    def _search(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        index = self._index(name)
        assert set(body) <= SEARCH, set(body) - SEARCH
        assert body["size"] <= 10_000
        hits = []
        for key, source in index.found.items():
            score = Scorer(index).score(body["query"], source)
            if score is not None:
                values = {"_score": score, "entry": source["entry"]}
                hits.append((key, score, [values[next(iter(by))] for by in body["sort"]]))
        signs = [-1 if next(iter(by.values())) == "desc" else 1 for by in body["sort"]]

        def place(values: list[Any]) -> list[Any]:
            return [sign * value for sign, value in zip(signs, values, strict=True)]

        hits.sort(key=lambda hit: place(hit[2]))
        if "search_after" in body:
            hits = [hit for hit in hits if place(hit[2]) > place(body["search_after"])]
        shown = [
            {"_index": name, "_id": key, "_score": score, "sort": values}
            for key, score, values in hits[: body["size"]]
        ]
        shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
        return {"took": 1, "timed_out": False, "_shards": shards, "hits": {"max_score": None, "hits": shown}}


class Scorer:
    """BM25 as Lucene has it: https://lucene.apache.org/core/10_0_0/core/ (BM25Similarity)."""

    def __init__(self, index: StoredIndex) -> None:
        similarity = index.body["settings"]["index"]["similarity"]["default"]
        self.k1, self.b, self.found = similarity["k1"], similarity["b"], index.found.values()

    def score(self, query: dict[str, Any], source: dict[str, Any]) -> float | None:
        """Returns the score of a document; None when it does not match."""
        [(kind, of)] = query.items()
        if kind == "match_all":
            return 1.0
        if kind == "match_phrase":
            [(path, asked)] = of.items()
            text, boost = (asked, 1) if isinstance(asked, str) else (asked["query"], asked["boost"])
            score = self._phrase(path, text.split(), source)
            return None if score is None else boost * score
        assert kind == "bool"
        assert set(of) == {"must", "should", "must_not", "minimum_should_match", "boost"}
        must, should, without = (
            [self.score(one, source) for one in of[name]] for name in ("must", "should", "must_not")
        )
        telling = [score for score in should if score is not None]
        if None in must or any(score is not None for score in without) or len(telling) < of["minimum_should_match"]:
            return None
        return float(of["boost"]) * sum([*telling, *(score or 0 for score in must)])

    def _phrase(self, path: str, terms: list[str], source: dict[str, Any]) -> float | None:
        texts = _texts(source, path)
        frequency = sum(words[at : at + len(terms)] == terms for words in texts for at in range(len(words)))
        if not frequency:
            return None
        lengths = [sum(map(len, _texts(one, path))) for one in self.found if _texts(one, path)]
        norm: float = self.k1 * (1 - self.b + self.b * sum(map(len, texts)) / (sum(lengths) / len(lengths)))
        return sum(self._idf(path, term, len(lengths)) for term in terms) * frequency / (frequency + norm)

    def _idf(self, path: str, term: str, documents: int) -> float:
        holding = sum(any(term in words for words in _texts(one, path)) for one in self.found)
        return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def _texts(source: dict[str, Any], path: str) -> list[list[str]]:
    outer, inner = path.split(".")
    return [text.split() for text in source[outer].get(inner, ())]


class Handler(BaseHTTPRequestHandler):
    """Passes requests to the stand-in."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def _do(self) -> None:
        parts = urlsplit(self.path)
        path, parameters = unquote(parts.path), {name: value[0] for name, value in parse_qs(parts.query).items()}
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        bulk = self.headers.get("Content-Type") == "application/x-ndjson" or path.endswith("_bulk")
        body = [json.loads(line) for line in text.splitlines()] if bulk else json.loads(text or "null")
        self.stand_in.asked.append((self.command, path, parameters, body))
        broken = self.stand_in.fault(self.command, path)
        if broken is None:
            try:
                status, found = self.stand_in.answer(self.command, path, parameters, body)
            except Refused as refused:
                status, found = refused.answer
            broken = status, b"" if found is None else json.dumps(found).encode()
        self.send_response(broken[0])
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(broken[1])))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(broken[1])

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _do  # noqa: N815  # what http.server calls

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def served(stand_in: Any) -> Iterator[str]:
    """Serves it on a free port; gives its address."""
    handler = type("Serving", (Handler,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
