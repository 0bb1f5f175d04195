"""Publishes articles as the admin does; prints processor time in milliseconds and SQL statements per publish as JSON.

Run by `benchmarks.growth`. Measured is the transaction, with the rows that it adds to outboxes, but not the tasks.
"""

import json
import logging
import os
import random
from typing import Any

import django

TIMES = 40


class Counter:
    """An execute wrapper of Django that counts SQL statements."""

    count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        """Count a statement and execute it."""
        self.count += 1
        return execute(*arguments)


def publish(times: int) -> tuple[float, float]:
    """Publish random articles again; return milliseconds of processor time and statements per publish."""
    from django.db import connection, transaction

    from benchmarks.measure import cpu
    from news.models import ArticlePage

    draw = random.Random(1)
    pages = draw.choices(ArticlePage.objects.order_by("pk").values_list("pk", flat=True), k=times)
    _publish_one(ArticlePage, pages[0], transaction, "warms up")
    processes = os.getpid(), connection.connection.info.backend_pid
    counter = Counter()
    with connection.execute_wrapper(counter):
        before = cpu(*processes)
        for number, page in enumerate(pages):
            _publish_one(ArticlePage, page, transaction, f"Edition {number} {draw.random()}")
        return (cpu(*processes) - before) * 1000 / times, counter.count / times


def _publish_one(model: Any, pk: int, transaction: Any, title: str) -> None:
    page = model.objects.get(pk=pk)
    page.title = title
    with transaction.atomic():
        page.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.INFO)
    print(json.dumps(publish(TIMES)))
