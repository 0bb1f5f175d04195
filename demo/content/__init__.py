"""The hand-written content of the demo newsroom, loaded from TOML files in this folder when it is seeded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent

Item: TypeAlias = str | dict[str, Any]
"""An item of a body in TOML: a string is a paragraph, a table any other block. `demo.bodies` converts it."""


@dataclass(frozen=True)
class Picture:
    """A picture of the library: the scene to draw, its light, and its metadata.

    Attributes:
        focus: the focal point: x and y of its centre, width and height, on the scene's grid of 1600 by 1000 units.
    """

    key: str
    scene: str
    light: str
    seed: int
    title: str
    credit: str
    description: str = ""
    decorative: bool = False
    focus: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class Story:
    """A hand-written article.

    Attributes:
        of: slug of the English article that this one translates, whose values it takes except for texts.
        days_ago: days between its dateline and the day of seeding.
        state: "draft", "moderation" or "scheduled", see `demo.articles.leave_on_desk`; empty for published articles.
        embargo_lifts: time of day at which its embargo lifts; empty for no embargo.
        expires_days_ago: days between its expiry and the day of seeding, negative for the future; None for never.
    """

    slug: str
    title: str
    body: list[Item]
    category: str = ""
    kicker: str = ""
    summary: str = ""
    picture: str = ""
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    days_ago: int = 0
    time: str = "09:00"
    related: list[str] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    of: str = ""
    locale: str = "en"
    state: str = ""
    embargo_lifts: str = ""
    embargo_note: str = ""
    expires_days_ago: int | None = None


@dataclass(frozen=True)
class Note:
    """A hand-written planning note.

    Attributes:
        days_ago: days between its day and the day of seeding; negative for the future.
        time: time of that day; empty for none.
        article: slug of the article that it is about; empty for none.
    """

    title: str
    days_ago: int
    text: str = ""
    time: str = ""
    article: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Text:
    """A hand-written standard page.

    Attributes:
        under: slug of the parent page; empty for the home page.
        of: slug of the page that this one translates; empty for none.
    """

    slug: str
    title: str
    body: list[Item]
    intro: str = ""
    under: str = ""
    of: str = ""
    locale: str = "en"


_WORDS: dict[str, Any] = {"kicker": "", "summary": "", "related": [], "corrections": []}
"""Fields, with their defaults, that a translation does not take from its original."""


def newsroom() -> dict[str, Any]:
    """Return the agency: its names, authors, categories, sections, menus, embeds and documents."""
    return _read("newsroom.toml")


def pictures(year: int) -> list[Picture]:
    """Return the pictures, credited in the given year."""
    found = []
    for key, row in _read("pictures.toml").items():
        focus = row.pop("focus", None)
        credit = row.pop("credit", "").format(year=year)
        found.append(Picture(key, credit=credit, focus=focus and tuple(focus), **row))
    return found


def stories() -> list[Story]:
    """Return the published articles of all languages, oldest first; each translation follows its original."""
    english: list[Story] = []
    for path in sorted((FOLDER / "en").glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        english += [Story(**{"category": rows.get("category", ""), **row}) for row in rows["articles"]]
    originals = {story.slug: story for story in english}
    translations = [
        replace(originals[row["of"]], **{**_WORDS, **row, "locale": locale})
        for locale in ("fr", "es", "ar")
        for row in _read(f"{locale}/articles.toml")["articles"]
    ]
    return sorted([*english, *translations], key=lambda story: (-story.days_ago, story.time, story.locale != "en"))


def desk() -> list[Story]:
    """Return the unpublished articles, in their states on the desk."""
    return [Story(**row) for row in _read("desk.toml")["articles"]]


def notes() -> list[Note]:
    """Return the planning notes."""
    return [Note(**row) for row in _read("planning.toml")["notes"]]


def texts() -> list[Text]:
    """Return the standard pages; parents and originals come before the pages that refer to them."""
    return [Text(**row) for row in _read("pages.toml")["pages"]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
