"""Additions and deletions in HTML: `<ins>` and `<del>`, which say so to screen readers too."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.editing.comparison.words import WordChange
from cms.graphql.schema.text_direction import text_direction

_WAGTAILS_SPAN = re.compile(r'<span class="(addition|deletion)">([^<]*)</span>')


def marked(kind: str, html: str) -> SafeString:
    """Return text, or safe HTML, within `<ins>` for an "addition", within `<del>` for a "deletion", else as it is.

    Most screen readers say nothing of these two elements, so words that only they get stand around the text.
    """
    if kind == "equal":
        return format_html("{}", html)
    tag, begin = ("ins", _("added:")) if kind == "addition" else ("del", _("removed:"))
    return format_html(
        '<{0}><span class="w-sr-only" lang="{1}"> [{2} </span>{3}<span class="w-sr-only">] </span></{0}>',
        tag,
        get_language(),
        begin,
        html,
    )


def changes_as_html(changes: Iterable[WordChange], separator: str = "") -> SafeString:
    """Return the pieces of a compared text, escaped and marked."""
    return format_html_join(separator, "{}", ((marked(kind, text),) for kind, text in changes))


def with_ins_and_del(html: str) -> SafeString:
    """Return what a comparison of Wagtail's own or of an extension says, with Wagtail's coloured spans replaced.

    What they surround is escaped: no text can have the look of such a span.
    """
    safe = conditional_escape(html)
    return mark_safe(_WAGTAILS_SPAN.sub(lambda span: marked(span[1], mark_safe(span[2])), safe))  # noqa: S308


def in_language_of(instance: Any, html: str) -> SafeString:
    """Return HTML in an element with the language and direction of an instance; those of the text if it has none."""
    locale = getattr(instance, "locale", None)
    if locale is None:
        return format_html('<div class="comparison__text" dir="auto">{}</div>', html)
    code = locale.language_code
    return format_html(
        '<div class="comparison__text" lang="{}" dir="{}">{}</div>', code, text_direction(code).value, html
    )
