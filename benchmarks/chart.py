"""The benchmark's chart, as SVG."""

import math
from collections.abc import Mapping
from html import escape

COLOURS = ["#8a8f98", "#1b6ca8", "#0b8457", "#b5651d", "#c9a227"]
WIDTH, LEFT, BAR, GAP = 760, 60, 18, 26


def chart(rates: Mapping[str, Mapping[str, float]]) -> str:
    """Return bars of requests a second, on a logarithmic scale, for each query and server.

    Args:
        rates: requests a second by server and query.
    """
    queries = sorted({query for found in rates.values() for query in found})
    most = max((rate for found in rates.values() for rate in found.values()), default=1)
    parts = []
    top = 30
    for query in queries:
        parts.append(
            f'<text x="10" y="{top + BAR * len(rates) / 2 + 4:.0f}" font-weight="bold">{escape(query)}</text>'
        )
        for place, (name, found) in enumerate(rates.items()):
            rate = found.get(query)
            if rate is None:
                continue
            width = (WIDTH - LEFT - 260) * math.log10(max(rate, 1)) / math.log10(max(most, 10))
            y = top + place * BAR
            colour = COLOURS[place % len(COLOURS)]
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR - 3}" fill="{colour}"/>')
            parts.append(f'<text x="{LEFT + width + 6:.1f}" y="{y + 12}">{rate:,.0f}  {escape(name)}</text>')
        top += BAR * len(rates) + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" font-family="sans-serif" font-size="11" '
        'role="img" aria-label="Requests a second of each server, on a logarithmic scale">'
        f'<rect width="{WIDTH}" height="{top}" fill="white"/>'
        f'<text x="10" y="16">Requests a second (logarithmic)</text>{"".join(parts)}</svg>\n'
    )
