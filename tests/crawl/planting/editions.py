"""Editions of what was planted: those of hidden articles hold canaries of hidden things."""

from news.models import ArticlePage, CorrectionWording, Edition
from tests.crawl.planting.filling import NOON
from tests.crawl.planting.newsroom import Newsroom


def plant_editions(newsroom: Newsroom) -> None:
    """Plant two editions of each article, the first of which made its corrections."""
    for rows, canaries in ((newsroom.public, newsroom.shown), ([*newsroom.secret, *newsroom.kept], newsroom.hidden)):
        for article in (row for row in rows if isinstance(row, ArticlePage)):
            first, _second = (
                Edition.objects.create(
                    article=article, number=number, published_at=NOON, note=canaries.word("note of an edition")
                )
                for number in (1, 2)
            )
            CorrectionWording.objects.filter(page=article).update(edition=first)
