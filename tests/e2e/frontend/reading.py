"""How readers go through a page by the keyboard."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STOPS = 100

STOP = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, width, height } = element.getBoundingClientRect();
    return {
        name: element.getAttribute("aria-label") || element.innerText,
        isOutlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
        isInView: width > 1 && height > 1 && bottom > 0 && top < innerHeight,
    };
}"""


@dataclass(frozen=True)
class Stop:
    """What has the focus after a press of the Tab key.

    Attributes:
        name: what it is called, or says.
        is_outlined: whether a line of two pixels or more runs around it.
        is_in_view: whether the window shows it.
    """

    name: str
    is_outlined: bool
    is_in_view: bool


def stops(page: Page) -> list[Stop]:
    """Return where the Tab key leads, from the top of a page to its end."""
    found: list[Stop] = []
    while len(found) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        name = re.sub(r"\s+", " ", stop["name"]).strip()
        found.append(Stop(name, stop["isOutlined"], stop["isInView"]))
    return found
