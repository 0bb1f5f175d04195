"""Stories in NITF, an older XML format of IPTC that NewsML-G2 may embed.

Source: https://iptc.org/standards/nitf/ (NITF 3.6)
"""

from xml.etree.ElementTree import Element

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.text import one_line
from news.importing.files.formats.xml_bodies import html_within, pixels
from news.importing.files.streams.xml_elements import local_name

_HTML = {"hl1": "h2", "hl2": "h3", "bq": "blockquote", "credit": "cite", "block": "div", "lang": "", "note": "div"}
_HTML |= {"nitf-table": "div", "datasource": "p", "postaddr": "p", "tagline": "p", "bibliography": "p"}
_WORDS: tuple[str, ...] = (
    "person",
    "org",
    "location",
    "city",
    "state",
    "country",
    "region",
    "sublocation",
    "chron",
    "copyrite",
    "event",
)
_WORDS += ("function", "money", "num", "frac", "object.title", "virtloc", "classifier", "nitf-table-metadata")
_HTML |= dict.fromkeys(_WORDS, "")


def story_of(nitf: Element) -> str:
    """Return the body of an `<nitf>` as HTML, without headline, byline and pictures, but with its tagline."""
    parts = []
    for name in ("body.content", "body.end"):
        for element in (one for one in nitf.iter() if local_name(one) == name):
            for parent in list(element.iter()):
                _remove_media(parent)
            parts.append(html_within(element, _HTML))
    return "".join(parts)


def pictures_of(nitf: Element) -> list[BodyPicture]:
    """Return the pictures that an `<nitf>` refers to."""
    found = []
    for media in (one for one in nitf.iter() if local_name(one) == "media" and one.get("media-type") == "image"):
        references = [one for one in media if local_name(one) == "media-reference" and one.get("source")]
        if references:
            best = max(references, key=pixels)
            found.append(
                BodyPicture(
                    best.get("source", ""),
                    one_line(best.get("alternate-text", "")),
                    text_of_elements(media, "media-caption"),
                    text_of_elements(media, "media-producer") or one_line(best.get("source-credit", "")),
                )
            )
    return found


def text_of_elements(element: Element, name: str) -> str:
    """Return the text of all descendants of a name, on one line."""
    found = (" ".join(one.itertext()) for one in element.iter() if local_name(one) == name)
    return one_line(" ".join(found))


def _remove_media(parent: Element) -> None:
    """Remove the pictures and films of an element, and keep the text after each."""
    kept: list[Element] = []
    for child in parent:
        if local_name(child) != "media":
            kept.append(child)
        elif kept:
            kept[-1].tail = (kept[-1].tail or "") + (child.tail or "")
        else:
            parent.text = (parent.text or "") + (child.tail or "")
    parent[:] = kept
