"""Scenes of a town: a tram in its street, a clinic behind its trees."""

from __future__ import annotations

from demo.scenes.lights import Light
from demo.scenes.people import shopper, walker
from news.pictures import HEIGHT, WIDTH, Canvas, mix


def tram(canvas: Canvas, light: Light) -> None:
    """Draw a tram before the houses of an old street."""
    rng = canvas.rng
    street = 790
    canvas.fill(light.sky)
    canvas.glow(500, 160, 560, light.sun, 0.6)
    x = -30.0
    while x < WIDTH:
        width, height = rng.choice([150, 180, 210]), rng.uniform(420, 610)
        wall = mix(rng.choice([light.accent, light.second, light.far, light.sun]), light.far, rng.uniform(0.25, 0.6))
        _townhouse(canvas, x, street, width, height, wall, light)
        x += width
    canvas.haze(440, 860, light.sky[-1], 0.4)
    canvas.box(-10, street - 8, WIDTH + 10, street + 24, mix(light.far, light.near, 0.3))
    canvas.polygon(
        [(0, street + 24), (WIDTH, street + 24), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.near, light.ink, 0.1), mix(light.near, light.ink, 0.6)],
    )
    for y in (862, 896):
        canvas.box(-10, y, WIDTH + 10, y + 6, mix(light.sun, light.near, 0.35))
    for y in (206, 214):
        canvas.line([(0, y - 6), (WIDTH, y + 6)], light.ink, 2, opacity=0.7)
    _tram_car(canvas, 330, 872, light)
    for px, coat in ((1390, light.second), (1450, light.accent), (140, light.near)):
        walker(canvas, px, 850, 1.0, coat, light)


def clinic(canvas: Canvas, light: Light) -> None:
    """Draw a low health centre with a wide entrance, trees and a waiting ambulance."""
    rng = canvas.rng
    canvas.fill(light.sky)
    canvas.glow(420, 180, 560, light.sun, 0.8)
    for _ in range(6):
        x, y = rng.uniform(0, WIDTH), rng.uniform(80, 320)
        canvas.ellipse(x, y, rng.uniform(110, 260), 13, light.sun, opacity=0.5, blur=8)
    for x in range(-40, WIDTH + 40, 70):
        canvas.ellipse(x, 640, 66, rng.uniform(70, 150), mix(light.far, light.near, rng.uniform(0.05, 0.3)))
    wall = mix(light.sun, light.far, 0.14)
    canvas.box(220, 380, 1420, 780, [wall, mix(wall, light.far, 0.4)])
    canvas.box(560, 280, 1000, 780, [mix(wall, "#ffffff", 0.4), mix(wall, light.far, 0.25)])
    canvas.box(200, 366, 1440, 388, light.near)
    canvas.box(546, 262, 1014, 286, light.near)
    for left in (260, 360, 460, 1030, 1130, 1230, 1330):
        for top in (430, 600):
            canvas.box(
                left,
                top,
                left + 66,
                top + 104,
                [mix(light.sky[0], light.near, 0.5), mix(light.sky[2], light.near, 0.3)],
            )
            canvas.polygon(
                [(left, top + 70), (left + 66, top + 20), (left + 66, top + 48), (left, top + 98)],
                "#ffffff",
                opacity=0.22,
            )
            canvas.box(left - 6, top + 104, left + 72, top + 114, mix(wall, light.near, 0.4))
    canvas.box(690, 330, 870, 500, light.accent, radius=20)
    canvas.box(758, 352, 802, 478, "#ffffff", radius=5)
    canvas.box(717, 393, 843, 437, "#ffffff", radius=5)
    canvas.box(610, 560, 950, 782, [light.second, mix(light.second, light.sun, 0.6)])
    for x in (610, 694, 776, 862, 944):
        canvas.box(x, 560, x + 7, 782, light.near)
    canvas.polygon([(560, 548), (1000, 548), (1040, 520), (520, 520)], light.accent)
    for x in (540, 1012):
        canvas.box(x, 536, x + 10, 790, light.near)
    canvas.polygon(
        [(0, 780), (WIDTH, 780), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.near, light.sky[-1], 0.35), mix(light.near, light.ink, 0.2)],
    )
    canvas.polygon(
        [(620, 780), (940, 780), (1180, HEIGHT), (330, HEIGHT)], [mix(wall, light.far, 0.3), mix(wall, light.far, 0.6)]
    )
    for x, tall in ((120, 420), (310, 300), (1500, 460)):
        _tree(canvas, x, 830, tall, light)
    _ambulance(canvas, 1110, 900, light)
    for x, coat in ((700, light.near), (830, light.accent)):
        shopper(canvas, x, 880, 0.72, coat, light)


def _townhouse(canvas: Canvas, x: float, base: float, width: float, height: float, wall: str, light: Light) -> None:
    top = base - height
    canvas.box(x, top, x + width, base, [mix(wall, light.sun, 0.2), mix(wall, light.near, 0.25)])
    canvas.polygon(
        [(x - 6, top), (x + width * 0.2, top - 52), (x + width * 0.8, top - 52), (x + width + 6, top)], light.near
    )
    canvas.box(x - 6, top - 4, x + width + 6, top + 8, mix(wall, light.sun, 0.6))
    columns = int(width // 52)
    for row in range(int((height - 150) // 92)):
        for column in range(columns):
            left = x + (column + 0.5) * width / columns - 13
            y = top + 34 + row * 92
            lit = canvas.rng.random() < 0.22
            canvas.box(left - 4, y - 4, left + 30, y + 56, mix(wall, light.sun, 0.65))
            canvas.box(left, y, left + 26, y + 52, light.second if lit else mix(light.near, light.ink, 0.4))
            canvas.box(left + 12, y, left + 14, y + 52, mix(wall, light.sun, 0.65))
    canvas.box(x + 12, base - 104, x + width - 12, base, mix(light.ink, light.near, 0.4), radius=3)
    canvas.box(x + 22, base - 84, x + width - 22, base - 8, mix(light.second, light.near, 0.3), opacity=0.8)
    awning = canvas.rng.choice([light.accent, light.second, light.near])
    canvas.polygon(
        [(x + 14, base - 108), (x + width - 14, base - 108), (x + width - 2, base - 76), (x + 2, base - 76)], awning
    )


def _tram_car(canvas: Canvas, x: float, base: float, light: Light) -> None:
    end = x + 900
    canvas.ellipse(x + 450, base + 26, 520, 16, light.ink, opacity=0.5, blur=8)
    canvas.line([(x + 430, base - 420), (x + 500, base - 560), (x + 450, base - 652)], light.ink, 6)
    canvas.line([(x + 400, base - 656), (x + 500, base - 656)], light.ink, 7)
    canvas.box(x + 40, base - 424, end - 40, base - 390, light.near, radius=10)
    canvas.box(
        x, base - 400, end, base, [light.sun, light.sun, light.accent, mix(light.accent, light.ink, 0.2)], radius=46
    )
    canvas.box(x + 22, base - 352, end - 22, base - 170, mix(light.ink, light.near, 0.3), radius=26)
    for pane in range(7):
        left = x + 34 + pane * 120
        canvas.box(
            left, base - 340, left + 108, base - 182, [mix(light.second, light.sun, 0.4), light.second], radius=12
        )
        if canvas.rng.random() < 0.75:
            shift = canvas.rng.uniform(24, 76)
            canvas.ellipse(left + shift, base - 236, 17, 20, light.ink, opacity=0.85)
            canvas.box(
                left + shift - 26, base - 214, left + shift + 26, base - 182, light.ink, opacity=0.85, radius=12
            )
    for door in (274, 634):
        canvas.box(x + door, base - 352, x + door + 8, base - 20, light.ink)
        canvas.box(x + door + 106, base - 352, x + door + 114, base - 20, light.ink)
    canvas.box(x, base - 150, end, base - 134, light.ink, opacity=0.7)
    canvas.box(x + 44, base - 10, end - 44, base + 22, light.ink, radius=10)
    for lamp in (x + 24, end - 24):
        canvas.ellipse(lamp, base - 70, 12, 12, "#ffffff")


def _tree(canvas: Canvas, x: float, base: float, tall: float, light: Light) -> None:
    leaf = mix(light.near, light.far, 0.2)
    canvas.box(x - 10, base - tall * 0.6, x + 10, base, mix(light.ink, light.near, 0.2))
    for _ in range(26):
        dx, dy = canvas.rng.uniform(-0.24, 0.24) * tall, canvas.rng.uniform(-0.3, 0.2) * tall
        canvas.ellipse(
            x + dx,
            base - tall * 0.72 + dy,
            tall * 0.13,
            tall * 0.11,
            mix(leaf, light.ink if dx > 0 else light.sun, canvas.rng.uniform(0, 0.25)),
        )


def _ambulance(canvas: Canvas, x: float, base: float, light: Light) -> None:
    canvas.ellipse(x + 180, base + 26, 240, 15, light.ink, opacity=0.45, blur=7)
    canvas.box(x, base - 190, x + 290, base, ["#ffffff", mix(light.sun, light.far, 0.5)], radius=16)
    canvas.polygon(
        [(x + 280, base - 160), (x + 330, base - 160), (x + 376, base - 84), (x + 392, base), (x + 280, base)],
        [mix(light.sun, "#ffffff", 0.5), mix(light.sun, light.far, 0.6)],
    )
    canvas.polygon(
        [(x + 296, base - 146), (x + 324, base - 146), (x + 358, base - 84), (x + 296, base - 84)], light.ink
    )
    canvas.box(x, base - 76, x + 388, base - 48, light.accent)
    canvas.box(x + 112, base - 158, x + 132, base - 96, light.accent, radius=3)
    canvas.box(x + 91, base - 137, x + 153, base - 117, light.accent, radius=3)
    canvas.box(x + 210, base - 206, x + 262, base - 190, light.second, radius=6)
    for wheel in (76, 318):
        canvas.ellipse(x + wheel, base + 2, 35, 35, light.ink)
        canvas.ellipse(x + wheel, base + 2, 15, 15, light.far)
