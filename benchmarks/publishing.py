"""Publishes articles as the admin does; prints the milliseconds of processor time and the SQL statements of one.

Run by `benchmarks.growth`. The clock runs from the editor's action to the commit, with what is noted in it for later.
"""

import json
import logging
import os
import random
from typing import Any

import django

TIMES = 40


class Counter:
    """Counts statements."""

    count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        """Pass a statement on."""
        self.count += 1
        return execute(*arguments)


def publish(times: int) -> tuple[float, float]:
    """Publish some articles anew; return the milliseconds and the statements of one."""
    from django.db import connection, transaction

    from benchmarks.measure import cpu
    from news.models import ArticlePage

    draw = random.Random(1)
    pages = draw.choices(ArticlePage.objects.order_by("pk").values_list("pk", flat=True), k=times)
    _one(ArticlePage, pages[0], transaction, "warms up")
    processes = os.getpid(), connection.connection.info.backend_pid
    counter = Counter()
    with connection.execute_wrapper(counter):
        before = cpu(*processes)
        for number, page in enumerate(pages):
            _one(ArticlePage, page, transaction, f"Edition {number} {draw.random()}")
        return (cpu(*processes) - before) * 1000 / times, counter.count / times


def _one(model: Any, pk: int, transaction: Any, title: str) -> None:
    page = model.objects.get(pk=pk)
    page.title = title
    with transaction.atomic():
        page.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.INFO)
    print(json.dumps(publish(TIMES)))
