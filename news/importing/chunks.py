"""Long lists of keys, in parts that a query can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

SIZE = 500

Key = TypeVar("Key")


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield the keys in lists of a moderate length."""
    rest = iter(keys)
    while chunk := list(islice(rest, SIZE)):
        yield chunk
