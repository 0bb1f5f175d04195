"""The content of the benchmark's databases: generated from fixed seeds, so that all servers have the same."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

CATEGORIES = ["Politics", "Business", "Health", "Science", "Culture", "Sport", "World", "Local"]
PICTURES = 50
NEWEST = dt.datetime(2026, 6, 30, 18, 0, tzinfo=dt.UTC)
WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()


@dataclass(frozen=True)
class Picture:
    """The metadata of a picture; there is no file, as no query requests it."""

    key: int
    title: str
    credit: str


@dataclass(frozen=True)
class Article:
    """An article; `body` holds six pairs of block kind and value.

    Kinds: "paragraph" (HTML), "heading" (text), "image" (a picture's key and a caption), "quote" (text, attribution).
    """

    key: int
    title: str
    slug: str
    date: dt.datetime
    summary: str
    category: int
    picture: int
    body: list[tuple[str, str | tuple[int, str] | tuple[str, str]]]


def pictures() -> list[Picture]:
    """Return all pictures."""
    return [
        Picture(key, f"Photo {key} {_words(random, 3)}", f"{_words(random, 2).title()} / Agency {key % 7}")
        for key in range(1, PICTURES + 1)
        if (random := Random(f"picture {key}"))
    ]


def articles(count: int) -> Iterator[Article]:
    """Yield articles, the newest first, three hours apart; every 25th speaks of “COVID workers”."""
    for key in range(1, count + 1):
        random = Random(f"article {key}")
        summary = _sentence(random, 24)[:-1]
        if key % 25 == 0:
            summary += " as COVID workers return"
        elif key % 10 == 0:
            summary += " for COVID patients"
        elif key % 10 == 5:
            summary += " while workers wait"
        yield Article(
            key,
            _words(random, random.randint(6, 10)).capitalize(),
            f"article-{key:04}",
            NEWEST - dt.timedelta(hours=3 * key),
            summary + ".",
            key % len(CATEGORIES),
            random.randint(1, PICTURES),
            [
                ("paragraph", _paragraph(random)),
                ("heading", _words(random, 5).capitalize()),
                ("paragraph", _paragraph(random)),
                ("image", (random.randint(1, PICTURES), _sentence(random, 10))),
                ("quote", (_sentence(random, 18), _words(random, 2).title())),
                ("paragraph", _paragraph(random)),
            ],
        )


def _words(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count))


def _sentence(random: Random, count: int) -> str:
    return f"{_words(random, count).capitalize()}."


def _paragraph(random: Random) -> str:
    sentences = " ".join(_sentence(random, random.randint(9, 16)) for _ in range(6))
    return f'<p><b>{sentences}</b> <a href="https://example.com/{random.choice(WORDS)}">{_words(random, 3)}</a></p>'
