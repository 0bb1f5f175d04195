"""What the demo newsroom says, in TOML files beside this one: written by hand, read once when it is seeded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

FOLDER = Path(__file__).parent

Item: TypeAlias = str | dict[str, Any]
"""One piece of a body: text is a paragraph, a table anything else. `demo.bodies` makes blocks of them."""


@dataclass(frozen=True)
class Picture:
    """A picture of the library: the scene to draw, in which light, and what is said of it.

    Attributes:
        focus: the subject's middle, width and height on the scene's own grid of 1600 by 1000, if it has a subject.
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
    """An article as it was written.

    Attributes:
        of: slug of the English article that this one translates, and from which it takes what is not words.
        days_ago: when it was published, counted back from the day of seeding; for unpublished ones, when it is due.
        state: what the desk has done with it, see `demo.articles.leave_on_desk`; published articles have none.
        embargo_lifts: the time of its day until which it is under embargo; empty for none.
        expires_days_ago: when it expires, counted back likewise.
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
    """A planning note as it was written.

    Attributes:
        days_ago: the day it is about, counted back from the day of seeding.
        time: of that day; empty for none.
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
    """A page that is no news, as it was written."""

    slug: str
    title: str
    body: list[Item]
    intro: str = ""
    under: str = ""
    of: str = ""
    locale: str = "en"


_WORDS: dict[str, Any] = {"kicker": "", "summary": "", "related": [], "corrections": []}
"""What a translation does not take from its original."""


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
    """Return the articles that no reader sees yet."""
    return [Story(**row) for row in _read("desk.toml")["articles"]]


def notes() -> list[Note]:
    """Return the planning notes."""
    return [Note(**row) for row in _read("planning.toml")["notes"]]


def texts() -> list[Text]:
    """Return the pages that are no news; parents and originals stand before what refers to them."""
    return [Text(**row) for row in _read("pages.toml")["pages"]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
