"""Comparison of the order of articles for readers with that of the file."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from news.importing.report import ImportReport


def note_order(places: Sequence[tuple[dt.datetime | None, int, int]], report: ImportReport) -> None:
    """Note where the dates lead to another order of articles than that of the file.

    Args:
        places: dateline and primary key of the article, and row number, in the file's order.
        report: takes a note of the first pair.
    """
    wrong = [
        (above[2], below[2])
        for above, below in pairwise(places)
        if above[0] is not None and below[0] is not None and above[:2] < below[:2]
    ]
    if wrong:
        above, below = wrong[0]
        more = f" (and {len(wrong) - 1:,} more above theirs)" if wrong[1:] else ""
        report.note(below, f"has a later date than row {above} and stands above it in listings{more}", "date")
