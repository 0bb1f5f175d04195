"""The scripts for pages in the documentation, run by Node.js as they are printed, against a newsroom."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.graphql.schema.global_ids import to_global_id
from cms.readership.models import PageReads
from cms.readership.read_log import read_log
from news.models import NewsIndexPage
from tests.docs.guides import NEWSROOM, code_blocks
from tests.factories import make_article

NODE = shutil.which("node")

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(NODE is None, reason="there is no Node.js here"),
    # The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BROWSER = """
const headers = {{ "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }};
const sendBeacon = async (address, body) => {{
  console.log((await fetch(address, {{ method: "POST", headers, body }})).status);
}};
Object.defineProperty(globalThis, "navigator", {{ value: {{ sendBeacon }} }});
const page = {{ id: {id} }};
"""
"""What sends a beacon as a browser does: a text, as text/plain."""

FRAMEWORK = """
const query = "query Latest($first: Int!) { articles(first: $first) { nodes { title } } }", variables = { first: 1 };
const router = { refresh() {} };
function follow(live, tags, refetch) {
  refetch();
  console.log(JSON.stringify({ live, tags }));
}
"""


def run(program: str, directory: Path) -> Any:
    """Returns what a program printed, as JSON."""
    path = directory / "page.mjs"
    path.write_text(program, encoding="utf-8")
    result = subprocess.run(
        [str(NODE), str(path)], capture_output=True, text=True, timeout=60, check=True, cwd=directory
    )
    return json.loads(result.stdout)


def test_the_beacon_counts_a_read(
    index: NewsIndexPage, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.READ_COUNT_SECONDS = 3600
    read_log.write()
    article = make_article(index)
    (script,) = code_blocks("docs/api.md", "js")

    page = BROWSER.format(id=json.dumps(to_global_id("ArticlePage", article.pk)))
    status = run(page + script.replace(NEWSROOM, live_server.url), tmp_path)
    read_log.write()

    assert status == 204
    assert list(PageReads.objects.values_list("page_id", "reads")) == [(article.pk, 1)]


def test_a_page_follows_the_tags_of_its_answer(index: NewsIndexPage, live_server: LiveServer, tmp_path: Path) -> None:
    make_article(index)
    _follow, script = code_blocks("docs/live.md", "js")

    followed = run(FRAMEWORK + script.replace(NEWSROOM, live_server.url), tmp_path)

    assert followed["live"] == f"{live_server.url}/live/"
    assert len(followed["tags"]) > 1
    assert all(len(tag) == 12 for tag in followed["tags"])
