"""What both ledgers promise; Redis's where there is one."""

import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.publishing import ledger as module
from cms.publishing.ledger import Ledger, LedgerDown, MemoryLedger, RedisLedger

REDIS_URL = os.environ.get("REDIS_URL", "")


def redis_ledger() -> RedisLedger:
    from redis import Redis

    return RedisLedger(Redis.from_url(REDIS_URL), prefix=f"test-{uuid4().hex}")


@pytest.fixture(params=["memory", "redis"])
def ledger(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        return MemoryLedger()
    if not REDIS_URL:
        pytest.skip("REDIS_URL names no Redis; `make test-services` does")
    return redis_ledger()


def test_what_nobody_changed_holds(ledger: Ledger) -> None:
    stamp = ledger.stamp()
    ledger.begin("w", ["page:2"])
    ledger.finish("w", ["page:2"])

    assert ledger.holds(stamp, ["page:1", "list:image"])


def test_a_change_is_seen_by_what_was_made_before_it(ledger: Ledger) -> None:
    before = ledger.stamp()
    ledger.begin("w", ["page:1"])
    ledger.finish("w", ["page:1"])

    assert not ledger.holds(before, ["page:2", "page:1"])
    assert ledger.holds(ledger.stamp(), ["page:2", "page:1"])


def test_nothing_holds_while_somebody_is_changing_it(ledger: Ledger) -> None:
    """Between the two, the database may or may not give the new rows."""
    before = ledger.stamp()
    ledger.begin("w", ["page:1"])

    assert not ledger.holds(before, ["page:1"])
    assert not ledger.holds(ledger.stamp(), ["page:1"])
    assert ledger.holds(ledger.stamp(), ["page:2"])


def test_two_writers_of_one_tag(ledger: Ledger) -> None:
    ledger.begin("one", ["page:1"])
    ledger.begin("other", ["page:1"])
    ledger.finish("other", ["page:1"])

    assert not ledger.holds(ledger.stamp(), ["page:1"])
    ledger.finish("one", ["page:1"])
    assert ledger.holds(ledger.stamp(), ["page:1"])


def test_a_writer_who_dies_is_taken_to_have_committed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BOUND", 0.05)
    before = ledger.stamp()
    ledger.begin("w", ["page:1"])
    time.sleep(0.06)

    assert not ledger.holds(before, ["page:1"])
    assert ledger.holds(ledger.stamp(), ["page:1"])


def test_a_ledger_that_begins_anew_knows_nothing(ledger: Ledger) -> None:
    before = ledger.stamp()
    ledger.forget()

    assert not ledger.holds(before, [])
    assert ledger.holds(ledger.stamp(), ["page:1"])


def test_a_ledger_that_grew_too_large_begins_anew(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TAGS", 5)
    before = ledger.stamp()
    for number in range(6):
        ledger.finish("w", [f"page:{number}"])

    assert not ledger.holds(before, ["page:77"])


def test_an_epoch_begins_with_each_change_of_the_file(tmp_path: Path) -> None:
    """Other processes write into the same SQLite database, and no word of it reaches this one."""
    file = tmp_path / "db.sqlite3"
    file.write_bytes(b"1")
    ledger = MemoryLedger(file, tmp_path / "db.sqlite3-wal")
    before = ledger.stamp()

    assert ledger.holds(before, ["page:1"])
    (tmp_path / "db.sqlite3-wal").write_bytes(b"2")
    assert not ledger.holds(before, ["page:1"])


def test_a_ledger_that_is_down_says_so() -> None:
    from redis import Redis

    ledger = RedisLedger(Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2))

    with pytest.raises(LedgerDown):
        ledger.stamp()
    with pytest.raises(LedgerDown):
        ledger.begin("w", ["page:1"])


STEPS = st.lists(
    st.tuples(st.sampled_from(["begin", "finish", "read"]), st.integers(0, 2), st.sampled_from("abc")), max_size=40
)


@given(steps=STEPS)
def test_what_holds_was_made_after_the_last_change(steps: list[tuple[str, int, str]]) -> None:
    """Against a model: the moment of each tag's last change, and who is changing what."""
    ledger = MemoryLedger()
    stamps: list[tuple[int, Any]] = []
    changed: dict[str, int] = {}
    open_writers: dict[int, str] = {}
    for moment, (step, writer, tag) in enumerate(steps):
        if step == "begin":
            open_writers[writer] = tag
            ledger.begin(str(writer), [tag])
        elif step == "finish" and writer in open_writers:
            changed[open_writers[writer]] = moment
            ledger.finish(str(writer), [open_writers.pop(writer)])
        else:
            stamps.append((moment, ledger.stamp()))
        for made, stamp in stamps:
            expected = changed.get(tag, -1) < made and tag not in open_writers.values()
            assert ledger.holds(stamp, [tag]) is expected
