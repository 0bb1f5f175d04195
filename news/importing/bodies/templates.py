"""Replacement of Hugo's shortcodes and Jekyll's tags in Markdown by HTML.

Source: https://gohugo.io/content-management/shortcodes/ and https://jekyllrb.com/docs/liquid/tags/
"""

import re
from html import escape

from news.importing.bodies.shortcodes import attributes_of

_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{(?P<kind>[<%])\s*(?P<hugo>/?[^{}]*?)\s*[>%]\}\}|\{%-?\s*(?P<jekyll>[^{}%]*?)\s*-?%\}")
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_CODE = re.compile(
    r"\{\{(?P<kind>[<%])\s*highlight\b[^{}]*[>%]\}\}(?P<hugo>.*?)\{\{[<%]\s*/highlight\s*[>%]\}\}"
    r"|\{%-?\s*highlight\b[^{}%]*%\}(?P<jekyll>.*?)\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL,
)
_CODE_FENCE = "~" * 8
_SILENT_TAGS = ("raw",)
_PLAYERS = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}
_PLAYERS |= {"instagram": "https://www.instagram.com/p/{}/"}


def without_templates(source: str) -> tuple[str, list[str]]:
    """Return Markdown with shortcodes replaced by HTML, and notes on those that are left out.

    Fenced code is kept, and highlighted code becomes such.
    """
    notes: list[str] = []
    pieces, place = [], 0
    if _COMMENT.search(source):
        notes.append("left out a comment of the template, which readers did not see")
        source = _COMMENT.sub("", source)
    source = _CODE.sub(_fenced, source)
    for fence in _FENCE.finditer(source):
        pieces += [_replaced(source[place : fence.start()], notes), fence[0]]
        place = fence.end()
    return "".join([*pieces, _replaced(source[place:], notes)]), notes


def _fenced(match: re.Match[str]) -> str:
    code = match["hugo"] or match["jekyll"] or ""
    lines = code.strip("\r\n")
    return f"\n\n{_CODE_FENCE}\n{lines}\n{_CODE_FENCE}\n\n"


def _replaced(source: str, notes: list[str]) -> str:
    def html(match: re.Match[str]) -> str:
        written = match["hugo"] if match["kind"] else match["jekyll"]
        name, _space, rest = written.partition(" ")
        attributes = attributes_of(rest)
        if match["kind"] and name == "figure" and attributes.get("src"):
            caption = " ".join(filter(None, [attributes.get(part, "") for part in ("title", "caption", "attr")]))
            return (
                f'\n\n<figure><img src="{escape(attributes["src"])}" alt="{escape(attributes.get("alt", ""))}">'
                f"<figcaption>{escape(caption)}</figcaption></figure>\n\n"
            )
        number = attributes.get("id") or rest.strip().strip("\"'")
        if match["kind"] and name in _PLAYERS and re.fullmatch(r"[\w-]{3,20}", number):
            return f"\n\n{_PLAYERS[name].format(number)}\n\n"
        if match["kind"] and name in ("tweet", "x") and attributes.get("user") and attributes.get("id"):
            return f"\n\nhttps://twitter.com/{attributes['user']}/status/{attributes['id']}\n\n"
        if name and name not in _SILENT_TAGS and not name.startswith(("/", "end")):
            notes.append(f"left out the shortcode {match[0][:120]}")
        return ""

    return _TEMPLATE.sub(html, source)
