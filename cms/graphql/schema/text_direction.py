"""The direction in which a language is written."""

from enum import Enum

import graphene
from django.conf import settings


class TextDirection(Enum):
    """The values of the `dir` attribute in HTML.

    Source: https://html.spec.whatwg.org/multipage/dom.html#the-dir-attribute
    """

    LTR = "ltr"
    RTL = "rtl"


TextDirectionEnum = graphene.Enum.from_enum(
    TextDirection,
    name="TextDirection",
    description=lambda value: {
        None: "The direction in which a language is written: the `dir` attribute in HTML, in capitals.",
        TextDirection.LTR: "From left to right.",
        TextDirection.RTL: "From right to left, e.g. Arabic.",
    }[value],
)


def text_direction(language_code: str) -> TextDirection:
    """Return the direction of a language, by Django's `LANGUAGES_BIDI`.

    Args:
        language_code: a code such as "ar" or "ar-eg"; a regional one that is not listed is written as its language is.
    """
    is_bidi = not {language_code, language_code.split("-")[0]}.isdisjoint(settings.LANGUAGES_BIDI)
    return TextDirection.RTL if is_bidi else TextDirection.LTR
