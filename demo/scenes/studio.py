"""Pictures that show no place: figures drawn as ribbons, columns and circles."""

from __future__ import annotations

import math

from demo.scenes.lights import Light
from news.pictures import HEIGHT, WIDTH, Canvas, Point, mix


def ribbons(canvas: Canvas, light: Light) -> None:
    """Draw bands of data that swell and narrow from left to right."""
    rng = canvas.rng
    canvas.fill([mix(light.ink, light.near, 0.25), light.ink])
    canvas.glow(1100, 300, 760, light.near, 0.8)
    for y in range(125, HEIGHT, 125):
        canvas.line([(0, y), (WIDTH, y)], light.far, 1, opacity=0.25)
    colours = [light.near, light.far, light.accent, light.second, light.sun]
    base = [640.0] * 81
    for band, colour in enumerate(colours):
        phase, turns = rng.uniform(0, math.tau), rng.uniform(0.8, 1.6)
        widths = [
            64 + band * 8 + 96 * (0.5 + 0.5 * math.sin(phase + i / 80 * math.tau * turns)) * (0.35 + 0.65 * i / 80)
            for i in range(81)
        ]
        shift = [math.sin(i / 80 * math.tau * 0.9 + 0.6) * 60 - i * 1.5 for i in range(81)]
        upper: list[Point] = [(i * WIDTH / 80, base[i] + 190 - widths[i] + shift[i]) for i in range(81)]
        lower: list[Point] = [(i * WIDTH / 80, base[i] + 190 + shift[i]) for i in range(81)]
        canvas.polygon([*upper, *reversed(lower)], [mix(colour, light.sun, 0.18), colour], opacity=0.94)
        canvas.line(upper, mix(colour, "#ffffff", 0.5), 2.4, opacity=0.8)
        for mark in (16, 37, 58, 74):
            canvas.ellipse(*upper[mark], 6, 6, light.sun)
        base = [level - width - 6 for level, width in zip(base, widths, strict=True)]


def columns(canvas: Canvas, light: Light) -> None:
    """Draw a rising row of columns with a line across them."""
    rng = canvas.rng
    paper = mix(light.sky[-1], "#ffffff", 0.45)
    canvas.fill([paper, mix(paper, light.far, 0.3)])
    for y in range(180, 860, 120):
        canvas.line([(130, y), (1490, y)], light.near, 1.4, opacity=0.25)
    tops: list[Point] = []
    for index in range(14):
        x = 158 + index * 96
        height = 130 + index * 34 + rng.uniform(-46, 70)
        colour = light.accent if index == 10 else mix(light.near, light.far, 0.75 - index * 0.05)
        canvas.box(x + 10, 850 - height + 14, x + 74, 862, light.ink, opacity=0.18, blur=10)
        canvas.box(x, 850 - height, x + 64, 850, [mix(colour, light.sun, 0.2), colour], radius=6)
        tops.append((x + 32, 850 - height * 0.82 - 130))
    canvas.line(tops, light.second, 8)
    for middle, level in tops:
        canvas.ellipse(middle, level, 13, 13, light.ink)
        canvas.ellipse(middle, level, 8, 8, light.second)
    canvas.box(120, 850, 1500, 856, light.ink)


def circles(canvas: Canvas, light: Light) -> None:
    """Draw overlapping circles of many sizes, like quantities on a map."""
    rng = canvas.rng
    canvas.fill([mix(light.sky[-1], light.sun, 0.3), mix(light.sky[-2], light.far, 0.25)])
    colours = [light.accent, light.second, light.near, light.far, mix(light.accent, light.second, 0.5)]
    placed: list[tuple[float, float, float]] = []
    for radius in [210, 170, 140, 120, 100, 88, 76] + [rng.uniform(16, 62) for _ in range(70)]:
        for _ in range(60):
            x, y = rng.uniform(80, 1520), rng.uniform(80, 920)
            if all(math.hypot(x - px, y - py) > (radius + size) * 0.93 for px, py, size in placed):
                placed.append((x, y, radius))
                break
    for index, (x, y, radius) in enumerate(placed):
        colour = colours[index % len(colours)]
        canvas.ellipse(x + radius * 0.06, y + radius * 0.1, radius, radius, light.ink, opacity=0.16, blur=8)
        canvas.ellipse(x, y, radius, radius, [mix(colour, light.sun, 0.25), colour], opacity=0.92)
        if radius > 60:
            canvas.ellipse(x, y, radius * 0.62, radius * 0.62, mix(colour, light.ink, 0.18), opacity=0.5)
            canvas.ellipse(x, y, radius * 0.3, radius * 0.3, light.sun, opacity=0.9)


def emblem(canvas: Canvas, light: Light) -> None:
    """Draw the agency's mark: a globe of meridians."""
    canvas.fill([mix(light.near, light.ink, 0.55), light.ink])
    for index, across in enumerate((300, 240, 160, 60)):
        shell = light.sun if index < 3 else light.accent
        for side in (-1, 1):
            arc = [
                (800 + side * across * math.sin(step / 40 * math.pi), 500 - 300 * math.cos(step / 40 * math.pi))
                for step in range(41)
            ]
            canvas.line(arc, shell, 20 - index * 2)
    canvas.line([(500, 500), (1100, 500)], light.sun, 14)
    for level in (-150, 150):
        half = math.sqrt(300**2 - level**2)
        canvas.line([(800 - half, 500 + level), (800 + half, 500 + level)], light.sun, 12)
    canvas.ellipse(800, 200, 22, 22, light.accent)
    canvas.ellipse(800, 800, 22, 22, light.accent)
