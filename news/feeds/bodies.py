"""The body of an article as plain HTML, since feed readers have neither our style sheets nor scripts."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from news.models.attachments import CorrectionKind

_BLANK_LINES = re.compile(r" *\n[ \n]*")


def entry_html(node: dict[str, Any]) -> str:
    """Return an article's picture, body and corrections as HTML.

    Args:
        node: the article in the response to the document of a full feed, in which rich text is sanitized.
    """
    with translation.override(node["locale"]):
        corrections = [
            {**note, "label": str(CorrectionKind[note["kind"]].label)} for note in node["corrections"] or ()
        ]
        context = {"article": node, "corrections": corrections}
        return _BLANK_LINES.sub("\n", render_to_string("news/feeds/body.html", context)).strip()
