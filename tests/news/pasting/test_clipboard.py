"""What becomes of text that is pasted from word processors."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from news.importing.bodies.markup import blocks_of
from news.importing.bodies.prose import without_keys
from news.importing.bodies.word_processors import tidy
from news.links import without_redirect
from news.models import ArticlePage, NewsIndexPage
from news.pasting.views import MAX_PASTED_CHARACTERS
from tests.news.pasting.samples import GOOGLE_DOCS, LIBREOFFICE, WORD, WORD_ONLINE
from tests.user_accounts import make_user

TUNNEL = "https://tunnel.example/plan?a=1"


def pasted(html: str) -> list[tuple[str, Any]]:
    blocks, _notes = blocks_of(tidy(html))
    return [
        (block["type"], without_keys(block["value"]["html"]) if block["type"] == "paragraph" else block["value"])
        for block in blocks
    ]


def test_google_docs() -> None:
    assert pasted(GOOGLE_DOCS) == [
        ("heading", {"text": "When it opens", "level": "2"}),
        (
            "paragraph",
            f'<p>The tunnel opens <b>in May</b>, says <a href="{TUNNEL}">the builder</a> <sup>2</sup></p>'
            "<ul><li>Two tubes<ul><li>one for trains</li></ul></li></ul>",
        ),
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Metres"}],
                "rows": [{"values": ["2026", "4,100"]}],
                "caption": "",
            },
        ),
    ]


def test_word() -> None:
    assert pasted(WORD) == [
        ("heading", {"text": "The tunnel", "level": "2"}),
        ("paragraph", "<p>It opens <b>in May</b>.</p>"),
        ("heading", {"text": "Who builds it", "level": "2"}),
        (
            "paragraph",
            "<ul><li>Two firms<ul><li>one from abroad</li></ul></li><li>A bank</li></ul>"
            "<p>In this order:</p><ol><li>Dig</li><li>Line</li></ol>",
        ),
    ]


def test_word_online() -> None:
    assert pasted(WORD_ONLINE) == [
        ("heading", {"text": "Who pays", "level": "2"}),
        ("paragraph", "<ul><li>The city</li><li>The state</li></ul>"),
    ]


def test_libreoffice() -> None:
    assert pasted(LIBREOFFICE) == [
        ("heading", {"text": "What follows", "level": "3"}),
        ("paragraph", "<p>A second tube.</p>"),
    ]


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("https://www.google.com/url?q=https://tunnel.example/plan?a%3D1&sa=D&ust=17", TUNNEL),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ftunnel.example%2Fplan%3Fa%3D1", TUNNEL),
    ],
)
def test_links_through_redirects(address: str, leads_to: str) -> None:
    assert without_redirect(address) == leads_to


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/search?q=https://tunnel.example",
        "https://google.com.example/url?q=https://tunnel.example",
        "https://[",
    ],
)
def test_other_links_stay(address: str) -> None:
    assert without_redirect(address) == address


def test_links_typed_or_pasted_into_the_editor(index: NewsIndexPage) -> None:
    """The rule holds where the editor's own state is stored, not in the form of articles alone."""
    block = ArticlePage._meta.get_field("body").stream_block.child_blocks["paragraph"].child_blocks["html"]
    state = {
        "blocks": [
            {
                "key": "00001",
                "text": "the builder",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 11, "key": 0}],
            }
        ],
        "entityMap": {
            "0": {
                "type": "LINK",
                "mutability": "MUTABLE",
                "data": {"url": "https://www.google.com/url?q=https://tunnel.example/"},
            }
        },
    }
    stored = block.value_from_datadict({"html": json.dumps(state)}, {}, "html").source

    assert without_keys(stored) == '<p><a href="https://tunnel.example/">the builder</a></p>'


@pytest.fixture
def editor(index: NewsIndexPage, client: Client) -> Client:
    client.force_login(make_user("Editors"))
    return client


def test_the_form_gets_blocks_as_it_takes_them(editor: Client) -> None:
    answer = editor.post(reverse("paste_blocks"), {"html": GOOGLE_DOCS}).json()

    assert [block["type"] for block in answer["blocks"]] == ["heading", "paragraph", "table"]
    assert answer["blocks"][0]["value"] == {"text": "When it opens", "level": ["2"]}
    assert json.loads(answer["blocks"][1]["value"]["html"])["blocks"][1]["text"] == "Two tubes"
    assert answer["message"] == (
        "Pasted as 3 blocks. 1 thing was left out: pictures, videos and frames are added as blocks of their own."
    )


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("x" * (MAX_PASTED_CHARACTERS + 1), "This is too long to paste at once. Paste it in parts."),
        ("<div>" * 9_999, "This text is built too strangely to paste. Paste it without formatting: Ctrl+Shift+V."),
        ("<h2>a</h2>" * 501, "This makes more than 500 blocks. Paste it in parts."),
    ],
)
def test_what_cannot_be_pasted(editor: Client, html: str, error: str) -> None:
    response = editor.post(reverse("paste_blocks"), {"html": html})

    assert (response.status_code, response.json()) == (400, {"error": error})


def test_scripts_are_not_pasted(editor: Client) -> None:
    html = '<h2>Open<script>alert(1)</script></h2><p><a href="javascript:alert(1)" onclick="alert(1)">now</a></p>'

    answer = editor.post(reverse("paste_blocks"), {"html": html}).json()

    assert "alert" not in json.dumps(answer)


def test_nobody_pastes_without_the_admin(client: Client, index: NewsIndexPage) -> None:
    assert client.post(reverse("paste_blocks"), {"html": GOOGLE_DOCS}).status_code == 302
