"""Stored values are walked as they are, in every form in which Wagtail has stored them."""

from typing import Any

import pytest
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.body.stored import child_value, list_entries, stream_entries, walk
from cms.body.text import plain_text


class PollBlock(blocks.StructBlock):
    question = blocks.CharBlock(default="Yes or no?")
    answers = blocks.ListBlock(blocks.CharBlock())


STREAM = blocks.StreamBlock(
    [
        ("poll", PollBlock()),
        ("html", blocks.RichTextBlock()),
        ("table", TypedTableBlock([("text", blocks.CharBlock())])),
        ("number", blocks.IntegerBlock()),
    ]
)


@pytest.mark.parametrize(
    ("value", "found"),
    [({"question": "Why?"}, "Why?"), ({"question": ""}, ""), ({}, "Yes or no?"), (None, "Yes or no?")],
)
def test_a_child_that_is_not_stored_has_its_default(value: Any, found: str) -> None:
    assert child_value(PollBlock().child_blocks["question"], "question", value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (
            [{"type": "item", "value": "one", "id": "a"}, {"type": "item", "value": "two"}],
            [("one", "a"), ("two", None)],
        ),
        (["one", {"value": "two"}], [("one", None), ({"value": "two"}, None)]),
        (None, []),
        ("one", []),
    ],
)
def test_entries_of_lists(value: Any, found: list[Any]) -> None:
    assert list(list_entries(value)) == found


def test_entries_of_streams_of_a_type_that_is_gone_are_left_out() -> None:
    stored = [{"type": "gone", "value": 1}, {"type": "number", "value": 2, "id": "b"}, {"type": "number", "value": 3}]

    assert list(stream_entries(stored, {"number"})) == [("number", 2, "b"), ("number", 3, None)]
    assert list(stream_entries(None, {"number"})) == []


def test_a_block_is_walked_with_all_within_it() -> None:
    answers = ["Yes", {"type": "item", "value": "No"}]
    poll = {"answers": answers}
    stored = [{"type": "poll", "value": poll}]

    assert [(block.name, value) for block, value in walk(STREAM, stored)] == [
        ("", stored),
        ("poll", poll),
        ("question", "Yes or no?"),
        ("answers", answers),
        ("", "Yes"),
        ("", "No"),
    ]


def test_the_text_of_a_stream_is_all_its_words() -> None:
    table = {"columns": [{"type": "text", "heading": "Year"}], "rows": [{"values": ["2024"]}, {"values": ["2025"]}]}
    stored = [
        {"type": "poll", "value": {"question": "Tea?", "answers": ["Green", "Black"]}},
        {"type": "html", "value": "<p>One<br/>two</p><p><b>th</b>ree</p>"},
        {"type": "table", "value": table},
        {"type": "table", "value": None},
        {"type": "number", "value": 7},
    ]

    assert plain_text(StreamValue(STREAM, stored, is_lazy=True)).split() == [
        *("Tea?", "Green", "Black", "One", "two", "three", "Year", "2024", "2025")
    ]
