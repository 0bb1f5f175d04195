"""The examples for frontends, run against a newsroom: `make clients`."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import request_started
from django.utils.dateformat import format as formatted
from pytest_django.live_server_helper import LiveServer

from cms.graphql.models import TrustedDocument
from cms.images.tasks import make_interim_rendition
from news.models import NewsIndexPage
from tests.examples.programs import CHROMIUM, EXAMPLES, PROGRAMS, run_once
from tests.factories import NOON, CategoryFactory, ImageFactory, make_article
from tests.news.importing.test_command import SHARED

LACKING = {} if CHROMIUM else {"react": "the page in React needs a browser, and there is no Chromium"}
"""Why an example cannot be run here."""

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(shutil.which("npm") is None, reason="the examples are built by npm, which is not installed"),
    # The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ARTICLES = [
    {"title": "Harbour reopens", "category": "Ports", "credit": "© Ana Duarte 2026", "summary": "Boats return."},
    {"title": "A quiet day"},
    {"title": "<b>Bold</b> & \"quoted\" \\ 'said' {x} ${y}", "category": "Q&A", "summary": "</script><p>&amp; – “so”"},
    {"title": "الميناء يفتح", "kicker": "أخبار", "credit": "© <i>Wire</i>"},
    *({"title": f"Story {number}", "summary": f"Of day {number}."} for number in range(5, 11)),
]
"""The newest first, a day apart."""


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """How the newsroom was asked, request by request."""
    found: list[str] = []

    def note(environ: dict[str, Any], **_signal: Any) -> None:
        if environ["PATH_INFO"] == "/graphql/":
            is_whole = environ["REQUEST_METHOD"] == "POST" or "query=" in environ["QUERY_STRING"]
            found.append(f"{environ['REQUEST_METHOD']} {'in full' if is_whole else 'by hash'}")

    request_started.connect(note)
    yield found
    request_started.disconnect(note)


@pytest.fixture
def expected(index: NewsIndexPage) -> str:
    """The listing of a newsroom that has ARTICLES."""
    lines = [index.title]
    for number, row in enumerate(ARTICLES):
        image = ImageFactory(credit=row["credit"]) if "credit" in row else None
        if image:
            make_interim_rendition(image.pk)
        make_article(
            index,
            title=row["title"],
            kicker=row.get("kicker", ""),
            category=CategoryFactory(name=row["category"]) if "category" in row else None,
            image=image,
            summary=row.get("summary", ""),
            published_at=NOON - dt.timedelta(days=number),
        )
        date = formatted(NOON - dt.timedelta(days=number), "j F Y")
        label = row.get("kicker") or row.get("category")
        parts = [row.get("credit"), label, row["title"], date, row.get("summary")]
        lines.append(f"{number + 1}. " + "\n   ".join(part for part in parts if part))
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_example_shows_the_listing(name: str, expected: str, live_server: LiveServer) -> None:
    if name in LACKING:
        pytest.skip(LACKING[name])

    assert PROGRAMS[name](live_server.url) == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the real listing lies beside a developer's checkout, not in it")
def test_all_of_them_show_the_real_listing_as_it_was_printed(index: NewsIndexPage, live_server: LiveServer) -> None:
    call_command("import_articles", str(SHARED), index="/news/", verbosity=0)
    printed = lines_of(SHARED.with_suffix(".txt").read_text(encoding="utf-8"))

    shown = {name: lines_of(program(live_server.url)) for name, program in PROGRAMS.items() if name not in LACKING}

    assert shown == dict.fromkeys(shown, printed)


def lines_of(listing: str) -> list[str]:
    """Returns the lines that hold something; the comma after a date, before a place that is not there, is left out."""
    lines = [line.strip() for line in listing.splitlines()]
    return [re.sub(r"^(\d+ \w+ \d{4}),$", r"\1", line) for line in lines if line]


@pytest.mark.usefixtures("expected")
def test_a_query_is_sent_in_full_until_the_newsroom_knows_its_hash(asked: list[str], live_server: LiveServer) -> None:
    PROGRAMS["python"](live_server.url)
    PROGRAMS["python"](live_server.url)

    assert asked == ["GET by hash", "POST in full", "GET by hash"]


@pytest.mark.usefixtures("expected")
def test_a_registered_query_is_asked_for_by_hash(asked: list[str], live_server: LiveServer) -> None:
    run_once("sveltekit", "build")
    manifest = EXAMPLES / "sveltekit" / "src" / "lib" / "gql" / "persisted-documents.json"
    call_command("register_documents", str(manifest), client="sveltekit", verbosity=0)

    PROGRAMS["sveltekit"](live_server.url)

    assert set(asked) == {"GET by hash"}
    assert TrustedDocument.objects.get().client == "sveltekit"


@pytest.mark.parametrize("name", ["curl", "python", "astro"])
def test_an_example_without_an_answer_fails_and_says_why(
    name: str, live_server: LiveServer, index: NewsIndexPage
) -> None:
    index.delete()

    with pytest.raises(AssertionError, match="There is no listing at /news/"):
        PROGRAMS[name](live_server.url)
