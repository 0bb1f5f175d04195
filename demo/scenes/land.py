"""Scenes of open country: a wind farm, ploughed fields, terraces, a solar park under power lines."""

from __future__ import annotations

import math
from itertools import pairwise

from demo.scenes.lights import Light
from news.pictures import HEIGHT, WIDTH, Canvas, Point, ground, mix, wave


def wind_farm(canvas: Canvas, light: Light) -> None:
    """Draw turbines on hills that grow paler with distance."""
    rng = canvas.rng
    canvas.fill(light.sky)
    sun_x = rng.uniform(300, 1300)
    canvas.glow(sun_x, 420, 680, light.sun, 0.8)
    canvas.ellipse(sun_x, 420, 62, 62, light.sun, opacity=0.9)
    _clouds(canvas, light)
    rows = [(560, 0.75, 0.42, 5), (640, 0.5, 0.66, 4), (750, 0.2, 1.0, 3)]
    for level, share, scale, count in rows:
        hills = wave(rng, level, 46, 1.3)
        tint = mix("#ffffff", light.far, 0.4 - 0.3 * scale)
        for index in range(count):
            x, y = hills[int((index + rng.uniform(0.25, 0.8)) / count * (len(hills) - 1))]
            _turbine(canvas, x, y + 12, scale, tint, rng.uniform(0, math.tau / 3))
        canvas.polygon(ground(hills), [mix(light.far, light.sky[-1], share), mix(light.near, light.far, share)])
        canvas.haze(level + 10, level + 230, light.sky[-1], 0.35)
    near = wave(rng, 880, 34, 1.1)
    canvas.polygon(ground(near), [light.near, light.ink])
    for x, y in near[::4]:
        canvas.ellipse(x, y + 4, rng.uniform(16, 48), rng.uniform(10, 34), mix(light.near, light.ink, 0.45))


def fields(canvas: Canvas, light: Light) -> None:
    """Draw furrows that run to a low horizon, with a tractor at work."""
    rng = canvas.rng
    horizon = 430
    canvas.fill(light.sky)
    canvas.glow(1120, 330, 620, light.sun, 0.8)
    _clouds(canvas, light)
    canvas.polygon(ground(wave(rng, 385, 30, 1.2)), mix(light.far, light.sky[-1], 0.45))
    canvas.polygon(ground(wave(rng, 420, 14, 2.1)), light.far)
    soil, crop = mix(light.near, light.second, 0.25), mix(light.near, light.sun, 0.32)
    canvas.polygon([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], [mix(crop, light.far, 0.4), crop])
    vanish = (560, horizon - 20)
    for index in range(-26, 34):
        left, right = vanish[0] + index * 150, vanish[0] + index * 150 + 74
        colour = mix(soil, light.ink, 0.18 + 0.12 * (index % 2))
        canvas.polygon(
            [_towards(vanish, left, horizon), _towards(vanish, right, horizon), (right, HEIGHT), (left, HEIGHT)],
            colour,
        )
    canvas.polygon(
        [(820, horizon), (WIDTH, horizon), (WIDTH, 690)],
        [mix(light.second, light.sky[-1], 0.4), mix(light.second, light.near, 0.2)],
    )
    for x in range(0, WIDTH, 58):
        tall = rng.uniform(14, 40)
        canvas.ellipse(x + rng.uniform(-16, 16), horizon - tall * 0.5, 26, tall, mix(light.near, light.far, 0.25))
    canvas.haze(horizon - 90, horizon + 210, mix(light.far, light.sky[-1], 0.6), 0.6)
    _barn(canvas, 1270, horizon + 14, light)
    _tractor(canvas, 700, 742, light)


def terraces(canvas: Canvas, light: Light) -> None:
    """Draw a hillside stepped into narrow fields, with pickers among the rows."""
    rng = canvas.rng
    canvas.fill(light.sky)
    canvas.glow(400, 240, 600, light.sun, 0.75)
    canvas.polygon(ground(wave(rng, 300, 90, 0.8)), mix(light.far, light.sky[-1], 0.6))
    canvas.haze(260, 480, light.sky[-1], 0.6)
    canvas.polygon(ground(wave(rng, 380, 70, 1.0)), mix(light.far, light.sky[-1], 0.2))
    canvas.haze(360, 560, light.sky[-1], 0.6)
    for step in range(9):
        share = step / 8
        edge = [
            (x, y + (x - 800) * (0.14 - 0.05 * share)) for x, y in wave(rng, 470 + step * 66, 20 + 10 * share, 0.8)
        ]
        leaf = mix(mix(light.far, light.near, share), light.second, 0.16 * (step % 2))
        canvas.polygon(ground(edge), [leaf, mix(leaf, light.ink, 0.3)])
        canvas.line(edge, mix(leaf, light.sun, 0.45), 3 + 3 * share, opacity=0.8)
        for x, y in edge[:: max(2, 6 - step // 2)]:
            canvas.ellipse(x, y + 16 + 10 * share, 8 + 13 * share, 6 + 10 * share, mix(leaf, light.ink, 0.28))
        if step in (4, 6, 7):
            x, y = edge[rng.randrange(30, 130)]
            _picker(canvas, x, y + 26, 0.6 + 0.55 * share, rng.choice([light.accent, light.second]), light)


def solar_park(canvas: Canvas, light: Light) -> None:
    """Draw rows of panels below a line of pylons."""
    rng = canvas.rng
    canvas.fill(light.sky)
    canvas.glow(1180, 260, 640, light.sun, 0.85)
    canvas.ellipse(1180, 260, 66, 66, light.sun)
    _clouds(canvas, light)
    canvas.polygon(ground(wave(rng, 520, 40, 1.1)), mix(light.far, light.sky[-1], 0.4))
    _power_line(canvas, light)
    canvas.polygon(ground(wave(rng, 585, 14, 1.4)), [light.far, mix(light.near, light.second, 0.3)])
    canvas.haze(540, 700, light.sky[-1], 0.4)
    for row in range(6):
        share = row / 5
        base, tall = 630 + row * 52 + row * row * 7, 26 + 66 * share
        width, lean = 96 + 190 * share, 20 + 46 * share
        start = -rng.uniform(0, width)
        for column in range(int(WIDTH / width) + 3):
            left = start + column * (width + 10)
            _panel(canvas, left, base, width, tall, lean, mix(light.ink, light.near, 0.55 - 0.4 * share), light)
        canvas.ellipse(800, base + 14, 1100, 8 + 8 * share, mix(light.near, light.second, 0.35), opacity=0.5, blur=4)


def _clouds(canvas: Canvas, light: Light) -> None:
    for _ in range(7):
        x, y, across = canvas.rng.uniform(0, WIDTH), canvas.rng.uniform(70, 300), canvas.rng.uniform(70, 190)
        for puff in range(4):
            shift = (puff - 1.5) * across * 0.55
            size = across * canvas.rng.uniform(0.3, 0.6)
            canvas.ellipse(x + shift, y, size * 1.5, size * 0.24, light.sun, opacity=0.28, blur=7)


def _towards(vanish: Point, x: float, horizon: float) -> Point:
    share = (horizon - vanish[1]) / (HEIGHT - vanish[1])
    return vanish[0] + (x - vanish[0]) * share, horizon


def _turbine(canvas: Canvas, x: float, base: float, scale: float, colour: str, turn: float) -> None:
    hub = base - 330 * scale
    canvas.polygon([(x - 4 * scale, hub), (x + 4 * scale, hub), (x + 9 * scale, base), (x - 9 * scale, base)], colour)
    for blade in range(3):
        angle = turn + blade * math.tau / 3
        out, side = (math.sin(angle), -math.cos(angle)), (math.cos(angle), math.sin(angle))

        def at(along: float, across: float, out: Point = out, side: Point = side) -> Point:
            return (
                x + (out[0] * along + side[0] * across) * scale,
                hub + (out[1] * along + side[1] * across) * scale,
            )

        canvas.polygon([at(6, -4), at(44, 11), at(184, 0), at(44, -5)], colour)
    canvas.ellipse(x, hub, 10 * scale, 10 * scale, colour)


def _barn(canvas: Canvas, x: float, base: float, light: Light) -> None:
    wall = light.accent
    canvas.box(x, base - 70, x + 150, base, [wall, mix(wall, light.ink, 0.3)])
    canvas.polygon([(x - 10, base - 68), (x + 30, base - 118), (x + 120, base - 118), (x + 160, base - 68)], light.ink)
    canvas.box(x + 54, base - 46, x + 96, base, light.ink, opacity=0.75)
    canvas.box(x + 168, base - 128, x + 204, base, [mix(light.sun, light.far, 0.3), light.far], radius=16)


def _tractor(canvas: Canvas, x: float, base: float, light: Light) -> None:
    canvas.ellipse(x + 60, base + 2, 190, 16, light.ink, opacity=0.45, blur=8)
    for puff in range(7):
        canvas.ellipse(
            x - 90 - puff * 52,
            base - 8 - puff * 3,
            48 + puff * 8,
            18 + puff * 4,
            mix(light.sun, light.far, 0.5),
            opacity=0.2,
            blur=10,
        )
    canvas.box(x - 150, base - 40, x - 20, base - 16, light.ink, radius=6)
    for tine in range(5):
        canvas.line([(x - 140 + tine * 26, base - 20), (x - 152 + tine * 26, base + 6)], light.ink, 6)
    canvas.box(x + 60, base - 112, x + 206, base - 40, [light.accent, mix(light.accent, light.ink, 0.35)], radius=14)
    canvas.polygon([(x - 26, base - 120), (x - 8, base - 208), (x + 72, base - 208), (x + 84, base - 112)], light.ink)
    canvas.polygon(
        [(x - 8, base - 126), (x + 4, base - 194), (x + 62, base - 194), (x + 70, base - 118)], light.sky[-1]
    )
    canvas.box(x - 20, base - 216, x + 86, base - 202, light.accent, radius=5)
    canvas.box(x + 150, base - 168, x + 160, base - 108, light.ink)
    for wheel, size in ((14, 74), (176, 48)):
        canvas.ellipse(x + wheel, base - size + 6, size, size, light.ink)
        canvas.ellipse(x + wheel, base - size + 6, size * 0.5, size * 0.5, light.second)
        canvas.ellipse(x + wheel, base - size + 6, size * 0.2, size * 0.2, light.ink)


def _picker(canvas: Canvas, x: float, base: float, scale: float, coat: str, light: Light) -> None:
    canvas.box(
        x - 13 * scale, base - 66 * scale, x + 13 * scale, base, [coat, mix(coat, light.ink, 0.35)], radius=11 * scale
    )
    canvas.ellipse(x, base - 76 * scale, 9 * scale, 10 * scale, mix(light.ink, light.accent, 0.35))
    canvas.ellipse(x, base - 82 * scale, 25 * scale, 5 * scale, light.sun)
    canvas.polygon(
        [(x - 10 * scale, base - 83 * scale), (x, base - 97 * scale), (x + 10 * scale, base - 83 * scale)], light.sun
    )
    canvas.box(
        x + 10 * scale,
        base - 52 * scale,
        x + 32 * scale,
        base - 16 * scale,
        mix(light.second, light.ink, 0.3),
        radius=6 * scale,
    )


def _power_line(canvas: Canvas, light: Light) -> None:
    steel = mix(light.near, light.far, 0.3)
    towers = [
        (-120, 560, 0.95),
        (330, 566, 0.8),
        (690, 570, 0.66),
        (980, 574, 0.54),
        (1220, 576, 0.44),
        (1420, 578, 0.36),
    ]
    for x, base, scale in towers:
        for side in (-1, 1):
            canvas.line([(x + side * 46 * scale, base), (x, base - 400 * scale)], steel, 5 * scale)
        for bar in (60, 130, 200):
            half = 46 * scale * (1 - bar / 400)
            canvas.line([(x - half, base - bar * scale), (x + half, base - (bar + 56) * scale)], steel, 3 * scale)
            canvas.line([(x + half, base - bar * scale), (x - half, base - (bar + 56) * scale)], steel, 3 * scale)
        for arm, half in ((270, 96), (330, 72)):
            canvas.line(
                [(x - half * scale, base - arm * scale), (x + half * scale, base - arm * scale)], steel, 5 * scale
            )
    for (x0, base0, scale0), (x1, base1, scale1) in pairwise(towers):
        for arm, half in ((270, -94), (270, 94), (330, -70), (330, 70)):
            first = (x0 + half * scale0, base0 - arm * scale0)
            last = (x1 + half * scale1, base1 - arm * scale1)
            sag = [
                (
                    first[0] + (last[0] - first[0]) * t / 12,
                    first[1] + (last[1] - first[1]) * t / 12 + 34 * scale0 * math.sin(t / 12 * math.pi),
                )
                for t in range(13)
            ]
            canvas.line(sag, steel, 1.6, opacity=0.8)


def _panel(
    canvas: Canvas, left: float, base: float, width: float, tall: float, lean: float, glass: str, light: Light
) -> None:
    def at(across: float, up: float) -> Point:
        return left + across * width + up * lean, base - up * tall

    canvas.line([at(0.5, 0.3), (left + width * 0.5 + lean * 0.3, base + tall * 0.22)], light.ink, tall * 0.08)
    canvas.polygon([at(0, 0), at(1, 0), at(1, 1), at(0, 1)], [mix(glass, light.sky[0], 0.6), glass])
    for cell in range(1, 6):
        canvas.line([at(cell / 6, 0), at(cell / 6, 1)], light.sky[-1], 1.3, opacity=0.5)
    for cell in range(1, 3):
        canvas.line([at(0, cell / 3), at(1, cell / 3)], light.sky[-1], 1.3, opacity=0.5)
    canvas.line([at(0, 0), at(1, 0), at(1, 1), at(0, 1), at(0, 0)], light.sky[-1], 2.4, opacity=0.8)
