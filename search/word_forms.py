"""Normalisation of word forms that Snowball's stemmers do not unify: letter variants, prefixes, irregular plurals.

Sources: https://unicode.org/charts/case/ (Turkish i),
https://lucene.apache.org/core/10_0_0/analysis/common/ (ArabicNormalizer, HindiNormalizer).
"""

import re
import unicodedata
from collections.abc import Iterator

HEBREW_PREFIXES = ("ה", "\u05d5", "ב", "ל", "מ", "ש", "כ", "וה", "ול", "וב", "שה", "מה", "כש")
"""The particles that Hebrew writes together with the next word: and, the, in, to, from, that, as."""

MIN_PREFIXED_LETTERS = 3
"""Letters that a word has without its prefix, at least."""

_ARABIC = str.maketrans("أإآٱى", "ااااي")
# The stemmer removes the article and its prefixes, but neither a conjunction before them nor a final heh after them.
_ARABIC_PREFIX = re.compile(r"^[وف](?=(?:[بك]?ال|لل)...)")
_ARABIC_ENDING = re.compile(r"^((?:[بك]?ال|لل).{3,})\u0647$")
_VOWEL_SIGNS = re.compile("[\u064b-\u065f\u0670\u0640]")
_TURKISH = str.maketrans("I\u0130", "\u0131i")
_IRREGULAR_PLURALS = {
    "children": "child",
    "men": "man",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "lice": "louse",
    "oxen": "ox",
    "wives": "wife",
    "knives": "knife",
    "wolves": "wolf",
    "shelves": "shelf",
    "halves": "half",
    "thieves": "thief",
    "loaves": "loaf",
    "calves": "calf",
    "crises": "crisis",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "policemen": "policeman",
    "firemen": "fireman",
    "chairmen": "chairman",
    "gunmen": "gunman",
    "fishermen": "fisherman",
    "gentlemen": "gentleman",
}


def lower(word: str, language: str) -> str:
    """Return a word in NFKC and lower case; in Turkish and Azerbaijani, I becomes a dotless i."""
    composed = unicodedata.normalize("NFKC", word)
    return (composed.translate(_TURKISH) if language in ("tr", "az") else composed).lower()


def regular(word: str, language: str) -> str:
    """Return the form of a word that its language's stemmer handles, such as the singular of an irregular plural.

    Args:
        word: a word in lower case.
        language: its language.
    """
    if language == "en":
        if word.endswith(("women", "smen")):
            return f"{word[:-2]}an"
        return _IRREGULAR_PLURALS.get(word, word)
    if language == "ar":
        return _ARABIC_ENDING.sub(r"\1ة", _ARABIC_PREFIX.sub("", _VOWEL_SIGNS.sub("", word).translate(_ARABIC)))
    return word


def hebrew_forms(word: str) -> Iterator[str]:
    """Yield a Hebrew word, and the words left by removing each prefix that it may have, bare and with each prefix."""
    bases = [word, *(word[len(prefix) :] for prefix in HEBREW_PREFIXES if word.startswith(prefix))]
    for base in bases:
        if len(base) >= MIN_PREFIXED_LETTERS:
            yield base
            yield from (prefix + base for prefix in HEBREW_PREFIXES)
