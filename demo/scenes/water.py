"""Scenes by the water: a harbour, a quay stacked with containers, a river bridge, a fishing fleet."""

from __future__ import annotations

import math

from demo.scenes.lights import Light
from news.pictures import HEIGHT, WIDTH, Canvas, Point, ground, mix, wave


def harbour(canvas: Canvas, light: Light) -> None:
    """Draw cranes over a container ship against a low sun."""
    rng = canvas.rng
    waterline = 690
    canvas.fill(light.sky)
    sun_x = rng.uniform(420, 1150)
    canvas.glow(sun_x, 560, 620, light.sun, 0.75)
    canvas.ellipse(sun_x, 560, 74, 74, light.sun, opacity=0.95)
    _clouds(canvas, light, 140, 420, 9)
    canvas.polygon(ground(wave(rng, 610, 24, 1.6)), mix(light.far, light.sky[-1], 0.35))
    canvas.polygon(ground(wave(rng, 655, 18, 2.2)), light.far)
    for x in (150, 390, 1230):
        _crane(canvas, x, waterline, rng.uniform(0.72, 0.86), mix(light.near, light.far, 0.45))
    _crane(canvas, 1010, waterline, 1.12, light.near)
    _ship(canvas, 300, waterline + 16, light)
    canvas.mirror(waterline + 22, mix(light.near, light.ink, 0.3), 0.42, blur=5)
    _ripples(canvas, light, waterline + 30)
    _glitter(canvas, light, sun_x, waterline + 30)
    canvas.polygon([(0, 930), (520, 900), (560, HEIGHT), (0, HEIGHT)], light.ink)
    for x in (70, 210, 350, 480):
        canvas.box(x, 868 - x * 0.02, x + 22, 930, light.ink, radius=6)
        canvas.box(x - 7, 862 - x * 0.02, x + 29, 876 - x * 0.02, light.ink, radius=7)


def quay(canvas: Canvas, light: Light) -> None:
    """Draw a wall of containers with a straddle carrier in front."""
    rng = canvas.rng
    canvas.fill(light.sky)
    canvas.glow(1250, 180, 520, light.sun, 0.7)
    _clouds(canvas, light, 80, 330, 7)
    for x in (60, 640, 1200):
        _crane(canvas, x, 780, 0.95, mix(light.far, light.near, 0.25))
    colours = [
        light.accent,
        light.second,
        light.near,
        mix(light.near, light.far, 0.5),
        mix(light.accent, light.ink, 0.4),
    ]
    for depth, (base, height, width) in enumerate([(760, 62, 172), (838, 84, 236)]):
        for column in range(-1, WIDTH // width + 2):
            left = column * width + (40 if depth else 0)
            for row in range(rng.randint(2, 4) if depth == 0 else rng.choice([1, 2, 2, 3])):
                colour = mix(rng.choice(colours), light.sky[-1], 0.34 if depth == 0 else 0.04)
                _container(canvas, left, base - (row + 1) * height, width - 6, height - 5, colour)
        canvas.haze(560 + depth * 60, 880, light.sky[-1], 0.22 if depth == 0 else 0)
    canvas.polygon(
        [(0, 836), (WIDTH, 836), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.near, light.far, 0.3), mix(light.near, light.ink, 0.55)],
    )
    for x in range(-200, WIDTH + 200, 330):
        canvas.polygon([(x, 1000), (x + 26, 1000), (x + 96, 836), (x + 88, 836)], light.sun, opacity=0.22)
    _carrier(canvas, 930, 900, light)


def river_bridge(canvas: Canvas, light: Light) -> None:
    """Draw a cable-stayed bridge over a still river."""
    rng = canvas.rng
    waterline, deck = 700, 590
    canvas.fill(light.sky)
    canvas.glow(820, 520, 700, light.sun, 0.7)
    for level, share in ((520, 0.7), (575, 0.4), (628, 0.1)):
        canvas.polygon(ground(wave(rng, level, 34, 1.5)), mix(light.far, light.sky[-1], share))
        canvas.haze(level - 10, level + 150, light.sky[-1], 0.4)
    for x in range(-20, WIDTH, 46):
        height = rng.uniform(18, 56)
        canvas.ellipse(x, waterline, 34, height, mix(light.near, light.far, 0.3))
    steel = light.ink
    for mast in (430, 1170):
        for offset in range(40, 371, 30):
            top = 180 + offset * 0.32
            for side in (-1, 1):
                canvas.line([(mast, top), (mast + side * offset, deck)], steel, 2.4, opacity=0.75)
        canvas.polygon([(mast - 9, 150), (mast + 9, 150), (mast + 26, 720), (mast - 26, 720)], [steel, light.near])
    canvas.box(-20, deck, WIDTH + 20, deck + 22, [light.ink, light.near])
    canvas.box(-20, deck - 12, WIDTH + 20, deck - 9, steel, opacity=0.8)
    _lorries(canvas, deck, light)
    canvas.mirror(waterline, mix(light.near, light.sky[1], 0.5), 0.35, blur=6)
    _ripples(canvas, light, waterline + 6)
    canvas.haze(waterline - 60, waterline + 90, light.sky[-1], 0.5)
    for x in range(-20, 520, 13):
        tip = (x + rng.uniform(-26, 26), rng.uniform(800, 900) + x * 0.14)
        canvas.line([(x, HEIGHT + 10), tip], light.ink, 5)


def fishing_fleet(canvas: Canvas, light: Light) -> None:
    """Draw small boats at their moorings, hulls bright on calm water."""
    rng = canvas.rng
    waterline = 560
    canvas.fill(light.sky)
    canvas.glow(380, 300, 560, light.sun, 0.7)
    _clouds(canvas, light, 100, 380, 8)
    canvas.polygon(ground(wave(rng, 470, 50, 1.1)), mix(light.far, light.sky[-1], 0.4))
    canvas.polygon(ground(wave(rng, 525, 26, 1.9)), light.far)
    for x in range(880, 1620, 76):
        _house(
            canvas,
            x,
            waterline,
            rng.uniform(56, 96),
            mix(rng.choice([light.accent, light.second, light.sun]), light.far, 0.35),
            light,
        )
    canvas.polygon(
        [(0, waterline), (WIDTH, waterline), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.sky[-1], light.far, 0.4), light.near, mix(light.near, light.ink, 0.5)],
    )
    _ripples(canvas, light, waterline + 8)
    boats = [(260, 640, 0.62), (1280, 668, 0.72), (760, 716, 0.95), (240, 838, 1.35), (1230, 880, 1.5)]
    hulls = [light.accent, light.near, light.second, light.sun, light.accent]
    for (x, y, scale), hull in zip(boats, hulls, strict=True):
        _boat(canvas, x, y, scale, hull, light)


def _clouds(canvas: Canvas, light: Light, top: float, bottom: float, count: int) -> None:
    for _ in range(count):
        x, y = canvas.rng.uniform(0, WIDTH), canvas.rng.uniform(top, bottom)
        across = canvas.rng.uniform(120, 420)
        tint = mix(light.sun, light.sky[-2], canvas.rng.random() * 0.6)
        canvas.ellipse(x, y, across, across * 0.055, tint, opacity=0.5, blur=9)


def _ripples(canvas: Canvas, light: Light, top: float) -> None:
    for _ in range(90):
        near = canvas.rng.random() ** 1.5
        y = top + near * (HEIGHT - top)
        x, half = canvas.rng.uniform(0, WIDTH), 20 + 110 * near * canvas.rng.random()
        canvas.ellipse(x, y, half, 1.2 + 2.4 * near, light.sky[-1], opacity=0.2 + 0.12 * near, blur=1)


def _glitter(canvas: Canvas, light: Light, x: float, top: float) -> None:
    for step in range(46):
        y = top + step * (HEIGHT - top) / 46
        spread = 34 + step * 2.6
        half = canvas.rng.uniform(12, spread)
        canvas.ellipse(x + canvas.rng.uniform(-spread, spread), y, half, 2.2, light.sun, opacity=0.5, blur=1)


def _crane(canvas: Canvas, x: float, base: float, scale: float, colour: str) -> None:
    def at(dx: float, dy: float) -> Point:
        return x + dx * scale, base + dy * scale

    for dx in (0, 120):
        canvas.line([at(dx, 0), at(dx, -250)], colour, 13 * scale)
    canvas.line([at(0, -70), at(120, -70)], colour, 9 * scale)
    canvas.line([at(0, -70), at(120, -250)], colour, 5 * scale)
    canvas.line([at(-230, -258), at(250, -258)], colour, 15 * scale)
    canvas.line([at(60, -258), at(72, -400)], colour, 9 * scale)
    canvas.line([at(-222, -262), at(70, -398), at(240, -262)], colour, 4 * scale)
    canvas.line([at(-90, -262), at(70, -398)], colour, 3 * scale)
    canvas.line([at(-130, -256), at(-130, -150)], colour, 3 * scale)
    canvas.box(*at(-152, -154), *at(-108, -140), colour)
    canvas.box(*at(130, -292), *at(215, -256), colour)


def _ship(canvas: Canvas, x: float, base: float, light: Light) -> None:
    colours = [
        light.accent,
        light.second,
        mix(light.near, light.far, 0.4),
        mix(light.accent, light.sun, 0.45),
        light.near,
    ]
    for column in range(13):
        for row in range(canvas.rng.randint(2, 4)):
            left, top = x + 96 + column * 47, base - 104 - row * 25
            colour = mix(canvas.rng.choice(colours), light.near, 0.28)
            canvas.box(left, top, left + 44, top + 23, [colour, mix(colour, light.ink, 0.25)])
    tower = mix(light.sun, light.near, 0.22)
    canvas.box(x + 718, base - 236, x + 792, base - 70, [tower, mix(tower, light.near, 0.4)])
    canvas.box(x + 706, base - 238, x + 804, base - 216, tower)
    for row in range(4):
        canvas.box(x + 728, base - 204 + row * 30, x + 782, base - 194 + row * 30, light.near)
    canvas.box(x + 806, base - 190, x + 836, base - 80, light.accent)
    hull = [(x, base - 92), (x + 60, base - 80), (x + 870, base - 80), (x + 850, base + 6), (x + 66, base + 6)]
    canvas.polygon(hull, [mix(light.ink, light.near, 0.3), light.ink])
    canvas.polygon(
        [(x + 52, base - 14), (x + 856, base - 14), (x + 850, base + 6), (x + 66, base + 6)],
        mix(light.accent, light.ink, 0.35),
    )


def _container(canvas: Canvas, left: float, top: float, width: float, height: float, colour: str) -> None:
    canvas.box(left, top, left + width, top + height, [mix(colour, "#ffffff", 0.1), mix(colour, "#000000", 0.14)])
    for x in range(int(left) + 10, int(left + width) - 6, 13):
        canvas.box(x, top + 6, x + 5, top + height - 6, "#000000", opacity=0.13)
    canvas.box(left, top, left + width, top + 4, "#ffffff", opacity=0.25)


def _carrier(canvas: Canvas, x: float, base: float, light: Light) -> None:
    frame = light.second
    canvas.ellipse(x + 120, base + 8, 210, 14, light.ink, opacity=0.5, blur=8)
    _container(canvas, x + 18, base - 190, 206, 82, light.accent)
    for dx in (-6, 222):
        canvas.box(x + dx, base - 330, x + dx + 26, base - 12, [frame, mix(frame, light.ink, 0.4)])
        for wheel in (-6, 32):
            canvas.ellipse(x + dx + wheel, base - 8, 19, 19, light.ink)
    canvas.box(x - 20, base - 352, x + 262, base - 318, [frame, mix(frame, light.ink, 0.25)])
    canvas.box(x + 262, base - 330, x + 312, base - 262, light.ink, radius=8)
    canvas.box(x + 270, base - 320, x + 304, base - 290, light.sky[-1], radius=4)
    for dx in (60, 182):
        canvas.line([(x + dx, base - 320), (x + dx, base - 190)], light.ink, 5)


def _lorries(canvas: Canvas, deck: float, light: Light) -> None:
    for x, colour in ((130, light.accent), (640, light.second), (890, light.sun), (1330, light.accent)):
        canvas.box(x, deck - 40, x + 78, deck - 8, colour, radius=3)
        canvas.box(x + 82, deck - 30, x + 104, deck - 8, light.near, radius=4)
        for wheel in (16, 60, 92):
            canvas.ellipse(x + wheel, deck - 6, 7, 7, light.ink)


def _house(canvas: Canvas, x: float, base: float, height: float, colour: str, light: Light) -> None:
    canvas.box(x, base - height, x + 68, base, [colour, mix(colour, light.near, 0.3)])
    canvas.polygon([(x - 5, base - height), (x + 34, base - height - 38), (x + 73, base - height)], light.near)
    for dx in (14, 42):
        canvas.box(x + dx, base - height + 16, x + dx + 13, base - height + 36, light.ink, opacity=0.7)


def _boat(canvas: Canvas, x: float, y: float, scale: float, hull: str, light: Light) -> None:
    def at(dx: float, dy: float) -> Point:
        return x + dx * scale, y + dy * scale

    for band in range(5):
        half = (118 - band * 16) * scale
        canvas.ellipse(
            x + math.sin(band) * 6,
            y + (12 + band * 13) * scale,
            half,
            5 * scale,
            mix(hull, light.near, 0.45),
            opacity=0.5,
            blur=2,
        )
    canvas.line([at(10, -30), at(10, -190)], light.ink, 5 * scale)
    canvas.line([at(10, -186), at(130, -34)], light.ink, 1.6 * scale, opacity=0.8)
    canvas.line([at(10, -186), at(-120, -40)], light.ink, 1.6 * scale, opacity=0.8)
    canvas.line([at(10, -70), at(96, -120)], light.ink, 4 * scale)
    canvas.box(*at(-64, -92), *at(-4, -26), [light.sun, mix(light.sun, light.far, 0.5)], radius=5 * scale)
    canvas.box(*at(-70, -98), *at(2, -86), mix(hull, light.ink, 0.3), radius=3 * scale)
    canvas.box(*at(-56, -78), *at(-36, -56), light.ink, radius=2 * scale)
    canvas.box(*at(-30, -78), *at(-12, -56), light.ink, radius=2 * scale)
    canvas.polygon(
        [at(-128, -42), at(-30, -30), at(60, -32), at(138, -56), at(104, 12), at(-104, 12)],
        [hull, mix(hull, light.ink, 0.35)],
    )
    canvas.line([at(-126, -38), at(-30, -26), at(60, -28), at(134, -50)], light.sun, 5 * scale, opacity=0.9)
    canvas.polygon([at(-113, -2), at(112, -2), at(104, 12), at(-104, 12)], light.ink, opacity=0.8)
