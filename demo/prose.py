"""Generates articles from templates, for a newsroom of any size: the same number always gives the same article.

Words are drawn with frequencies by Zipf's law (the second half as often as the first, the third a third as often), as
in real texts, so that there are searches with many results, few, or one.
"""

from __future__ import annotations

import itertools
import random
import re
import tomllib
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from demo.content import FOLDER

T = TypeVar("T")

_NUMBERS = {"few": range(2, 30), "number": (*range(11, 100), *range(100, 1000, 10))}
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class WrittenArticle:
    """A generated article; its body is a list of pairs of block type and stored value."""

    subject: str
    title: str
    summary: str
    tags: tuple[str, ...]
    body: list[tuple[str, Any]]
    words: int


class WeightedChoice(Generic[T]):
    """A random choice with weights by Zipf's law: the weight of an entry is 1 / its rank."""

    def __init__(self, entries: Sequence[T]) -> None:
        self.entries = entries
        self._weights = list(itertools.accumulate(1 / rank for rank in range(1, len(entries) + 1)))

    def draw(self, rng: random.Random) -> T:
        """Return an entry."""
        return self.entries[bisect(self._weights, rng.random() * self._weights[-1])]


class Template:
    """A sentence with slots, as in "{Group} welcome {topic}"; words are capitalised like the name of their slot."""

    def __init__(self, text: str) -> None:
        self._pieces = _SLOT.split(text)

    def fill(self, word: Callable[[str], str]) -> str:
        """Return the sentence, with the words that `word` gives for its slots."""
        pieces = list(self._pieces)
        for place in range(1, len(pieces), 2):
            slot = pieces[place]
            found = word(slot.lower())
            if slot.isupper():
                found = found.upper()
            elif slot[0].isupper():
                found = found[0].upper() + found[1:]
            pieces[place] = found
        return "".join(pieces)


class Writer:
    """Generator of articles from the words and templates in words.toml."""

    def __init__(self) -> None:
        rows = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
        self.subjects: Mapping[str, Any] = rows["subjects"]
        self._keys = list(self.subjects)
        self._shared: dict[str, WeightedChoice[str]] = {
            "people": WeightedChoice(rows["people"]),
            "said": WeightedChoice(rows["said"]),
            "adjective": WeightedChoice(rows["adjectives"]),
            "verdict": WeightedChoice(rows["verdicts"]),
            "result": WeightedChoice(rows["results"]),
            "step": WeightedChoice(rows["steps"]),
            "goods": WeightedChoice(rows["goods"]),
            "month": WeightedChoice(rows["months"]),
            "other_place": WeightedChoice(_places(rows)),
        }
        self._own: dict[str, dict[str, WeightedChoice[str]]] = {
            key: {name: WeightedChoice(subject[name]) for name in ("group", "topic", "tags")}
            for key, subject in self.subjects.items()
        }
        self._first: WeightedChoice[str] = WeightedChoice(rows["first_names"])
        self._last: WeightedChoice[str] = WeightedChoice(rows["last_names"])
        self._rules = {
            name: [Template(text) for text in rows[name]]
            for name in ("titles", "summaries", "leads", "sentences", "headings", "quotes")
        }
        self._questions = [(Template(row["question"]), Template(row["answer"])) for row in rows["questions"]]

    def name(self, rng: random.Random) -> str:
        """Return the name of a person."""
        return f"{self._first.draw(rng)} {self._last.draw(rng)}"

    def write(self, number: int) -> WrittenArticle:
        """Return the article of this number."""
        rng = random.Random(number)  # noqa: S311  # it writes prose, it guards nothing
        subject = rng.choice(self._keys)
        own = self._own[subject]
        # Place, topic and group are the same throughout an article; other words are drawn for each slot.
        fixed = {
            "place": self._shared["other_place"].draw(rng),
            "topic": own["topic"].draw(rng),
            "group": own["group"].draw(rng),
        }

        def word(slot: str) -> str:
            if slot in fixed:
                return fixed[slot]
            if slot == "name":
                return self.name(rng)
            if slot in _NUMBERS:
                return str(rng.choice(_NUMBERS[slot]))
            return self._shared[slot].draw(rng)

        def say(rule: str) -> str:
            return rng.choice(self._rules[rule]).fill(word)

        title, summary = say("titles"), say("summaries")
        sentences = iter(rng.sample(self._rules["sentences"], len(self._rules["sentences"])))

        def paragraph(*opening: str) -> str:
            following = itertools.islice(sentences, rng.randint(2, 3))
            return f"<p>{' '.join([*opening, *(sentence.fill(word) for sentence in following)])}</p>"

        body: list[tuple[str, Any]] = [("paragraph", {"html": paragraph(say("leads")) + paragraph()})]
        for heading in rng.sample(self._rules["headings"], rng.randint(1, 2)):
            body.append(("heading", {"text": heading.fill(word), "level": "2"}))
            body.append(("paragraph", {"html": paragraph() + paragraph()}))
            if rng.random() < 0.4:
                body.append(("quote", {"quote": say("quotes"), "attribution": f"{word('name')}, {fixed['place']}"}))
            elif rng.random() < 0.3:
                question, answer = rng.choice(self._questions)
                body.append(("question_answer", {"question": question.fill(word), "answer": answer.fill(word)}))
        tags = tuple(sorted({own["tags"].draw(rng) for _ in range(rng.randint(1, 4))}))
        return WrittenArticle(
            subject=subject,
            title=title,
            summary=summary if rng.random() < 0.95 else "",
            tags=tags,
            body=body,
            words=sum(len(str(value).split()) for _name, values in body for value in values.values()),
        )


def _places(rows: Mapping[str, Any]) -> list[str]:
    composed = [f"{first} {stem}" for stem in rows["place_stems"] for first in rows["place_beginnings"]]
    return [*rows["place_stems"], *composed]
