"""Scenes of distance: a railway line, a viaduct in the mist, a city at night."""

from __future__ import annotations

import math

from demo.scenes.lights import Light
from news.pictures import HEIGHT, WIDTH, Canvas, Point, ground, mix, wave


def railway(canvas: Canvas, light: Light) -> None:
    """Draw two tracks under their wires, running into the light."""
    rng = canvas.rng
    horizon, vanish_x = 520, 880
    canvas.fill(light.sky)
    canvas.glow(vanish_x, horizon - 20, 620, light.sun, 0.95)
    canvas.polygon(ground(wave(rng, 450, 60, 1.0)), mix(light.far, light.sky[-1], 0.35))
    canvas.polygon(ground(wave(rng, 500, 22, 1.8)), light.far)
    for x in range(-30, WIDTH + 30, 40):
        tall = 12 + abs(x - vanish_x) * 0.13 * rng.uniform(0.7, 1.2)
        canvas.ellipse(x, horizon - tall * 0.3, 34, tall, mix(light.near, light.far, 0.35))
    canvas.polygon(
        [(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.far, light.near, 0.5), light.near, mix(light.near, light.ink, 0.7)],
    )

    def at(across: float, depth: float) -> Point:
        return vanish_x + across / depth, horizon + 480 / depth

    canvas.polygon([at(-1250, 1), at(-1250, 60), at(640, 60), at(640, 1)], mix(light.near, light.ink, 0.5))
    for centre in (-760, 100):
        for step in range(60, 0, -1):
            depth = 0.94 + step * step * 0.012
            left, right = at(centre - 300, depth), at(centre + 300, depth)
            height = 26 / depth
            wood = mix(mix(light.ink, light.accent, 0.18), light.far, min(0.5, step / 90))
            canvas.box(left[0], left[1], right[0], left[1] + height, wood)
        for rail in (-205, 205):
            edges = [
                at(centre + rail - 16, 0.9),
                at(centre + rail - 16, 60),
                at(centre + rail + 16, 60),
                at(centre + rail + 16, 0.9),
            ]
            canvas.polygon(edges, [light.sun, mix(light.sun, light.far, 0.5), mix(light.far, light.sun, 0.3)])
    for step in range(9, -1, -1):
        depth = 1.25 * 1.45**step
        colour = mix(light.ink, light.far, min(0.75, step * 0.11))
        foot, wire = at(820, depth), at(100, depth)
        top = horizon - 620 / depth
        canvas.line([(foot[0], foot[1]), (foot[0], top)], colour, 20 / depth)
        canvas.line([(foot[0], top + 40 / depth), (wire[0] - 40 / depth, top + 40 / depth)], colour, 11 / depth)
        canvas.line([(foot[0], top + 150 / depth), (wire[0], top + 42 / depth)], colour, 7 / depth)
        if step:
            ahead = 1.25 * 1.45 ** (step - 1)
            canvas.line(
                [(wire[0], top + 42 / depth), (at(100, ahead)[0], horizon - 620 / ahead + 42 / ahead)],
                colour,
                5 / ahead,
            )
    canvas.glow(vanish_x, horizon, 320, light.sun, 0.55)
    for lamp in (-52, -28):
        canvas.ellipse(vanish_x + lamp, horizon + 22, 5, 5, "#ffffff")
    canvas.box(vanish_x - 62, horizon - 18, vanish_x - 18, horizon + 34, light.ink, radius=8, opacity=0.35)


def viaduct(canvas: Canvas, light: Light) -> None:
    """Draw a train crossing a valley on stone arches."""
    rng = canvas.rng
    deck, foot = 420, 900
    canvas.fill(light.sky)
    canvas.glow(1180, 240, 620, light.sun, 0.8)
    for level, share in ((330, 0.65), (430, 0.4), (540, 0.15)):
        canvas.polygon(ground(wave(rng, level, 90, 0.9)), mix(light.far, light.sky[-1], share))
        canvas.haze(level + 20, level + 340, light.sky[-1], 0.55)
    stone = mix(light.near, light.far, 0.35)
    canvas.box(-20, deck, WIDTH + 20, foot + 120, [stone, mix(stone, light.ink, 0.35)])
    valley = mix(light.far, light.sky[-1], 0.55)
    for index in range(-1, 9):
        left, right = index * 190 + 60, index * 190 + 214
        shades = [mix(valley, light.far, 0.4), valley, mix(light.far, light.near, 0.35)]
        canvas.ellipse((left + right) / 2, deck + 132, 77, 78, mix(shades[0], valley, 0.3))
        canvas.box(left, deck + 132, right, foot + 120, shades)
        canvas.box(right - 12, deck + 150, right, foot + 120, light.ink, opacity=0.16)
        ring = [
            ((left + right) / 2 + 84 * math.cos(a / 12 * math.pi), deck + 132 - 84 * math.sin(a / 12 * math.pi))
            for a in range(13)
        ]
        canvas.line(ring, mix(stone, light.sun, 0.3), 7, opacity=0.8)
    canvas.box(-20, deck - 8, WIDTH + 20, deck + 12, mix(stone, light.sun, 0.25))
    canvas.box(-20, deck + 12, WIDTH + 20, deck + 18, light.ink, opacity=0.3)
    _train(canvas, 150, deck - 8, light)
    canvas.haze(600, 980, light.sky[-1], 0.7)
    wood = wave(rng, 872, 40, 1.2)
    canvas.polygon(ground([(x, y + 26) for x, y in wood]), [mix(light.near, light.ink, 0.3), light.ink])
    for x, y in wood[::3]:
        _fir(canvas, x, y + 50, rng.uniform(70, 170), mix(light.near, light.ink, rng.uniform(0.25, 0.8)))


def city_night(canvas: Canvas, light: Light) -> None:
    """Draw a skyline whose lit windows stand in the water."""
    rng = canvas.rng
    waterline = 720
    canvas.fill(light.sky)
    for _ in range(160):
        canvas.ellipse(
            rng.uniform(0, WIDTH),
            rng.uniform(0, 420),
            rng.uniform(0.7, 2),
            rng.uniform(0.7, 2),
            light.sun,
            opacity=rng.uniform(0.2, 0.8),
        )
    canvas.glow(1240, 210, 300, light.sun, 0.5)
    canvas.ellipse(1240, 210, 64, 64, light.sun)
    canvas.glow(760, waterline, 900, light.accent, 0.35)
    for depth, (low, high, step) in enumerate([(180, 420, 84), (110, 380, 104), (60, 230, 128)]):
        shade = mix(mix(light.far, light.near, depth / 2), light.sky[-1], 0.25 - 0.12 * depth)
        x = -30.0
        while x < WIDTH:
            width = step * rng.uniform(0.6, 1.3)
            height = rng.uniform(low, high) * (1.15 - abs(x - 760) / 1600)
            _tower(canvas, x, waterline, width, height, shade, light, lit=0.16 + 0.1 * depth)
            x += width + rng.uniform(-4, 16)
        canvas.haze(waterline - 260, waterline + 160, light.sky[-1], 0.3 - 0.1 * depth)
    canvas.box(-10, waterline - 14, WIDTH + 10, waterline, light.ink)
    for lamp in range(20, WIDTH, 92):
        canvas.glow(lamp, waterline - 22, 34, light.accent, 0.9)
        canvas.ellipse(lamp, waterline - 22, 3.5, 3.5, light.sun)
    canvas.mirror(waterline, light.ink, 0.4, blur=5)
    for _ in range(130):
        y = rng.uniform(waterline + 4, HEIGHT)
        canvas.ellipse(rng.uniform(0, WIDTH), y, rng.uniform(10, 90), 1.6, light.sky[-1], opacity=0.22, blur=1)


def _train(canvas: Canvas, x: float, base: float, light: Light) -> None:
    for car in range(4):
        left = x + car * 262
        right = left + 254
        if car == 3:
            nose = [
                (left, base - 82),
                (right - 60, base - 82),
                (right + 10, base - 46),
                (right + 34, base - 12),
                (left, base - 12),
            ]
            canvas.polygon(nose, [light.sun, light.accent])
            canvas.polygon(
                [(right - 62, base - 72), (right - 22, base - 66), (right + 2, base - 48), (right - 56, base - 48)],
                light.ink,
            )
        else:
            canvas.box(left, base - 82, right, base - 12, [light.sun, light.accent], radius=8)
        for window in range(6 if car < 3 else 4):
            canvas.box(left + 16 + window * 39, base - 66, left + 46 + window * 39, base - 42, light.ink, radius=4)
        canvas.box(left, base - 32, right if car < 3 else right + 22, base - 26, light.ink, opacity=0.5)
        for wheel in (40, 74, 180, 214):
            canvas.ellipse(left + wheel, base - 8, 11, 11, light.ink)


def _fir(canvas: Canvas, x: float, base: float, tall: float, colour: str) -> None:
    for tier in range(3):
        half, top = tall * (0.16 + 0.06 * tier), base - tall + tier * tall * 0.24
        canvas.polygon([(x, top), (x - half, top + tall * 0.44), (x + half, top + tall * 0.44)], colour)


def _tower(
    canvas: Canvas, x: float, base: float, width: float, height: float, shade: str, light: Light, *, lit: float
) -> None:
    rng = canvas.rng
    top = base - height
    canvas.box(x, top, x + width, base, [mix(shade, light.sky[-1], 0.16), shade])
    if rng.random() < 0.3:
        canvas.box(x + width * 0.3, top - 34, x + width * 0.7, top, shade)
        canvas.line([(x + width * 0.5, top - 34), (x + width * 0.5, top - 96)], shade, 4)
        canvas.ellipse(x + width * 0.5, top - 98, 3.5, 3.5, light.accent)
    columns = max(2, int(width // 17))
    for row in range(int(height // 22)):
        floor_lit = lit * rng.choice([0.3, 1, 1, 1.8])
        for column in range(columns):
            if rng.random() < floor_lit:
                left, y = x + (column + 0.5) * width / columns - 4, top + 12 + row * 22
                canvas.box(
                    left,
                    y,
                    left + 8,
                    y + 11,
                    rng.choice([light.accent, light.sun, mix(light.accent, light.sun, 0.5), light.second]),
                )
