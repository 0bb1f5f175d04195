"""The block picker."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from cms.body.blocks import BodyBlock
from news.models import NewsIndexPage
from tests.user_accounts import log_in, make_user

BLOCKS = BodyBlock().child_blocks

WORDS = {
    "heading": ["<h2>What happens next</h2>"],
    "paragraph": ["The first trains run on <b>Monday</b>, a month ahead of plan."],
    "quote": ["<p>We planned for ten boats. Forty came.</p>", "<footer>Ana Duarte, pilot</footer>"],
    "question_answer": ["Who pays for it?", "<p>The two cities, in equal parts, over twelve years.</p>"],
    "callout": ["<h2>In short</h2>", "<li>Free on Sundays</li>"],
    "image": ["<svg", "The new bridge at dusk.", "<small>© Jane Doe 2026</small>"],
    "gallery": ["<svg", "1 of 3:"],
    "embed": ["<svg", "A video, played where it stands in the story."],
    "document": ["<span>Annual report (PDF)</span>"],
    "table": ["<caption>Passengers in a year</caption>", '<th scope="col">By ferry</th>', "<td>402,000</td>"],
    "related_articles": ["<h2>Read more</h2>", "<li>Why the old line was closed</li>"],
}
"""Something of what each preview shows."""


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


def test_each_block_has_words_for_its_preview() -> None:
    assert list(WORDS) == list(BLOCKS)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_says_what_it_is_for(name: str) -> None:
    block = BLOCKS[name]

    assert block.is_previewable
    assert block.meta.icon != "placeholder"
    assert block.meta.group in ("Text", "Media", "Data and links")
    assert str(block.get_description()).endswith(".")


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_shows_how_it_will_look(editor: Client, name: str) -> None:
    answer = editor.get("/admin/block-preview/", {"id": BLOCKS[name].definition_prefix})

    assert answer.status_code == 200
    html = answer.content.decode()
    for words in WORDS[name]:
        assert words in html


def test_previews_are_styled_from_our_own_files(editor: Client) -> None:
    answer = editor.get("/admin/block-preview/", {"id": BLOCKS["quote"].definition_prefix})

    assert '<link rel="stylesheet" href="/static/news/block_previews.css">' in answer.content.decode()
    assert finders.find("news/block_previews.css")
    assert finders.find("news/admin.css")


def test_a_form_brings_the_scripts_of_every_block(index: NewsIndexPage, editor: Client) -> None:
    html = editor.get(f"/admin/pages/add/news/articlepage/{index.pk}/").content.decode()

    scripts = {part.split('"')[0].split("?")[0] for part in html.split('<script src="/static/')[1:]}
    assert "typed_table_block/js/typed_table_block.js" in scripts
    assert [script for script in scripts if finders.find(script) is None] == []
