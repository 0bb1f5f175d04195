"""Plain paragraphs, which are written without the editor, are those that the editor writes."""

import random
from html import escape

import pytest

from news.importing.bodies import prose

PIECES = (
    *(
        "Fog",
        "halts",
        "the ferry",
        "&",
        "<",
        ">",
        '"',
        "'",
        "&amp;",
        "&#233;",
        "&nbsp;",
        "\u00a0",
        "é",
        "صح",
        "🚢",
        "—",
    ),
    *(" ", "  ", "\t", "\n", "\r\n", "\u2028", "\u200b", "\u0085", "\x0c", "&lt;b&gt;", "&notit;", "1986. ", ""),
)


def by_editor(html: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with monkeypatch.context() as patch:
        patch.setattr(prose, "_plain_paragraphs", lambda html: "")
        return prose.as_rich_text(html)


def test_two_thousand_random_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20260529)
    quick = 0
    for _number in range(2_000):
        texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 6))) for _place in range(chance.randint(1, 3))]
        written = [text if chance.random() < 0.5 and not {*"<>"} & {*text} else escape(text) for text in texts]
        html = "".join(f"<p>{text}</p>" for text in written)
        quick += bool(prose._plain_paragraphs(html))

        assert prose.as_rich_text(html) == by_editor(html, monkeypatch), html

    assert quick > 200


@pytest.mark.parametrize("html", ["<p><b>Fog</b></p>", "<ul><li>Fog</li></ul>", "<p>Fog<br>tide</p>", "Fog", ""])
def test_all_else_is_the_editors(html: str) -> None:
    assert prose._plain_paragraphs(html) == ""
