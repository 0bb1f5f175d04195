"""One process publishes while others read: no answer is older than what was committed before it was asked for."""

import json
import mmap
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from pytest_django import Settings
from redis import Redis
from wagtail.models import Page

from cms.performance.response_cache.stores.configured import response_store
from cms.takedowns.actions import lift, take_down
from news.models import ArticlePage, Category, Menus
from tests.factories import CategoryFactory, ImageFactory, index_of, make_article, make_index, make_site, stored
from tests.performance.response_cache.reader import KINDS

SECONDS = float(os.environ.get("HAMMER_SECONDS", "6"))
READERS = 3

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ,
    reason="Several processes meet in PostgreSQL and Redis: make test-services, or make hammer",
)


@pytest.fixture
def redis_url(settings: Settings) -> Iterator[str]:
    """Answers are kept, in the Redis of the settings."""
    settings.RESPONSE_CACHE_TTL = 3_600
    response_store.cache_clear()
    yield settings.REDIS_URL
    response_store.cache_clear()


class Editor:
    """Publishes editions of everything, and notes the number of each after its commit."""

    def __init__(self, file: Path) -> None:
        Page.objects.filter(depth=2).delete()
        site = make_site()
        self.index = index_of(site)
        self.category = CategoryFactory(name="Category 0")
        self.image = ImageFactory(credit="Credit 0")
        self.story = make_article(
            self.index, slug="story", category=self.category, image=self.image, title="Article 0"
        )
        self.archive = make_index(site, slug="archive")
        self.brief = make_article(self.index, slug="brief", title="Brief 0")
        self.moving = make_article(self.index, slug="moving", title="Another")
        self.menus = Menus.objects.create(site=site)
        file.write_bytes(bytes(8 * len(KINDS)))
        self.shared = mmap.mmap(os.open(file, os.O_RDWR), 0)
        self.published: Counter[str] = Counter()

    def publish(self, number: int) -> None:
        """Publishes one edition of one thing."""
        steps: list[Callable[[int], list[str]]] = [
            self.article,
            self.category_name,
            self.article,
            self.credit,
            self.menu,
            self.take_down_or_lift,
            self.move,
        ]
        self.committed(steps[number % len(steps)](number), number)

    def committed(self, kinds: list[str], number: int) -> None:
        """Notes for the readers which edition of these has been committed."""
        for kind in kinds:
            place = KINDS.index(kind)
            self.shared[8 * place : 8 * place + 8] = struct.pack("q", number)
            self.published[kind] += 1

    def article(self, number: int) -> list[str]:
        page = ArticlePage.objects.get(pk=self.story.pk)
        page.title = f"Article {number}"
        page.save_revision().publish()
        return ["article", "listing", "slow"]

    def publish_while_readers_wait(self, number: int, meanwhile: Callable[[], None]) -> None:
        """Publishes while readers, who have read the old headline, wait for the menus; then lets them go on.

        Args:
            number: of the edition.
            meanwhile: what happens after the publication, before the readers go on.
        """
        with psycopg.connect(dsn()) as other:
            other.execute("LOCK TABLE news_menus IN ACCESS EXCLUSIVE MODE")
            time.sleep(0.2)
            self.committed(self.article(number), number)
            meanwhile()
            time.sleep(0.05)

    def category_name(self, number: int) -> list[str]:
        if number % 2:
            Category.objects.filter(pk=self.category.pk).update(name=f"Category {number}")
        else:
            self.category.name = f"Category {number}"
            self.category.save()
        return ["category"]

    def credit(self, number: int) -> list[str]:
        self.image.credit = f"Credit {number}"
        self.image.save()
        return ["image"]

    def menu(self, number: int) -> list[str]:
        self.menus.main = stored(("item", {"label": f"Menu {number}", "url": "https://example.org", "page": None}))
        self.menus.save()
        return ["menu"]

    def take_down_or_lift(self, number: int) -> list[str]:
        page = ArticlePage.objects.get(pk=self.brief.pk)
        with transaction.atomic():
            if page.live:
                take_down(page, None, "A court order", f"Brief {number}")
            else:
                lift(page, None)
                page.title = f"Brief {number}"
                page.save_revision().publish()
        return ["gone", "taken off lists", "taken off searches"]

    def move(self, number: int) -> list[str]:
        """Changes a slug, and moves the page to the other parent."""
        page = ArticlePage.objects.get(pk=self.moving.pk)
        parent = self.index if page.get_parent().pk == self.archive.pk else self.archive
        with transaction.atomic():
            page.slug = f"moving-{number}"
            page.save_revision().publish()
            page.move(type(parent).objects.get(pk=parent.pk), pos="last-child")
        return ["moved"]


def dsn() -> str:
    """Returns the address of the test database."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    return f"postgres://{login}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{database['NAME']}"


def hammer(
    tmp_path: Path,
    redis_url: str,
    fault: Callable[[float], Callable[[], None] | None] = lambda passed: None,
) -> dict[str, Any]:
    """Publishes for some seconds while readers read, and returns what they found.

    Args:
        tmp_path: an empty directory.
        redis_url: the Redis that readers and editor share.
        fault: told how many seconds have passed, returns what is to happen to Redis while slow readers wait, if it is
            time for that.
    """
    editor = Editor(tmp_path / "editions")
    environment = os.environ | {
        "DATABASE_URL": dsn(),
        # The test settings add the number of this test process's own database, to theirs as to ours.
        "REDIS_URL": redis_url.rpartition("/")[0],
        "RESPONSE_CACHE_TTL": "3600",
        "WSGI_RESPONSE_CACHE": "true",
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "LOG_LEVEL": "ERROR",
    }
    command = [
        sys.executable,
        "-m",
        "tests.performance.response_cache.reader",
        str(tmp_path / "editions"),
        str(SECONDS),
    ]
    readers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _number in range(READERS)
    ]
    begun, number = time.monotonic(), 0
    while any(reader.poll() is None for reader in readers):
        number += 1
        happens = fault(time.monotonic() - begun)
        if happens is None:
            editor.publish(number)
        else:
            editor.publish_while_readers_wait(number, happens)
        time.sleep(0.02)
    found = [json.loads(reader.communicate()[0]) for reader in readers]
    total = {
        "reads": sum(sum(one["reads"].values()) for one in found),
        "published": sum(editor.published.values()),
        "repeated": sum(one["repeated"] for one in found),
        "failed": sum(one["failed"] for one in found),
        "stale": [line for one in found for line in one["stale"]],
    }
    reads = f"{total['reads']} reads, {total['repeated']} of them past Django"
    print(f"\n{reads}, {total['published']} publishes, {len(total['stale'])} answers too old")  # noqa: T201
    return total


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_answer_is_older_than_the_last_commit(tmp_path: Path, redis_url: str) -> None:
    total = hammer(tmp_path, redis_url)

    assert total["stale"] == []
    assert total["failed"] == 0
    assert total["repeated"] > 0
    assert total["published"] > SECONDS
    assert total["reads"] > 20 * SECONDS


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nor_when_redis_is_flushed_under_slow_readers(tmp_path: Path, redis_url: str) -> None:
    flushed: list[float] = []

    def flush() -> None:
        Redis.from_url(redis_url).flushdb()
        flushed.append(time.monotonic())

    def flush_each_second(passed: float) -> Callable[[], None] | None:
        # A second after the last one ended, so that readers read in between however slow the machine is.
        due = passed > 1 and (not flushed or time.monotonic() > flushed[-1] + 1)
        return flush if due else None

    total = hammer(tmp_path, redis_url, flush_each_second)

    assert len(flushed) >= SECONDS / 3
    assert total["stale"] == []
    assert total["failed"] == 0
    assert total["repeated"] > 0
    assert total["reads"] > 20 * SECONDS


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="starts a Redis of its own, to kill it")
def test_nor_when_redis_is_killed_and_started_again(tmp_path: Path, settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # It saves what it has each second, so that it comes back with what it knew before it died.
    command = ["redis-server", "--port", str(port), "--dir", str(tmp_path), "--save", "1 1", "--loglevel", "warning"]
    servers = [subprocess.Popen(command, stdout=subprocess.DEVNULL)]
    settings.RESPONSE_CACHE_TTL = 3_600
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/{settings.REDIS_URL.rpartition('/')[2]}"
    response_store.cache_clear()
    time.sleep(0.5)

    def kill() -> None:
        servers[0].kill()
        servers[0].wait()

    def start() -> None:
        servers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        time.sleep(0.3)

    def restart() -> None:
        servers[-1].kill()
        servers[-1].wait()
        start()

    def kill_and_start(passed: float) -> Callable[[], None] | None:
        """Redis is gone for a while, and is restarted once more under slow readers."""
        if len(servers) == 1 and passed > SECONDS / 3:
            return kill if servers[0].poll() is None else start if passed > SECONDS / 2 else None
        return restart if len(servers) == 2 and passed > SECONDS * 2 / 3 else None

    try:
        total = hammer(tmp_path, settings.REDIS_URL, kill_and_start)
    finally:
        for server in servers:
            server.kill()
            server.wait()
        response_store.cache_clear()

    assert len(servers) == 3
    assert total["stale"] == []
    assert total["failed"] == 0
    assert total["repeated"] > 0
    assert total["reads"] > 20 * SECONDS
