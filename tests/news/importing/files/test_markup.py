"""HTML in headlines, summaries and names of files that name their columns."""

import json
from pathlib import Path
from typing import Any

import pytest

from news.importing.files.markup import without_html
from news.importing.files.readers import read_rows
from news.importing.files.reading import RawRow


def decoded(**values: Any) -> RawRow:
    return without_html(RawRow(1, None, values))


def test_elements_and_entities_become_the_text_that_readers_should_see() -> None:
    row = decoded(
        title="Tom &amp; Jerry&#8217;s <em>x</em>", summary="<p>S &hellip;</p>\n<p>T&nbsp;1</p>", slug="a&amp;b"
    )

    assert row.values == {"title": "Tom & Jerry’s x", "summary": "S … T\u00a01", "slug": "a&amp;b"}
    assert row.notes == (
        "its `title` is HTML, and was read as text: “Tom &amp; Jerry&#8217;s <em>x</em>” became “Tom & Jerry’s x”",
        "its `summary` is HTML, and was read as text: “<p>S &hellip;</p>\n<p>T&nbsp;1</p>” became “S … T\u00a01”",
    )


def test_names_are_decoded_before_their_list_is_split() -> None:
    row = decoded(
        tags="R&amp;D; Ports", authors=["Ana &lt;ana@example.org&gt;", {"name": "A"}], category="News &gt; World"
    )

    assert row.values == {
        "tags": "R&D; Ports",
        "authors": ["Ana <ana@example.org>", {"name": "A"}],
        "category": "News > World",
    }


@pytest.mark.parametrize(
    "text",
    [
        *(
            "AT&T",
            "Q&A; and more",
            "<name withheld>",
            "1 < 2 > 0",
            "I <3 Paris",
            "&; &# &#x;",
            "&unknown; &UNKNOWN;",
            "",
        ),
        *('["Paris &quot;France&quot;"]', "first\n\nsecond"),
    ],
)
def test_other_text_stays_without_a_note(text: str) -> None:
    row = RawRow(1, None, {"title": text, "tags": [text, 5, None]})

    assert without_html(row) is row


def test_an_entity_of_an_entity_is_decoded_once() -> None:
    assert decoded(title="&amp;lt;b&amp;gt;").values == {"title": "&lt;b&gt;"}


@pytest.mark.parametrize("name", ["rows.json", "rows.jsonl", "rows.csv"])
def test_files_with_columns_are_read_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    values = {"title": "Caf&eacute; opens", "date": "2024-03-07"}
    path.write_text(
        f"title,date\n{','.join(values.values())}\n" if path.suffix == ".csv" else f"{json.dumps([values])}\n"
    )
    if path.suffix == ".jsonl":
        path.write_text(f"{json.dumps(values)}\n")

    (row,) = read_rows(path)

    assert row.values == {"title": "Café opens", "date": "2024-03-07"}
