"""Tables as rows of texts of equal length."""

from typing import Any

from bs4 import Tag

from news.importing.bodies.text import lines_of

WIDEST = 100


def table_of(element: Tag, caption: str = "") -> dict[str, Any] | None:
    """Return the value of a table block; None if all cells are empty.

    The first row is the header if it is in a `<thead>` or has only `<th>` cells. The text of a cell that spans columns
    or rows is in the first of them; the others are empty.
    """
    own = [row for row in element.find_all("tr") if row.find_parent("table") is element]
    grid = _grid(own)
    width = max((len(cells) for cells in grid), default=0)
    grid = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    heading = [""] * width
    if own and _is_heading(own[0]):
        heading = grid.pop(0)
    rows = [cells for cells in grid if any(cells)]
    if not rows and not any(heading):
        return None
    named = element.find("caption")
    return {
        "columns": [{"type": "text", "heading": text} for text in heading],
        "rows": [{"values": cells} for cells in rows],
        "caption": (" ".join(lines_of(named)) if isinstance(named, Tag) else "") or caption,
    }


def is_layout(element: Tag) -> bool:
    """Tell whether a table is for layout: it contains tables, or a story in a single row or column."""
    if element.find("table") is not None:
        return True
    rows = element.find_all("tr")
    widths = {len(row.find_all(["td", "th"], recursive=False)) for row in rows}
    return (len(rows) == 1 or widths <= {1}) and any(
        len(cell.find_all(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "img", "figure", "blockquote"])) > 0
        for cell in element.find_all("td")
    )


def _grid(rows: list[Tag]) -> list[list[str]]:
    grid: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(len(cells), len(cells) + across):
                below[place] = down - 1
            cells += [" ".join(lines_of(cell)), *[""] * (across - 1)]
        while below.get(len(cells), 0):
            below[len(cells)] -= 1
            cells.append("")
        grid.append(cells[:WIDEST])
    return grid


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(int(value), 1), WIDEST) if value.isdecimal() and len(value) < 6 else 1


def _is_heading(row: Tag) -> bool:
    return row.find_parent("thead") is not None or row.find("td", recursive=False) is None
