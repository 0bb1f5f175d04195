"""Rich text as plain text that shows what Wagtail's comparison leaves out: its paragraphs, and where links lead."""

from bs4 import BeautifulSoup, Tag

BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr"]


def text_of_rich_text(html: str) -> str:
    """Return the text of stored rich text, a line for each paragraph, with the target after each link."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        link.append(f" <{_target(link)}>")
    for embed in soup.find_all("embed"):
        embed.append(f"<{_target(embed)}>")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(BLOCKS):
        block.append("\n")
    return soup.get_text().strip("\n")


def _target(tag: Tag) -> str:
    """Return an address, or what the editor names: "page 12"."""
    kind = tag.get("linktype") or tag.get("embedtype")
    return str(tag.get("href") or tag.get("url") or f"{kind} {tag.get('id')}")
