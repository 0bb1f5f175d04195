"""What keeps answers: in the process's own memory, and in Redis."""

import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from redis import RedisError

from cms.publishing.own import OwnAnswers
from cms.publishing.shared import SharedAnswers
from tests.publishing.redis_server import RedisServer

ONLY_SHARED = pytest.mark.skipif(not settings.REDIS_URL, reason="there is no Redis (REDIS_URL)")
MINE, OTHER = f"article:{uuid.uuid4()}", f"article:{uuid.uuid4()}"


@pytest.fixture(params=["own", pytest.param("shared", marks=ONLY_SHARED)])
def answers(request: pytest.FixtureRequest, db: None) -> Any:
    return OwnAnswers() if request.param == "own" else SharedAnswers(settings.REDIS_URL)


@pytest.fixture
def shared(db: None) -> SharedAnswers:
    return SharedAnswers(settings.REDIS_URL)


def key() -> str:
    return str(uuid.uuid4())


def test_an_answer_is_kept_until_what_it_read_changes(answers: Any) -> None:
    asked = key()
    since = answers.lookup(asked)

    assert answers.keep(asked, b"an answer", {MINE, OTHER}, since, 60) is True
    assert answers.lookup(asked) == b"an answer"
    with answers.changing([f"article:{uuid.uuid4()}"]):
        pass
    assert answers.lookup(asked) == b"an answer"
    with answers.changing([MINE]):
        assert isinstance(answers.lookup(asked), int)
    assert isinstance(answers.lookup(asked), int)


def test_an_answer_from_before_a_change_is_not_kept(answers: Any) -> None:
    asked = key()
    since = answers.lookup(asked)
    with answers.changing([MINE]):
        during = answers.lookup(asked)
        assert answers.keep(asked, b"begun before", {MINE}, since, 60) is False
    assert answers.keep(asked, b"begun before", {MINE}, since, 60) is False
    assert answers.keep(asked, b"begun meanwhile", {MINE}, during, 60) is False
    assert answers.keep(asked, b"begun after", {MINE}, answers.lookup(asked), 60) is True
    assert answers.lookup(asked) == b"begun after"


def test_two_changes_at_once_are_both_waited_for(answers: Any) -> None:
    asked = key()
    with ExitStack() as first:
        first.enter_context(answers.changing([MINE]))
        with answers.changing([MINE]):
            pass
        assert answers.keep(asked, b"too early", {MINE}, answers.lookup(asked), 60) is False
    assert answers.keep(asked, b"after both", {MINE}, answers.lookup(asked), 60) is True


def test_answers_that_were_begun_together_are_both_kept(answers: Any) -> None:
    tag, asked = f"article:{uuid.uuid4()}", [key(), key()]
    since = [answers.lookup(one) for one in asked]

    assert [answers.keep(one, b"first", {tag}, at, 60) for one, at in zip(asked, since, strict=True)] == [True, True]
    assert [answers.lookup(one) for one in asked] == [b"first", b"first"]
    with answers.changing([tag]):
        pass
    assert [isinstance(answers.lookup(one), int) for one in asked] == [True, True]


def test_an_answer_is_forgotten_in_time(answers: Any) -> None:
    asked = key()
    answers.keep(asked, b"for a moment", {MINE}, answers.lookup(asked), 0.05)
    time.sleep(0.1)

    assert isinstance(answers.lookup(asked), int)


@ONLY_SHARED
def test_a_change_that_nobody_finishes_is_forgotten_with_all_that_was_kept_before(shared: SharedAnswers) -> None:
    asked = key()
    since = shared.lookup(asked)
    assert isinstance(since, int)
    shared.keep(asked, b"before", {MINE}, since, 60)
    shared._run("MARK", "somebody who dies", 200, MINE)

    assert shared.keep(asked, b"while it is marked", {MINE}, since, 60) is False
    time.sleep(0.3)
    now = shared.lookup(asked)
    assert isinstance(now, int)
    assert shared.keep(asked, b"after", {MINE}, now, 60) is True
    assert shared.lookup(asked) == b"after"


@ONLY_SHARED
def test_a_reading_of_the_clock_from_before_a_flush_is_refused(shared: SharedAnswers) -> None:
    """The store has forgotten the change, and may not take a missing version for no change."""
    asked = key()
    since = shared.lookup(asked)
    assert isinstance(since, int)
    with shared.changing([MINE]):
        pass
    shared._redis.flushdb()

    assert shared.keep(asked, b"old", {MINE, OTHER}, since, 60) is False
    now = shared.lookup(asked)
    assert isinstance(now, int)
    assert shared.keep(asked, b"old", {MINE, OTHER}, since, 60) is False
    assert shared.keep(asked, b"new", {MINE, OTHER}, now, 60) is True
    assert shared.lookup(asked) == b"new"


@ONLY_SHARED
def test_a_reading_from_before_a_restart_is_refused_whoever_reconnects_first(db: None, tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        shared, asked = SharedAnswers(server.url), key()
        since = shared.lookup(asked)
        assert isinstance(since, int)
        with shared.changing([MINE]):
            pass
        server.restart()
        shared.lookup("another request")
        shared._again = 0.0
        assert isinstance(shared.lookup("another request"), int)

        assert shared.keep(asked, b"old", {MINE}, since, 60) is False
        assert isinstance(shared.lookup(asked), int)


@ONLY_SHARED
def test_a_redis_that_may_evict_versions_of_tags_keeps_nothing(db: None, tmp_path: Path) -> None:
    with RedisServer(tmp_path, "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru") as server:
        shared = SharedAnswers(server.url)

        assert shared.lookup(key()) is None
        assert shared.keep(key(), b"answer", {MINE}, 0, 60) is False


@ONLY_SHARED
def test_one_of_many_makes_an_answer_and_the_others_are_told_to_wait(shared: SharedAnswers) -> None:
    asked = key()
    first, second = shared.lookup(asked, claim=True), shared.lookup(asked, claim=True)

    assert isinstance(first, int)
    assert second == -1 - first
    shared.leave(asked)
    assert shared.lookup(asked, claim=True) == first


@ONLY_SHARED
def test_a_change_that_redis_was_not_told_of_is_owed_and_none_is_lost(shared: SharedAnswers) -> None:
    asked, run, told = key(), shared._run, threading.Event()
    since = shared.lookup(asked)
    assert isinstance(since, int)
    shared.keep(asked, b"old", {MINE}, since, 60)
    paid = []

    def unreachable(script: str, *arguments: Any) -> Any:
        if not told.is_set():
            raise RedisError("unreachable")
        found = run(script, *arguments)
        if script == "RELEASE":
            paid.append(arguments)
            if len(paid) == 1:
                shared._owe()  # another change, just as the first ones are made good
        return found

    with patch.object(shared, "_run", unreachable):
        with shared.changing([MINE]):
            pass
        assert shared.lookup(asked) is None
        told.set()
        for thread in [one for one in threading.enumerate() if one.name == "answers-fall"]:
            thread.join(5)

    assert paid == [("", "everything")] * 2
    assert isinstance(shared.lookup(asked), int)
