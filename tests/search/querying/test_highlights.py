"""Which passage of a text is shown."""

from random import Random

import pytest

from search.analysis import Token
from search.querying.highlights import LEADING_CHARACTERS, PASSAGE_CHARACTERS, _densest


def densest(found: list[Token], enough: int) -> int:
    """Returns the same by the definition: each passage is looked at as a whole."""
    begin, best_count = 0, 0
    for number, first in enumerate(found):
        terms = {
            token.term
            for token in found[number:]
            if token.end - first.start <= PASSAGE_CHARACTERS - LEADING_CHARACTERS
        }
        if len(terms) > best_count:
            begin, best_count = first.start, len(terms)
        if best_count == enough:
            break
    return begin


@pytest.mark.parametrize("seed", range(20))
def test_the_passage_is_the_one_with_the_most_different_words(seed: int) -> None:
    random = Random(seed)
    for _text in range(200):
        found, place = [], 0
        for _word in range(random.randrange(60)):
            place += random.randrange(30)
            # Some are longer than a passage.
            length = random.choice([2, 5, 9, PASSAGE_CHARACTERS])
            found.append(Token(random.choice("abcdef"), place, place + length))
            place += length
        enough = random.randrange(1, 8)

        assert _densest(found, enough) == densest(found, enough)
