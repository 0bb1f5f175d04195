"""Pictures of a body with captions, alternative texts and credits, before they are fetched."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from bs4 import Tag

from news.importing.bodies.reading import RawBlock, ReadingRules
from news.importing.bodies.text import lines_of, one_line

ADDRESS_ATTRIBUTES = ("data-orig-file", "data-large-file", "data-lazy-src", "data-src", "src")
"""Attributes with the URL of the picture, the largest first; lazy-loading scripts use others than `src`."""

PICTURE_FILE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|tiff?|webp)(?:[?#].*)?$", re.IGNORECASE)
CAPTION_CLASSES = {"wp-caption-text", "gallery-caption", "wp-caption-dd"}
FIGURE_CLASSES = {"wp-caption", "wp-block-image"}
GALLERY_CLASSES = {
    "gallery",
    "wp-block-gallery",
    "blocks-gallery-grid",
    "tiled-gallery",
    "wp-block-jetpack-tiled-gallery",
}
CREDIT_CLASS = re.compile(r"credit|photographer|copyright|byline|source", re.IGNORECASE)
CREDIT = re.compile(
    r"(?:^|(?<=[\s(\[]))"
    r"(?:(?:photo(?:graph)?|picture|image|foto|bild|fotografía|crédits?|credits?|copyright)"
    r"(?:\s+(?:credits?|courtesy|by|par|por|von))*\s*[:\uff1a]\s*\S|©|\(c\)\s).*$",
    re.IGNORECASE,
)
EMOJI_CLASSES = {"emoji", "wp-smiley"}


@dataclass(frozen=True)
class BodyPicture:
    """A picture of a body.

    Attributes:
        source: the URL, or the name of a file.
        alt: the alternative text; empty if it is missing.
        caption: the caption without the credit.
        credit: the credit as printed.
    """

    source: str
    alt: str = ""
    caption: str = ""
    credit: str = ""

    def named(self) -> str:
        """Return the description of the picture for notes, with all its texts."""
        said = [f"{name} “{value}”" for name, value in asdict(self).items() if value and name != "source"]
        return ", ".join([self.source[:200] or "without an address", *said])


def classes_of(element: Tag) -> set[str]:
    """Return the classes of an element."""
    return {str(name) for name in element.get_attribute_list("class") if name}


def is_caption(element: Tag) -> bool:
    """Tell whether an element is the caption of a picture, table or quotation."""
    return element.name == "figcaption" or not classes_of(element).isdisjoint(CAPTION_CLASSES)


def is_figure(element: Tag) -> bool:
    """Tell whether an element serves as a `<figure>`, for a picture with its caption or for several pictures."""
    return element.find("img") is not None and not classes_of(element).isdisjoint(FIGURE_CLASSES | GALLERY_CLASSES)


def is_emoji(image: Tag) -> bool:
    """Tell whether a picture stands for an emoji."""
    return not classes_of(image).isdisjoint(EMOJI_CLASSES)


def is_pixel(image: Tag) -> bool:
    """Tell whether a picture is a tracking pixel."""
    return {str(image.get("width", "")), str(image.get("height", ""))} <= {"0", "1"}


def body_picture(image: Tag, captions: Iterable[Tag], reading: ReadingRules) -> BodyPicture:
    """Return the picture of an `<img>` with its texts.

    Args:
        image: the `<img>`.
        captions: the elements with its caption.
        reading: the rules that resolve its URL.
    """
    found = [str(image.get(name, "")).strip() for name in ADDRESS_ATTRIBUTES]
    source = next((address for address in found if address and not address.startswith("data:")), "")
    link = image.find_parent("a")
    if isinstance(link, Tag) and PICTURE_FILE.search(href := str(link.get("href", "")).strip()):
        source = href
    lines, credited = [], []
    for caption in captions:
        credited += [" ".join(lines_of(part.extract())) for part in _credit_parts(caption)]
        lines += lines_of(caption)
    text, written = split_credit(" ".join(lines))
    return BodyPicture(
        source=reading.absolute(source) if source else "",
        alt=one_line(str(image.get("alt", ""))),
        caption=text,
        credit=", ".join(filter(None, [written, *credited])),
    )


def split_credit(caption: str) -> tuple[str, str]:
    """Return a caption without the credit at its end, and the credit."""
    match = CREDIT.search(caption)
    if not match:
        return caption, ""
    before, credit = caption[: match.start()].rstrip(), match[0].rstrip()
    for opening, closing in ("()", "[]"):
        if before.endswith(opening) and closing in credit:
            before, credit = before[:-1].rstrip(), credit.rpartition(closing)[0]
    return before.rstrip(" |–—-/").strip(), credit.strip()


def _credit_parts(caption: Tag) -> list[Tag]:
    return [
        part for part in caption.find_all(["span", "cite", "small"]) if CREDIT_CLASS.search(" ".join(classes_of(part)))
    ]


def gallery_of(pictures: Iterable[BodyPicture]) -> dict[str, Any]:
    """Return the value of a gallery block with placeholders of pictures."""
    return {"items": [{"type": "item", "value": asdict(picture)} for picture in pictures]}


def body_pictures(blocks: Iterable[RawBlock]) -> Iterable[BodyPicture]:
    """Yield the pictures of the placeholders in blocks, including galleries."""
    for block in blocks:
        values = [block["value"]] if block["type"] == "image" else []
        if block["type"] == "gallery":
            values = [item["value"] for item in block["value"]["items"]]
        yield from (BodyPicture(**value) for value in values if "source" in value)


def with_pictures(
    blocks: Iterable[RawBlock], find: Callable[[BodyPicture], Mapping[str, Any] | None]
) -> list[RawBlock]:
    """Return blocks with images of the library instead of placeholders.

    A picture that is not found is left out with its caption, which `find` has to note. A gallery with one remaining
    picture becomes an image block.

    Args:
        blocks: the blocks of a body.
        find: returns the value of the image block; None, after noting it, for a picture that is not found.
    """
    found: list[RawBlock] = []
    for block in blocks:
        if block["type"] == "image" and "source" in block["value"]:
            picture = BodyPicture(**block["value"])
            if value := find(picture):
                found.append({"type": "image", "value": dict(value)})
        elif block["type"] == "gallery":
            items = [item["value"] for item in block["value"]["items"]]
            values = [find(BodyPicture(**item)) if "source" in item else item for item in items]
            kept = [dict(value) for value in values if value]
            if len(kept) > 1:
                entries = [{"type": "item", "value": one, "id": str(uuid4())} for one in kept]
                found.append({"type": "gallery", "value": {"items": entries}})
            elif kept:
                found.append({"type": "image", "value": kept[0]})
        else:
            found.append(block)
    return found
