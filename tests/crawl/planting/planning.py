"""Planning notes about what was planted: no reader may see them, be the article public or not."""

from news.models import ArticlePage, PlanningNote
from tests.crawl.planting.filling import NOON
from tests.crawl.planting.newsroom import Newsroom


def plant_planning_notes(newsroom: Newsroom) -> None:
    """Plant a note about each article, and one about none."""
    rows = [row for row in (*newsroom.public, *newsroom.secret) if isinstance(row, ArticlePage)]
    word = newsroom.hidden.word
    newsroom.secret += [
        PlanningNote.objects.create(
            title=word("title of a planning note"),
            text=word("text of a planning note"),
            day=NOON.date(),
            article=article,
        )
        for article in (*rows, None)
    ]
