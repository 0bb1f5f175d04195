"""Publishes articles as the admin does, and prints how many, the milliseconds of processor time, and the statements.

Run by `benchmarks.growth`. The clock runs from the editor's action to the commit, with all that is noted in it for later.
"""

import json
import logging
import random
import time
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


def publish(times: int) -> tuple[int, float, int]:
    """Publish some articles anew; return how many, milliseconds, statements."""
    from django.db import connection, transaction

    from news.models import ArticlePage

    draw = random.Random(1)
    pages = draw.choices(ArticlePage.objects.order_by("pk").values_list("pk", flat=True), k=times)
    _one(ArticlePage, pages[0], transaction, "warms up")
    counter = Counter()
    with connection.execute_wrapper(counter):
        begun = time.process_time()
        for number, page in enumerate(pages):
            _one(ArticlePage, page, transaction, f"Edition {number} {draw.random()}")
        return times, (time.process_time() - begun) * 1000, counter.count


def _one(model: Any, pk: int, transaction: Any, title: str) -> None:
    page = model.objects.get(pk=pk)
    page.title = title
    with transaction.atomic():
        page.save_revision().publish()


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.INFO)
    print(json.dumps(publish(TIMES)))
