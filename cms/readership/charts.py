"""Small bar charts in SVG, with a table as their text alternative.

Source: https://www.w3.org/WAI/tutorials/images/complex/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CHART_HEIGHT = 80
BAR_WIDTH, BAR_GAP = 16, 4
SHARE_WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """A bar in units of the SVG. They are integers, since templates would print floats with a decimal comma.

    Attributes:
        label: the label of its value.
        value: the number that it shows.
        x, y: its upper left corner.
        height: at least one for a value above zero.
    """

    label: Any
    value: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class BarChart:
    """A chart of a few numbers in a row.

    Attributes:
        title: its accessible name, and the caption of its table.
        bars: in order.
    """

    title: Any
    bars: list[Bar]

    width_of_bar = BAR_WIDTH
    height = CHART_HEIGHT

    @property
    def width(self) -> int:
        """The width of the SVG."""
        return max(1, len(self.bars) * (BAR_WIDTH + BAR_GAP) - BAR_GAP)

    @property
    def total(self) -> int:
        """The sum of the values."""
        return sum(bar.value for bar in self.bars)


def bar_chart(title: Any, values: Sequence[tuple[Any, int]]) -> BarChart:
    """Return a chart of labelled values, scaled so that the greatest fills the height."""
    greatest = max((value for _label, value in values), default=0)
    bars = []
    for number, (label, value) in enumerate(values):
        height = max(1, value * CHART_HEIGHT // greatest) if value else 0
        bars.append(Bar(label, value, number * (BAR_WIDTH + BAR_GAP), CHART_HEIGHT - height, height))
    return BarChart(title, bars)


def share_of(value: int, greatest: int) -> int:
    """Return the width of a bar in a table column, where the greatest value has SHARE_WIDTH."""
    return max(1, value * SHARE_WIDTH // greatest) if value and greatest else 0
