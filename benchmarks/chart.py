"""The charts of the benchmarks, as SVG."""

import math
from collections.abc import Mapping
from html import escape

COLOURS = ["#8a8f98", "#1b6ca8", "#0b8457", "#b5651d", "#c9a227", "#7b3f98", "#b03a48"]
WIDTH, LEFT, BAR, GAP = 760, 60, 18, 26


def chart(rates: Mapping[str, Mapping[str, float]]) -> str:
    """Return bars of requests a second, on a logarithmic scale, for each query and server.

    Args:
        rates: requests a second by server and query.
    """
    queries = sorted({query for found in rates.values() for query in found})
    fastest = max((rate for found in rates.values() for rate in found.values()), default=1)
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
            width = (WIDTH - LEFT - 260) * math.log10(max(rate, 1)) / math.log10(max(fastest, 10))
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


def lines(costs: Mapping[int, Mapping[str, float]], names: Mapping[str, str]) -> str:
    """Return lines of milliseconds over the number of articles, both on logarithmic scales.

    Args:
        costs: milliseconds by number of articles and work.
        names: the label of each work.
    """
    height, left, right, top, bottom = 380, 50, 470, 30, 340
    sizes = sorted(costs)
    found = [cost for each in costs.values() for cost in each.values()]
    lowest, highest = math.floor(math.log10(min(found))), math.ceil(math.log10(max(found)))

    def x(size: int) -> float:
        span = math.log10(sizes[-1] / sizes[0]) or 1
        return left + (right - left) * math.log10(size / sizes[0]) / span

    def y(cost: float) -> float:
        return bottom - (bottom - top) * (math.log10(cost) - lowest) / max(1, highest - lowest)

    parts = [
        f'<line x1="{left}" x2="{right}" y1="{y(10.0**power):.1f}" y2="{y(10.0**power):.1f}" stroke="#dddddd"/>'
        f'<text x="{left - 6}" y="{y(10.0**power) + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        for power in range(lowest, highest + 1)
    ]
    parts += [f'<text x="{x(size):.1f}" y="{bottom + 18}" text-anchor="middle">{size:,}</text>' for size in sizes]
    place = 0.0
    for number, work in sorted(enumerate(names), key=lambda each: -costs[sizes[-1]][each[1]]):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x(size):.1f},{y(costs[size][work]):.1f}" for size in sizes)
        place = max(y(costs[sizes[-1]][work]) + 4, place + 14)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label = f"{costs[sizes[-1]][work]:.1f}  {escape(names[work])}"
        parts.append(f'<text x="{right + 8}" y="{place:.1f}" fill="{colour}">{label}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="11" role="img" aria-label="Processor time of requests and of a publish, by number of articles">'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
        f'<text x="10" y="16">Milliseconds of processor time, by number of articles</text>{"".join(parts)}</svg>\n'
    )
