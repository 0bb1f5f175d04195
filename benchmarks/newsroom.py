"""A generated newsroom of any size, inserted without signals: articles of invented words, by realistic frequency."""

import datetime as dt
import itertools
import json
import random
import uuid
from bisect import bisect
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Locale, Page, Site

from news.models import ArticlePage, Category, HomePage, NewsIndexPage

BATCH_SIZE = 1000
WORDS = 300
_START = ("b", "br", "c", "d", "dr", "f", "g", "h", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v")
_MIDDLE = ("a", "e", "i", "o", "u", "ai", "ea", "ou")


class Vocabulary:
    """Invented words by rank, with frequencies as in real texts (Zipf's law)."""

    def __init__(self, size: int = 60_000) -> None:
        draw = random.Random(1)  # it draws lots, it guards nothing
        words: dict[str, None] = {}
        while len(words) < size:
            words["".join(draw.choice(_START) + draw.choice(_MIDDLE) for _ in range(draw.choice((2, 3, 3, 4))))] = None
        self.words = list(words)
        # The offset of 10 flattens the top of the curve, as real texts have several words of similar frequency there.
        self._weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(size)))

    def text(self, count: int, draw: random.Random) -> str:
        """Return a text of random words."""
        return " ".join(self.words[bisect(self._weights, draw.random() * self._weights[-1])] for _ in range(count))


def fill(count: int, vocabulary: Vocabulary) -> Iterator[int]:
    """Fill an empty database with a site of many articles, in chunks; yield the size of each chunk."""
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", site_name="Bench", root_page=home, is_default_site=True)
    listing = home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    locale = Locale.get_default()
    categories = Category.objects.bulk_create(
        Category(name=f"Category {number}", slug=f"category-{number}", locale=locale) for number in range(12)
    )
    kind = ContentType.objects.get_for_model(ArticlePage)
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    newest = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for first in range(0, count, BATCH_SIZE):
        articles = []
        for number in range(first, min(first + BATCH_SIZE, count)):
            draw = random.Random(number)
            moment = newest - dt.timedelta(minutes=37 * number)
            body = [
                {"type": "paragraph", "value": {"html": f"<p>{vocabulary.text(WORDS, draw)}</p>"}, "id": str(number)}
            ]
            title = vocabulary.text(8, draw).capitalize()
            articles.append(
                ArticlePage(
                    title=title,
                    draft_title=title,
                    slug=f"story-{number}",
                    url_path=f"{listing.url_path}story-{number}/",
                    path=Page._get_path(listing.path, listing.depth + 1, number + 1),
                    depth=listing.depth + 1,
                    content_type=kind,
                    locale=locale,
                    translation_key=uuid.UUID(int=draw.getrandbits(128), version=4),
                    first_published_at=moment,
                    last_published_at=moment,
                    published_at=moment,
                    category=draw.choice(categories),
                    summary=vocabulary.text(25, draw),
                    body=json.dumps(body),
                )
            )
        pages = Page.objects.bulk_create(
            Page(**{column: getattr(article, column) for column in columns}) for article in articles
        )
        for article, page in zip(articles, pages, strict=True):
            article.pk = article.page_ptr_id = page.pk
        # Django's bulk_create rejects multi-table models; its internal second step, which lacks the check, does not.
        rows: QuerySet[ArticlePage] = QuerySet(ArticlePage)
        rows._batched_insert(articles, ArticlePage._meta.local_concrete_fields, None)  # type: ignore[attr-defined]
        yield len(articles)
    Page.objects.filter(pk=listing.pk).update(numchild=count)
