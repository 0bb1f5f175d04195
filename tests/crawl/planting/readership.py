"""How often what was planted was read: hidden pages most of all."""

from typing import Any

from django.test import Client

from cms.graphql.schema import global_ids
from cms.readership.models import PageReads, ReadTotals
from cms.readership.read_log import read_log
from tests.crawl.planting.newsroom import Newsroom
from tests.crawl.planting.rows import pages_among

READER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def plant_reads(newsroom: Newsroom) -> None:
    """Plant totals of each page. Those of hidden ones are the greatest."""
    shown, hidden = pages_among(newsroom.public), pages_among([*newsroom.secret, *newsroom.kept])
    ReadTotals.objects.bulk_create(
        ReadTotals(page_id=page.pk, day=reads, week=reads, month=reads)
        for reads, page in enumerate([*shown, *hidden], start=1)
    )


def send_beacons(pages: list[Any]) -> set[str]:
    """Have each page read by somebody; return what the beacons are answered."""
    answers = set()
    for number, page in enumerate(pages):
        beacon = {"id": global_ids.to_global_id(type(page).__name__, page.pk)}
        address = f"203.0.{number // 250}.{number % 250}"
        answer = Client(headers=READER, REMOTE_ADDR=address).post("/read/", beacon, "application/json")
        answers.add(f"{answer.status_code} {answer.headers} {answer.content.decode()}")
    return answers


def counted_reads() -> set[int]:
    """Write down what the beacons have counted; return the primary keys of the pages that reads are stored of."""
    read_log.write()
    return set(PageReads.objects.values_list("page_id", flat=True))
