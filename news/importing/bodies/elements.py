"""The names of HTML elements. Other words in angle brackets are text, such as <name withheld>."""

import re

# fmt: off
HTML_ELEMENTS = frozenset({
    "a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio", "b", "base", "basefont",
    "bdi", "bdo", "bgsound", "big", "blink", "blockquote", "body", "br", "button", "canvas", "caption", "center",
    "cite", "code", "col", "colgroup", "content", "data", "datalist", "dd", "del", "details", "dfn", "dialog",
    "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i",
    "iframe", "image", "img", "input", "ins", "isindex", "kbd", "keygen", "label", "layer", "legend", "li",
    "link", "listing", "main", "map", "mark", "marquee", "math", "menu", "menuitem", "meta", "meter", "nav",
    "nobr", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p", "param",
    "path", "picture", "plaintext", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
    "script", "search", "section", "select", "shadow", "slot", "small", "source", "spacer", "span", "strike",
    "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot",
    "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr", "xmp", "circle",
    "rect", "line", "polyline", "polygon", "ellipse", "g", "defs", "use", "text", "tspan", "desc", "mi", "mo",
    "mn", "mrow", "msup", "msub", "mfrac",
})
# fmt: on
"""The elements of the HTML standard, including obsolete ones, and common ones of SVG and MathML.

Source: https://html.spec.whatwg.org/multipage/indices.html#elements-3 and obsolete.html#non-conforming-features
"""

_OPENING = re.compile(r"<(?=/?(?P<name>[^\W\d][^\s<>/]*))")


def with_brackets(html: str) -> str:
    """Escape the brackets around words that are no elements, which parsers would drop.

    Names with a hyphen or colon are elements: custom elements, those of AMP, and those of Word.
    """

    def opening(match: re.Match[str]) -> str:
        name = match["name"].lower()
        return "<" if name in HTML_ELEMENTS or ":" in name or (name.isascii() and "-" in name) else "&lt;"

    return _OPENING.sub(opening, html)
