"""Long lists of keys in chunks, within the limits of query parameters."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK_ROWS = 500

ChunkKey = TypeVar("ChunkKey")


def chunks(keys: Iterable[ChunkKey]) -> Iterator[list[ChunkKey]]:
    """Yield the keys in lists of limited length."""
    rest = iter(keys)
    while chunk := list(islice(rest, CHUNK_ROWS)):
        yield chunk
