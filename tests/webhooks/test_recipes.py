"""The recipes of docs/webhooks.md, run as they are printed there."""

import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cms.webhooks.messages import commit_messages
from cms.webhooks.models import WebhookEndpoint
from cms.webhooks.signatures import signed_headers
from tests.webhooks.commits import change, commit
from tests.webhooks.posting import send, write
from tests.webhooks.receiver import Receiver, secret_of

pytestmark = pytest.mark.django_db
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="There is no Node.js here")
GUIDE = Path(__file__).parent.parent.parent / "docs" / "webhooks.md"

NODE = """
import { readFileSync, writeFileSync } from "node:fs";
const { POST } = await import("./route.js");
const requests = JSON.parse(readFileSync("requests.json"));
const statuses = [];
for (const { headers, body } of requests) {
  statuses.push((await POST(new Request("http://localhost/api/dateline", { method: "POST", headers, body }))).status);
}
const { revalidated } = await import("next/cache");
console.log(JSON.stringify({ statuses, revalidated }));
"""


CACHE = """
export const cached = [];
export const cacheTag = (...tags) => cached.push(...tags);
export const revalidated = [];
export const revalidateTag = (...given) => revalidated.push(given);
"""

ANSWER = {"data": {"articles": {"nodes": []}}, "extensions": {"tags": ["a1b2c3", "d4e5f6"]}}
ASK = """
import { cached } from "next/cache";
import { ask } from "./dateline.js";
let sent;
globalThis.fetch = async (address, { body }) => {
  sent = [address, JSON.parse(body)];
  return Response.json(%s);
};
const data = await ask("query Latest { articles }", { first: 1 });
console.log(JSON.stringify({ sent, data, cached }));
"""


def codes(language: str) -> list[str]:
    """Return the programs in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(), flags=re.MULTILINE | re.DOTALL)


def signed(endpoint: WebhookEndpoint, body: str) -> dict[str, str]:
    return dict(signed_headers("msg_1", body.encode(), endpoint.secrets.all(), timezone.now()))


@pytest.fixture
def endpoint() -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(name="Website", url="https://www.example.org/hooks")


def run(directory: Path, script: str, **environment: str) -> Any:
    """Return what a script beside the recipe for Next.js prints, as JSON."""
    ask, route = codes("js")
    (directory / "package.json").write_text('{"type": "module"}')
    (directory / "dateline.js").write_text(ask)
    (directory / "route.js").write_text(route)
    (directory / "run.js").write_text(script)
    module = directory / "node_modules" / "next"
    module.mkdir(parents=True)
    (module / "package.json").write_text('{"name": "next", "type": "module", "exports": {"./cache": "./cache.js"}}')
    (module / "cache.js").write_text(CACHE)
    command = [str(shutil.which("node")), "run.js"]
    result = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, timeout=30)
    assert result.stderr == ""
    return json.loads(result.stdout)


@needs_node
def test_next_js_keeps_an_answer_under_its_tags(tmp_path: Path) -> None:
    api = "https://cms.example.org/graphql/"

    found = run(tmp_path, ASK % json.dumps(ANSWER), DATELINE_API=api)

    sent = {"query": "query Latest { articles }", "variables": {"first": 1}, "extensions": {"tags": True}}
    assert found == {
        "sent": [api, sent],
        "data": ANSWER["data"],
        "cached": ["everything", "a1b2c3", "d4e5f6"],
    }


@needs_node
def test_the_route_handler_of_next_js_revalidates_tags(endpoint: WebhookEndpoint, tmp_path: Path) -> None:
    (body,) = commit_messages(commit(tags=["a1b2c3", "d4e5f6"], changes=[change(path="/été/")]), ["published"])
    headers = signed(endpoint, body)
    stale = headers | {"webhook-timestamp": "1600000000"}
    requests = [
        {"headers": headers, "body": body},
        {"headers": headers, "body": body.replace("published", "deleted")},
        {"headers": stale, "body": body},
        {"headers": {}, "body": body},
    ]
    (tmp_path / "requests.json").write_text(json.dumps(requests))

    found = run(tmp_path, NODE, DATELINE_WEBHOOK_SECRET=secret_of(endpoint))

    assert found == {
        "statuses": [204, 401, 401, 401],
        "revalidated": [["a1b2c3", {"expire": 0}], ["d4e5f6", {"expire": 0}]],
    }


def test_the_chat_is_told_what_it_wants_to_hear(
    endpoint: WebhookEndpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_WEBHOOK_SECRET", secret_of(endpoint))
    monkeypatch.setenv("CHAT_URL", receiver.url)
    names: dict[str, Any] = {}
    (recipe,) = codes("python")
    exec(recipe, names)  # noqa: S102  # the recipe is ours
    changes = [change("published", 1), change("updated", 2), change("taken_down", 3)]
    (body,) = commit_messages(commit(changes=changes), ["published", "updated", "taken_down"])
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed(endpoint, body).items()}
    statuses: list[str] = []

    for sent in (body, body.replace("published", "expired")):
        raw = sent.encode()
        names["application"](
            environ | {"CONTENT_LENGTH": str(len(raw)), "wsgi.input": io.BytesIO(raw)},
            lambda status, headers: statuses.append(status),
        )

    assert statuses == ["204 No Content", "401 Unauthorized"]
    assert [message.json for message in receiver.taken] == [
        {"text": "Published: https://www.example.org/news/1/"},
        {"text": "Taken down: https://www.example.org/news/3/"},
    ]


def test_a_build_hook_needs_nothing_but_the_post(receiver: Receiver) -> None:
    receiver.replies = [(201, {}, b'{"job": 1}')]
    receiver.endpoint(events=["published", "deleted"])
    write(1)

    assert send() == 1
