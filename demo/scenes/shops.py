"""Scenes of trade: market stalls, a corner shop in the evening, a bakery before opening."""

from __future__ import annotations

from demo.scenes.lights import Light
from demo.scenes.people import figure, shopper
from news.pictures import HEIGHT, WIDTH, Canvas, Point, mix

_OVEN = "#f0a24a"


def market(canvas: Canvas, light: Light) -> None:
    """Draw striped awnings over crates of fruit, with shoppers in front."""
    rng = canvas.rng
    canvas.fill(light.sky)
    canvas.glow(1150, 120, 560, light.sun, 0.7)
    x = -40.0
    while x < WIDTH:
        width, height = rng.uniform(120, 220), rng.uniform(470, 640)
        wall = mix(rng.choice([light.far, light.second, light.accent]), light.sky[-1], 0.55)
        canvas.box(x, 800 - height, x + width, 800, [wall, mix(wall, light.far, 0.5)])
        for row in range(3):
            for column in range(int(width // 56)):
                left, top = x + 22 + column * 52, 838 - height + row * 92
                canvas.box(left, top, left + 22, top + 44, mix(light.near, wall, 0.35))
        x += width
    canvas.haze(420, 820, light.sky[-1], 0.45)
    _bunting(canvas, light)
    canvas.polygon(
        [(0, 790), (WIDTH, 790), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.near, light.sky[-1], 0.45), mix(light.near, light.ink, 0.35)],
    )
    for left, stripe in ((-90, light.accent), (470, light.near), (1030, light.second)):
        _stall(canvas, left, stripe, light)
    people = [(150, light.second, 1.0), (455, light.ink, 1.08), (1010, light.accent, 1.04), (1120, light.near, 0.98)]
    for px, coat, scale in people:
        shopper(canvas, px, 968, scale, coat, light)


def shop(canvas: Canvas, light: Light) -> None:
    """Draw a lit corner shop under an awning as the day ends."""
    rng = canvas.rng
    wall = mix(light.near, light.far, 0.25)
    canvas.fill([mix(wall, light.ink, 0.25), wall])
    for row in range(20):
        for column in range(-1, 17):
            left = column * 100 + (row % 2) * 50
            tone = mix(wall, light.ink if rng.random() < 0.5 else light.far, rng.uniform(0.02, 0.16))
            canvas.box(left, row * 42, left + 96, row * 42 + 38, tone, radius=3)
    for left in (210, 690, 1170):
        canvas.box(left, 30, left + 220, 196, mix(light.sun, wall, 0.2), radius=4)
        canvas.box(left + 12, 20, left + 208, 186, [mix(light.ink, light.sky[1], 0.4), light.ink])
        canvas.box(left + 106, 20, left + 114, 186, mix(light.sun, wall, 0.2))
        canvas.box(left - 14, 192, left + 234, 212, mix(light.sun, wall, 0.3))
    frame = mix(light.ink, light.accent, 0.22)
    canvas.box(120, 330, 1480, 900, [mix(frame, light.ink, 0.3), frame], radius=6)
    for left, right in ((170, 640), (960, 1430)):
        canvas.box(
            left,
            420,
            right,
            790,
            [light.second, mix(light.second, light.sun, 0.75), mix(light.second, light.accent, 0.3)],
        )
        for shelf in (540, 660, 780):
            _shelf(canvas, left + 10, right - 10, shelf, light)
    canvas.box(700, 420, 900, 900, mix(light.ink, frame, 0.5))
    canvas.box(722, 444, 878, 740, [light.second, mix(light.second, light.sun, 0.6)])
    canvas.ellipse(860, 800, 9, 9, light.sun)
    canvas.box(760, 560, 840, 610, light.sun, radius=8)
    canvas.box(772, 574, 828, 582, light.accent, radius=3)
    canvas.box(772, 590, 814, 596, light.ink, radius=3)
    _awning(canvas, 96, 1504, 318, 128, 18, light.accent, light.sun, light)
    for x in (400, 800, 1200):
        canvas.glow(x, 500, 330, light.second, 0.5)
    canvas.polygon(
        [(0, 900), (WIDTH, 900), (WIDTH, HEIGHT), (0, HEIGHT)], [mix(light.near, light.far, 0.2), light.ink]
    )
    canvas.polygon([(170, 900), (640, 900), (720, HEIGHT), (60, HEIGHT)], light.second, opacity=0.25, blur=14)
    canvas.polygon([(960, 900), (1430, 900), (1540, HEIGHT), (880, HEIGHT)], light.second, opacity=0.25, blur=14)
    for x in (90, 660, 930, 1500):
        _potted_tree(canvas, x, 932, light)
    _bicycle(canvas, 1170, 928, light)


def bakery(canvas: Canvas, light: Light) -> None:
    """Draw loaves on their shelves and a baker at the counter."""
    rng = canvas.rng
    wall = mix(light.sky[-1], light.far, 0.25)
    canvas.fill([mix(wall, light.near, 0.25), wall])
    for row in range(9):
        for column in range(17):
            tile = mix(wall, "#ffffff" if rng.random() < 0.5 else light.far, rng.uniform(0.04, 0.18))
            canvas.box(column * 98 - 20, row * 74, column * 98 + 74, row * 74 + 70, tile, radius=6)
    wood = mix(_OVEN, light.ink, 0.5)
    for shelf in (250, 410, 570):
        canvas.box(90, shelf, 1010, shelf + 18, [wood, mix(wood, light.ink, 0.5)], radius=4)
        x = 130.0
        while x < 930:
            x += _loaf(canvas, x, shelf, light)
    canvas.box(1110, 150, 1500, 700, [mix(light.ink, light.accent, 0.25), light.ink], radius=170)
    canvas.box(1160, 330, 1450, 560, [_OVEN, light.accent], radius=60)
    canvas.glow(1305, 450, 330, _OVEN, 0.85)
    canvas.polygon(
        [(0, 760), (WIDTH, 760), (WIDTH, HEIGHT), (0, HEIGHT)], [mix(wood, _OVEN, 0.35), mix(wood, light.ink, 0.4)]
    )
    _baker(canvas, 1000, 735, light)
    canvas.box(-20, 740, WIDTH + 20, 790, [mix(light.sun, _OVEN, 0.25), mix(wood, _OVEN, 0.5)])
    for x in range(60, 900, 122):
        canvas.ellipse(x, 742, 48, 27, mix(_OVEN, light.sun, 0.6))
        canvas.ellipse(x - 10, 731, 24, 10, "#ffffff", opacity=0.35, blur=3)
    for x in range(0, WIDTH, 200):
        canvas.box(x + 12, 820, x + 188, 990, mix(wood, light.ink, 0.25), radius=8, opacity=0.5)


def _bunting(canvas: Canvas, light: Light) -> None:
    for start, end, level in ((-20, 820, 240), (780, WIDTH + 20, 200)):
        rope: list[Point] = []
        for step in range(25):
            share = step / 24
            rope.append((start + (end - start) * share, level + 4 * 70 * share * (1 - share)))
        canvas.line(rope, light.ink, 2.5, opacity=0.6)
        for index, (x, y) in enumerate(rope[1:-1]):
            colour = (light.accent, light.second, light.near, light.sun)[index % 4]
            canvas.polygon([(x - 13, y), (x + 13, y), (x, y + 34)], colour)


def _awning(
    canvas: Canvas,
    left: float,
    right: float,
    top: float,
    drop: float,
    count: int,
    first: str,
    second: str,
    light: Light,
) -> None:
    width = (right - left) / count
    inset = 26
    for index in range(count):
        colour = first if index % 2 == 0 else second
        x = left + index * width
        upper = left + inset + index * (right - left - 2 * inset) / count
        step = (right - left - 2 * inset) / count
        canvas.polygon(
            [(upper, top), (upper + step, top), (x + width, top + drop), (x, top + drop)],
            [mix(colour, "#ffffff", 0.12), mix(colour, light.ink, 0.12)],
        )
        canvas.ellipse(x + width / 2, top + drop, width / 2, 20, mix(colour, light.ink, 0.16))
    canvas.box(left, top + drop + 20, right, top + drop + 60, light.ink, opacity=0.22, blur=12)


def _stall(canvas: Canvas, left: float, stripe: str, light: Light) -> None:
    rng = canvas.rng
    right = left + 520
    for x in (left + 26, right - 40):
        canvas.box(x, 470, x + 14, 930, mix(light.ink, light.near, 0.3))
    canvas.box(left + 30, 560, right - 30, 800, light.ink, opacity=0.4)
    fruit = [
        light.accent,
        light.second,
        mix(light.near, light.second, 0.4),
        mix(light.accent, light.second, 0.5),
        mix(light.accent, light.ink, 0.35),
    ]
    for row in range(2):
        for crate in range(4):
            x, y = left + 36 + crate * 114, 700 + row * 92
            colour = rng.choice(fruit)
            for ball in range(14):
                canvas.ellipse(
                    x + 12 + (ball % 7) * 14,
                    y - 8 - (ball // 7) * 11 + rng.uniform(-3, 3),
                    10,
                    10,
                    mix(colour, rng.choice([light.sun, light.ink]), rng.uniform(0, 0.22)),
                )
            wood = mix(light.second, light.ink, 0.35 + 0.1 * row)
            canvas.box(x, y, x + 108, y + 70, [wood, mix(wood, light.ink, 0.3)], radius=3)
            canvas.box(x, y + 22, x + 108, y + 27, light.ink, opacity=0.35)
            canvas.box(x, y + 46, x + 108, y + 51, light.ink, opacity=0.35)
    canvas.box(left + 20, 862, right - 20, 930, mix(light.ink, light.near, 0.25))
    _awning(canvas, left, right, 380, 120, 10, stripe, mix(light.sun, "#ffffff", 0.4), light)
    for lamp in (140, 380):
        canvas.glow(left + lamp, 560, 90, light.second, 0.8)
        canvas.ellipse(left + lamp, 556, 10, 12, light.sun)


def _shelf(canvas: Canvas, left: float, right: float, base: float, light: Light) -> None:
    rng = canvas.rng
    x = left + 8
    while x < right - 30:
        width, tall = rng.uniform(16, 38), rng.uniform(34, 88)
        colour = mix(
            rng.choice([light.accent, light.near, light.ink, light.far, light.sun]), light.second, rng.uniform(0, 0.35)
        )
        canvas.box(x, base - tall, x + width, base, colour, radius=5)
        if rng.random() < 0.5:
            canvas.box(x + 3, base - tall * 0.6, x + width - 3, base - tall * 0.3, light.sun, opacity=0.65, radius=2)
        x += width + rng.uniform(3, 12)
    canvas.box(left - 10, base, right + 10, base + 10, mix(light.ink, light.accent, 0.3))


def _potted_tree(canvas: Canvas, x: float, base: float, light: Light) -> None:
    leaf = mix(light.near, "#2f6b45", 0.55)
    for _ in range(16):
        canvas.ellipse(
            x + canvas.rng.uniform(-36, 36),
            base - 150 + canvas.rng.uniform(-52, 40),
            26,
            22,
            mix(leaf, light.ink, canvas.rng.uniform(0, 0.5)),
        )
    canvas.box(x - 5, base - 110, x + 5, base - 50, light.ink)
    canvas.polygon(
        [(x - 38, base - 62), (x + 38, base - 62), (x + 28, base + 8), (x - 28, base + 8)],
        [light.accent, mix(light.accent, light.ink, 0.5)],
    )


def _bicycle(canvas: Canvas, x: float, base: float, light: Light) -> None:
    for wheel in (0, 170):
        ring = 58
        canvas.ellipse(x + wheel, base - ring, ring, ring, light.ink, opacity=0.85)
        canvas.ellipse(x + wheel, base - ring, ring - 7, ring - 7, mix(light.ink, light.second, 0.45))
        canvas.ellipse(x + wheel, base - ring, 5, 5, light.ink)
    frame = [(x, base - 58), (x + 66, base - 62), (x + 140, base - 140), (x + 50, base - 134), (x, base - 58)]
    canvas.line(frame, light.sun, 8)
    canvas.line([(x + 66, base - 62), (x + 44, base - 158)], light.sun, 8)
    canvas.line([(x + 170, base - 58), (x + 134, base - 176), (x + 160, base - 182)], light.sun, 8)
    canvas.box(x + 20, base - 170, x + 68, base - 156, light.ink, radius=7)


def _loaf(canvas: Canvas, x: float, shelf: float, light: Light) -> float:
    crust = mix(mix(_OVEN, light.accent, canvas.rng.uniform(0.1, 0.5)), light.ink, canvas.rng.uniform(0.05, 0.3))
    half, tall = canvas.rng.uniform(38, 62), canvas.rng.uniform(48, 80)
    canvas.box(x, shelf - tall, x + half * 2, shelf, [mix(crust, light.sun, 0.3), crust], radius=min(half, tall / 2))
    for cut in (0.5, 0.9, 1.3):
        canvas.line(
            [(x + half * cut, shelf - tall + 10), (x + half * (cut + 0.2), shelf - tall * 0.45)],
            light.sun,
            5,
            opacity=0.7,
        )
    return half * 2 + canvas.rng.uniform(12, 26)


def _baker(canvas: Canvas, x: float, base: float, light: Light) -> None:
    figure(canvas, x, base, 1.7, mix(light.near, light.far, 0.25), light, tall=170)
    canvas.box(x - 66, base - 200, x + 66, base + 30, "#ffffff", radius=26, opacity=0.94)
    canvas.box(x - 66, base - 440, x + 66, base - 392, "#ffffff", radius=10)
    canvas.ellipse(x, base - 462, 84, 44, "#ffffff")
    for side in (-1, 1):
        canvas.line(
            [(x + side * 88, base - 210), (x + side * 128, base - 96), (x + side * 44, base - 44)],
            mix(light.near, light.ink, 0.15),
            42,
        )
