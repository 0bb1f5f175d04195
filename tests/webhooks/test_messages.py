"""What an endpoint is told of a commit."""

import json
from typing import Any

import pytest

from cms.webhooks.events import PAGE_EVENTS, WebhookEvent
from cms.webhooks.messages import RecordedCommit, commit_messages, probe_message
from tests.webhooks.commits import COMMITTED_AT, change, commit

ALL = list(WebhookEvent.values)


def told(changed: RecordedCommit, events: list[str]) -> list[str]:
    return list(commit_messages(changed, events))


def test_a_message_holds_what_the_commit_changed() -> None:
    (message,) = told(commit(7), ALL)

    assert json.loads(message) == {
        "type": "content.changed",
        "timestamp": "2026-11-29T12:30:00.250Z",
        "data": {
            "sequence": 7,
            "part": 1,
            "parts": 1,
            "events": [],
            "changes": [change()],
            "tags": ["a1b2c3"],
        },
    }


@pytest.mark.parametrize("event", sorted(PAGE_EVENTS))
def test_each_event_of_pages_reaches_who_chose_it_and_nobody_else(event: str) -> None:
    changed = commit(changes=[change(event)])

    assert len(told(changed, [event])) == 1
    assert told(changed, [other for other in ALL if other != event]) == []


def test_only_chosen_changes_are_listed_and_in_their_order() -> None:
    changed = commit(changes=[change("published", 1), change("updated", 2), change("published", 3)])

    (message,) = told(changed, ["published"])

    assert [found["id"] for found in json.loads(message)["data"]["changes"]] == ["id-1", "id-3"]


@pytest.mark.parametrize("event", ["menu.updated", "settings.updated"])
def test_menus_and_settings_are_events_of_their_own(event: str) -> None:
    changed = commit(changes=[], events=[event])

    (message,) = told(changed, [event])
    assert json.loads(message)["data"]["events"] == [event]
    assert told(changed, ["tags", "published"]) == []


def test_what_changes_no_page_is_told_by_its_tags() -> None:
    changed = commit(changes=[], has_other_changes=True)

    assert json.loads(told(changed, ["tags"])[0])["data"]["tags"] == ["a1b2c3"]
    assert told(changed, [event for event in ALL if event != "tags"]) == []
    assert told(commit(changes=[], tags=[]), ALL) == []


@pytest.mark.parametrize("others", [{"changes": [change()]}, {"changes": [], "events": ["menu.updated"]}])
def test_other_changes_are_told_whatever_was_committed_with_them(others: dict[str, Any]) -> None:
    (message,) = told(commit(**others, has_other_changes=True), ["tags"])

    data = json.loads(message)["data"]
    assert (data["changes"], data["events"], data["tags"]) == ([], [], ["a1b2c3"])
    assert told(commit(**others), ["tags"]) == []


@pytest.mark.parametrize(
    ("pages", "tags", "parts"),
    [
        (100, 1_000, [(100, 1_000)]),
        (101, 1, [(100, 1), (1, 0)]),
        (250, 1_001, [(100, 1_000), (100, 1), (50, 0)]),
        (1, 2_500, [(1, 1_000), (0, 1_000), (0, 500)]),
    ],
)
def test_a_large_commit_is_told_in_parts(pages: int, tags: int, parts: list[tuple[int, int]]) -> None:
    changed = commit(
        changes=[change(number=number) for number in range(pages)], tags=[f"{n:012x}" for n in range(tags)]
    )

    messages = told(changed, ALL)

    data = [json.loads(message)["data"] for message in messages]
    assert [(len(part["changes"]), len(part["tags"])) for part in data] == parts
    assert [(part["part"], part["parts"]) for part in data] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    assert [found["id"] for part in data for found in part["changes"]] == [f"id-{number}" for number in range(pages)]
    assert max(map(len, messages)) < 64_000


def test_a_test_tells_of_nothing() -> None:
    assert json.loads(probe_message(COMMITTED_AT)) == {
        "type": "webhook.test",
        "timestamp": "2026-11-29T12:30:00.250Z",
        "data": {"changes": [], "tags": [], "events": []},
    }
