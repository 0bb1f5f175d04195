"""Canaries: unique words and numbers, which tell where they come from wherever they turn up."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[A-Za-z0-9+/_=-]{8,}")


@dataclass
class Canaries:
    """Canaries of one kind.

    Attributes:
        prefix: what the words begin with.
        base: what the numbers begin at, large enough to stand in no answer by chance; numbers end in three digits.
        meaning: what each canary stands in.
    """

    prefix: str
    base: int = 0
    meaning: dict[str, str] = field(default_factory=dict)

    def word(self, what: str) -> str:
        """Returns a new word of letters and digits, fit for titles, slugs, hosts and names of files."""
        word = f"{self.prefix}{len(self.meaning):04}x"
        self.meaning[word] = what
        return word

    def number(self, what: str) -> int:
        """Returns a new number, fit for a primary key."""
        number = self.base + len(self.meaning)
        self.meaning[str(number)] = what
        return number

    def words(self) -> list[str]:
        """Returns all words, in the order in which they were made."""
        return [canary for canary in self.meaning if canary.startswith(self.prefix)]

    def numbers(self) -> list[int]:
        """Returns all numbers, in the order in which they were made."""
        return [int(canary) for canary in self.meaning if not canary.startswith(self.prefix)]

    def found_in(self, text: str) -> set[str]:
        """Returns the canaries in a text, and in what it holds in base64, as ids and cursors do.

        A number close to ours that we did not give counts as found: it is that of a row made along with ours.
        """
        pattern = rf"{self.prefix}\d{{4}}x"
        if self.base:
            pattern += rf"|(?<!\d){str(self.base)[:-3]}\d{{3}}(?!\d)"
        return {canary for part in _read(text) for canary in re.findall(pattern, part.lower())}

    def explain(self, canary: str) -> str:
        """Returns what a canary stands in."""
        return self.meaning.get(canary, "a row made along with a hidden one")


def _read(text: str) -> Iterator[str]:
    yield text
    for token in set(_TOKEN.findall(text)):
        try:
            yield base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode("latin-1")
        except (binascii.Error, ValueError):
            continue
