"""The clients that frontends use, against a running server: `make clients`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from cms.graphql.content.richtext_tree import SCHEMA_FILE
from news.models import ArticlePage
from tests.factories import make_translation, stored
from tests.news.newsroom import make_newsroom

HERE = Path(__file__).resolve().parent
GENERATED = HERE / "generated"
BIN = "node_modules/.bin"

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def run(*command: str, cwd: Path = HERE, **environment: str) -> str:
    """Returns what a command printed; a failure shows it."""
    result = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(result.stdout + result.stderr)  # noqa: T201  # the clients' own words, shown by `pytest -rP`
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stderr == ""
    return result.stdout


@pytest.fixture(scope="module")
def generated() -> None:
    """What the clients' compilers make of schema.graphql."""
    shutil.rmtree(GENERATED, ignore_errors=True)
    (GENERATED / "relay").mkdir(parents=True)
    (GENERATED / "relay.json").write_text("{}")
    run(f"{BIN}/graphql-codegen", "--silent")
    run(f"{BIN}/gql.tada", "generate-output")
    run(f"{BIN}/relay-compiler")


@pytest.fixture
def endpoint(live_server: LiveServer, site: Site) -> str:
    """The address of a newsroom's API, in which the frontends' documents are registered."""
    make_newsroom(site, 5)
    make_pair()
    call_command("register_documents", str(GENERATED / "codegen" / "persisted-documents.json"), client="codegen")
    call_command("register_documents", str(GENERATED / "relay.json"), client="relay")
    return f"{live_server.url}/graphql/"


def make_pair() -> None:
    """A translation and a copy of a story, whose bodies were made of its own and say something else."""
    story = ArticlePage.objects.get(slug="story-1")
    story.body = stored(("paragraph", {"html": "<p>Hello</p>"}))
    story.save()
    spanish = make_translation(story, "es", slug="historia")
    copy = story.copy(update_attrs={"slug": "story-copy", "title": "Story copied"})
    for page, text in ((spanish, "Hola"), (copy, "Copied")):
        page.body = json.dumps([{**block, "value": {"html": f"<p>{text}</p>"}} for block in page.body.raw_data])
        page.save()


def test_the_audit_of_graphql_over_http(live_server: LiveServer, site: Site) -> None:
    audit = run("node", "audit.mjs", ENDPOINT=f"{live_server.url}/graphql/")

    assert audit.splitlines()[-1] == "61 of 61 audits passed"


def test_the_schema_keeps_the_linters_rules() -> None:
    run(
        f"tests/clients/{BIN}/eslint",
        "--config",
        "tests/clients/eslint.config.js",
        "schema.graphql",
        cwd=HERE.parent.parent,
    )


def test_everything_generated_and_written_passes_the_strict_compiler(generated: None) -> None:
    assert run(f"{BIN}/tsc") == ""


def test_the_types_of_rich_text_are_those_of_its_schema() -> None:
    """What `make rich-text-types` writes is committed, and frontends copy it from the docs."""
    banner = "/** Rich text of the API, generated from its JSON Schema. */"
    written = run(f"{BIN}/json2ts", "--bannerComment", banner, "--input", str(SCHEMA_FILE))

    assert written == (HERE.parent.parent / "docs" / "rich-text" / "rich-text.d.ts").read_text()


@pytest.mark.usefixtures("generated")
def test_all_clients_get_what_they_ask_for_without_a_warning(endpoint: str) -> None:
    counts = {
        client: run(
            "node", "--conditions=development", "--import", "tsx", f"src/{client}.ts", ENDPOINT=endpoint
        ).count("ok  ")
        for client in ("codegen", "tada", "relay", "apollo", "urql")
    }

    assert counts == {"codegen": 3, "tada": 2, "relay": 4, "apollo": 7, "urql": 4}
