"""Conversion of stories in XML elements to HTML."""

from collections.abc import Iterator, Mapping
from html import escape
from xml.etree.ElementTree import Element

from news.importing.files.streams.xml_elements import local_name

_MAX_DIGITS = 6
_VOID = {"br", "hr", "img", "source", "col", "embed", "track", "wbr"}


def pixels(element: Element, name: str = "width") -> int:
    """Return a number of pixels in an attribute; 0 where there is none that makes sense."""
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS else 0


def html_within(element: Element, names: Mapping[str, str] | None = None) -> str:
    """Return the content of an element as HTML, without namespaces.

    Args:
        element: an element of XHTML, or of a similar vocabulary.
        names: HTML names by names of that vocabulary; an empty one keeps only the text.
    """
    return "".join(_pieces(element, names or {}))


def _pieces(element: Element, names: Mapping[str, str]) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        own = local_name(child)
        name = names.get(own, own)
        if name:
            attributes = "".join(f' {key.rpartition("}")[2]}="{escape(value)}"' for key, value in child.attrib.items())
            yield f"<{name}{attributes}>"
        if own:  # comments are left out
            yield from _pieces(child, names)
        if name and name not in _VOID:
            yield f"</{name}>"
        yield escape(child.tail or "", quote=False)
