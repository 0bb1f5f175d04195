"""Clean-up of word processors' HTML, from a clipboard or file: styles that stand for elements become elements."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
"""Source: https://learn.microsoft.com/en-us/windows/win32/dataxchg/html-clipboard-format"""

WORD_LIST = re.compile(r"mso-list:\s*(?P<list>l\d+)\s+level(?P<level>\d)", re.IGNORECASE)
"""The style by which Word marks a paragraph as a list item of a list and level."""

ORDERED_MARKER = re.compile(r"[(]?(?:\d+|[a-z]{1,4})[.)]", re.IGNORECASE)
STYLE_ELEMENTS = [
    (re.compile(r"font-weight:\s*(?:bold|[6-9]00)"), "b"),
    (re.compile(r"font-style:\s*italic"), "i"),
    (re.compile(r"vertical-align:\s*super"), "sup"),
    (re.compile(r"vertical-align:\s*sub"), "sub"),
    (re.compile(r"text-decoration:[^;]*line-through"), "s"),
]
"""Google Docs formats text by the styles of spans."""

WRITTEN_BY_WORD_PROCESSOR = re.compile(
    r"mso-list|class=[\"']?Mso|docs-internal-guid|ListContainerWrapper|role=[\"']heading"
    r"|<span[^<>]*style=[\"'][^\"'<>]*(?:font-weight|font-style|vertical-align|line-through)",
    re.IGNORECASE,
)
"""Matches HTML whose styles stand for elements."""


def tidy(html: str) -> str:
    """Return HTML of a word processor with elements for headings, lists and marks, unsanitized."""
    if fragment := FRAGMENT.search(html):
        html = fragment[1]
    soup = BeautifulSoup(html, "html.parser")
    _name_headings(soup)
    _nest_word_lists(soup)
    _join_lists(soup)
    _name_marks(soup)
    return str(soup)


def _name_headings(soup: BeautifulSoup) -> None:
    """Replace Word's title, and Word Online's paragraphs with the role of a heading, by heading elements."""
    for element in soup.find_all("p"):
        level = str(element.get("aria-level", "")) if element.get("role") == "heading" else ""
        if "MsoTitle" in _classes(element):
            element.name = "h1"
        elif level.isdecimal():
            element.name = f"h{min(int(level), 6)}"


def _nest_word_lists(soup: BeautifulSoup) -> None:
    """Replace paragraphs with Word's list styles by lists."""
    open_lists: list[tuple[int, Tag]] = []
    last: Tag | None = None
    for paragraph in soup.find_all("p"):
        found = WORD_LIST.search(str(paragraph.get("style", "")))
        if not found:
            continue
        if last is None or not _follows(paragraph, last):
            open_lists = []
        level, marker = int(found["level"]), _take_marker(paragraph)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            new = soup.new_tag("ol" if ORDERED_MARKER.fullmatch(marker) else "ul")
            if open_lists:
                open_lists[-1][1].find_all("li", recursive=False)[-1].append(new)
            else:
                paragraph.insert_before(new)
            open_lists.append((level, new))
        item = paragraph.extract()
        item.name = "li"
        open_lists[-1][1].append(item)
        last = open_lists[0][1]


def _follows(paragraph: Tag, previous: Tag) -> bool:
    """Tell whether a paragraph follows a list with only white space and comments between them."""
    for sibling in paragraph.previous_siblings:
        if sibling is previous:
            return True
        if isinstance(sibling, Tag) or (not isinstance(sibling, Comment) and str(sibling).strip()):
            return False
    return False


def _take_marker(paragraph: Tag) -> str:
    """Remove the bullet or number from the text of a list item of Word, and return it."""
    for span in paragraph.find_all("span"):
        if re.search(r"mso-list:\s*ignore", str(span.get("style", "")), re.IGNORECASE):
            return "".join(span.extract().get_text().split())
    return ""


def _join_lists(soup: BeautifulSoup) -> None:
    """Join the lists of Word Online, which wraps each item in one."""
    for wrapper in soup.find_all("div", class_="ListContainerWrapper"):
        wrapper.unwrap()
    for element in soup.find_all(["ul", "ol"], role="list"):
        before = element.find_previous_sibling()
        if isinstance(before, Tag) and before.name == element.name and before.get("role") == "list":
            before.extend(list(element.children))
            element.decompose()


def _name_marks(soup: BeautifulSoup) -> None:
    """Replace styles of Google Docs by elements, and remove its non-bold <b> around the text."""
    for element in soup.find_all(["b", "strong"]):
        if re.search(r"font-weight:\s*(?:normal|400)", str(element.get("style", ""))):
            element.unwrap()
    for element in soup.find_all("span", style=True):
        for name in _marks_of(str(element["style"])):
            element.wrap(soup.new_tag(name))


def _marks_of(style: str) -> Iterator[str]:
    for pattern, name in STYLE_ELEMENTS:
        if pattern.search(style):
            yield name


def _classes(element: Tag) -> list[str]:
    return list(element.get_attribute_list("class"))
