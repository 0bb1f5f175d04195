"""Words and the minutes that they take to read: the one definition, which the forms' `word_count.js` repeats.

A word is what stands between spaces and has a letter or a digit: “l’équipe” and “well-known” are one each, a dash or
a “»” that stands alone is none. Chinese and Japanese put no spaces between words, and editors measure them by
characters: each counts as a word. Thai, Lao, Khmer and Burmese put none either; four letters count as one, about what
they have.
"""

import re

from wagtail.blocks.stream_block import StreamValue

from cms.body.text import plain_text

_HAN_AND_KANA = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_THAI_LAO_KHMER_BURMESE = "\u0e01-\u0e4f\u0e81-\u0ecf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
_WORD = re.compile(
    rf"[{_HAN_AND_KANA}]|[{_THAI_LAO_KHMER_BURMESE}]{{1,4}}|[^\W_][^\s—{_HAN_AND_KANA}{_THAI_LAO_KHMER_BURMESE}]*"
)

WORDS_PER_MINUTE = {
    "ar": 181,
    "de": 260,
    "en": 238,
    "es": 278,
    "fi": 195,
    "fr": 214,
    "he": 224,
    "it": 285,
    "ko": 226,
    "nl": 228,
    "sv": 218,
    "ja": 390,
    "zh": 390,
}
"""How fast each language is read: Wagtail's numbers, which its content checks use (Brysbaert, 2019,
https://doi.org/10.1016/j.jml.2019.104047). Its 260 words of Chinese are 390 characters, at one and a half a word."""


def count_words(text: str) -> int:
    """Return the number of words of a plain text."""
    return sum(1 for _word in _WORD.finditer(text))


def words_per_minute(language: str) -> int:
    """Return how many words of a language are read in a minute, English's for one that is not known.

    Args:
        language: its code, such as "fr" or "pt-br".
    """
    return WORDS_PER_MINUTE.get(language.lower().split("-")[0], WORDS_PER_MINUTE["en"])


def minutes_to_read(words: int, language: str) -> int:
    """Return how many minutes it takes to read a number of words, halves rounded up, 1 or more."""
    return max(1, int(words / words_per_minute(language) + 0.5))


def body_minutes(body: StreamValue, language: str) -> int:
    """Return how many minutes it takes to read a body in a language, 1 or more."""
    return minutes_to_read(count_words(plain_text(body)), language)
