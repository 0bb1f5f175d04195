"""Kept answers: found, bounded, made once, and never wrong."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from cms.publishing import answers as module
from cms.publishing import watching
from cms.publishing.answers import Answer, Answers, MemoryShelf, bounded
from cms.publishing.ledger import LedgerDown, MemoryLedger, Stamp
from cms.tags import Reading

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> MemoryLedger:
    """A ledger of the test's own."""
    ledger = MemoryLedger()
    monkeypatch.setattr(module, "ledger", lambda: ledger)
    monkeypatch.setattr(watching, "ledger", lambda: ledger)
    return ledger


@pytest.fixture
def kept(ledger: MemoryLedger) -> Answers:
    return Answers(MemoryShelf(), size=1000)


def ask(
    kept: Answers, body: bytes = b"new", *tags: str, until: datetime | None = None, complete: bool = True
) -> bytes:
    """Returns the answer to the one question that these tests ask, made of `body` when none is kept."""
    with kept.turn("question") as turn:
        if turn.found is not None:
            return turn.found.body
        return turn.keep(body, 1, Reading(set(tags), complete), until).body


def test_an_answer_is_made_once(kept: Answers) -> None:
    assert [ask(kept, b"first", "page:1"), ask(kept, b"second", "page:1")] == [b"first", b"first"]


def test_an_answer_falls_with_what_it_was_made_of(kept: Answers, ledger: MemoryLedger) -> None:
    ask(kept, b"first", "page:1")
    ledger.finish("w", ["page:2"])
    assert ask(kept, b"second", "page:1") == b"first"

    ledger.finish("w", ["page:1"])
    assert ask(kept, b"third", "page:1") == b"third"


def test_a_change_while_an_answer_is_made(kept: Answers, ledger: MemoryLedger) -> None:
    with kept.turn("question") as turn:
        ledger.finish("w", ["page:1"])
        turn.keep(b"old", 1, Reading({"page:1"}), None)

    assert ask(kept, b"new", "page:1") == b"new"


def test_the_clock_ends_an_answer(kept: Answers) -> None:
    ask(kept, b"first", until=datetime.now(UTC) + timedelta(seconds=0.05))
    assert ask(kept, b"second") == b"first"

    time.sleep(0.06)
    assert ask(kept, b"third") == b"third"


def test_what_was_not_all_watched_is_not_kept(kept: Answers) -> None:
    ask(kept, b"first", complete=False)

    assert ask(kept, b"second") == b"second"


def test_a_fault_keeps_nobody_waiting(kept: Answers) -> None:
    with pytest.raises(ZeroDivisionError), kept.turn("question"):
        1 / 0  # noqa: B018

    started = time.monotonic()
    assert ask(kept, b"second") == b"second"
    assert time.monotonic() - started < module.PATIENCE / 2


def test_many_who_ask_at_once_wait_for_one(kept: Answers) -> None:
    made = []

    def ask_slowly() -> None:
        with kept.turn("question") as turn:
            if turn.found is None:
                time.sleep(0.05)
                made.append(turn.keep(b"slow", 1, Reading({"page:1"}), None))

    threads = [threading.Thread(target=ask_slowly) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1


def test_who_waited_long_enough_makes_it_himself(kept: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    with kept.turn("question"):
        assert ask(kept, b"mine") == b"mine"


def test_memory_is_bounded(kept: Answers) -> None:
    for key in "abc":
        with kept.turn(key) as turn:
            turn.keep(b"x" * 400, 1, Reading(), None)

    assert [key for key in "abc" if kept.find(key)] == ["b", "c"]


def test_a_ledger_that_is_down_makes_it_slower_and_not_wrong(
    kept: Answers, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*arguments: object) -> None:
        raise LedgerDown

    ask(kept, b"first")
    monkeypatch.setattr(ledger, "holds", down)
    monkeypatch.setattr(ledger, "stamp", down)

    assert ask(kept, b"second") == b"second"
    assert "Kept answers cannot be reached" in caplog.text


def test_bytes_and_back() -> None:
    answer = Answer(b'{"data":\n{}}', 7, ("list:page", "page:1"), Stamp("e", 4), 12.5)

    assert Answer.load(answer.dump()) == answer


def test_validators_are_those_of_the_bytes() -> None:
    assert Answer(b"a", 1).etag == Answer(b"a", 2).etag != Answer(b"b", 1).etag


@pytest.mark.parametrize(
    ("tags", "most", "expected"),
    [
        ({"page:1", "all:page", "list:site"}, 9, ("all:page", "list:site", "page:1")),
        (
            {"page:1", "page.path=00", "all:page", "list:page", "image:2", "all:image"},
            9,
            ("all:image", "image:2", "list:page"),
        ),
        ({"page:1", "page:2", "page:3", "all:page", "image:2", "all:image"}, 3, ("all:image", "image:2", "list:page")),
        ({"page:1", "page:2", "image:1", "image:2"}, 1, ("list:image", "list:page")),
    ],
)
def test_tags_are_bounded(tags: set[str], most: int, expected: tuple[str, ...]) -> None:
    assert bounded(tags, most) == expected
