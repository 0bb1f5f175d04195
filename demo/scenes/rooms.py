"""Scenes indoors: a classroom, a workshop, a warehouse aisle."""

from __future__ import annotations

import math
from itertools import pairwise

from demo.scenes.lights import Light
from demo.scenes.people import figure
from news.pictures import HEIGHT, WIDTH, Canvas, Point, mix


def classroom(canvas: Canvas, light: Light) -> None:
    """Draw learners before a board, with morning light falling through tall windows."""
    rng = canvas.rng
    wall = mix(light.sun, light.far, 0.28)
    canvas.fill([mix(wall, light.sun, 0.4), wall])
    canvas.polygon(
        [(0, 730), (WIDTH, 730), (WIDTH, HEIGHT), (0, HEIGHT)],
        [mix(light.second, light.near, 0.3), mix(light.second, light.ink, 0.45)],
    )
    canvas.box(0, 716, WIDTH, 734, mix(wall, light.near, 0.45))
    for left in (1180, 1400):
        canvas.box(left - 12, 108, left + 182, 552, "#ffffff", radius=4)
        canvas.box(left, 120, left + 170, 540, [light.sky[0], light.sky[2], mix(light.far, light.near, 0.3)])
        canvas.box(left + 80, 120, left + 90, 540, "#ffffff")
        canvas.box(left, 320, left + 170, 330, "#ffffff")
    board = mix(light.near, light.ink, 0.55)
    canvas.box(150, 130, 1040, 560, mix(light.second, light.ink, 0.35), radius=8)
    canvas.box(166, 146, 1024, 544, [mix(board, light.near, 0.35), board])
    chalk = mix(light.sun, "#ffffff", 0.5)
    canvas.line([(230, 470), (230, 210)], chalk, 4, opacity=0.8)
    canvas.line([(230, 470), (560, 470)], chalk, 4, opacity=0.8)
    canvas.line(
        [(240 + x * 10, 450 - 190 / (1 + math.exp(-(x - 15) / 4))) for x in range(31)], light.second, 6, opacity=0.95
    )
    for row in range(6):
        canvas.line([(640, 220 + row * 46), (640 + rng.uniform(160, 330), 220 + row * 46)], chalk, 5, opacity=0.65)
    for offset in (0, 260):
        beam = [(1180 + offset, 130), (1350 + offset, 130), (900 + offset, HEIGHT), (420 + offset, HEIGHT)]
        canvas.polygon(beam, light.sun, opacity=0.2, blur=12)
    _teacher(canvas, 1085, 760, light)
    tops = [
        light.accent,
        light.second,
        light.near,
        mix(light.accent, light.sun, 0.4),
        mix(light.near, light.far, 0.5),
        light.far,
    ]
    for depth, (base, scale, count) in enumerate([(792, 0.74, 6), (930, 1.05, 5)]):
        for seat in range(count):
            x = 110 + seat * 1380 / (count - 1) + (60 if depth == 0 else 0)
            _learner(canvas, x, base, scale, tops[(seat * 2 + depth * 3) % len(tops)], light)


def workshop(canvas: Canvas, light: Light) -> None:
    """Draw a tidy bench under hanging lamps, tools in their places on the wall."""
    rng = canvas.rng
    wall = mix(light.near, light.far, 0.15)
    canvas.fill([mix(wall, light.ink, 0.35), wall, mix(wall, light.far, 0.35)])
    canvas.box(
        140, 170, 1460, 560, [mix(light.second, light.near, 0.55), mix(light.second, light.near, 0.7)], radius=8
    )
    for column in range(54):
        for row in range(15):
            canvas.ellipse(164 + column * 24, 192 + row * 25, 2, 2, light.ink, opacity=0.35)
    tint = mix(light.ink, light.sky[-1], 0.14)
    for index in range(6):
        _spanner(canvas, 220 + index * 52, 230, 110 + index * 18, tint)
    for index in range(4):
        _hammer(canvas, 610 + index * 100, 226, tint, rng.choice([light.accent, light.second, light.sun]))
    _saw(canvas, 1060, 250, tint, light)
    for index in range(7):
        x = 640 + index * 54
        canvas.box(x, 430, x + 12, 470, (light.accent, light.sun, light.second)[index % 3], radius=5)
        canvas.line([(x + 6, 470), (x + 6, 530)], tint, 5)
    canvas.ellipse(1330, 460, 62, 62, tint)
    canvas.ellipse(1330, 460, 44, 44, mix(light.second, light.near, 0.65))
    _apprentices(canvas, light)
    wood = mix(light.second, light.accent, 0.25)
    canvas.box(60, 700, 1540, 754, [mix(wood, light.sun, 0.3), mix(wood, light.ink, 0.15)], radius=6)
    canvas.box(60, 754, 1540, 776, mix(wood, light.ink, 0.55))
    for x in (120, 1420):
        canvas.box(x, 776, x + 64, HEIGHT, [mix(wood, light.ink, 0.45), mix(wood, light.ink, 0.7)])
    canvas.box(560, 776, 1040, HEIGHT, mix(wood, light.ink, 0.65))
    for drawer in (790, 862, 934):
        canvas.box(576, drawer, 1024, drawer + 62, mix(wood, light.ink, 0.42), radius=4)
        canvas.box(766, drawer + 26, 834, drawer + 36, light.sun, radius=4)
    _vice(canvas, 260, 700, light)
    for x in (420, 800, 1180):
        canvas.line([(x, 0), (x, 66)], light.ink, 5)
        canvas.polygon(
            [(x - 26, 64), (x + 26, 64), (x + 74, 132), (x - 74, 132)],
            [light.accent, mix(light.accent, light.ink, 0.3)],
        )
        canvas.polygon(
            [(x - 70, 132), (x + 70, 132), (x + 320, 720), (x - 320, 720)], light.second, opacity=0.13, blur=20
        )
        canvas.ellipse(x, 134, 66, 9, light.sun)
        canvas.glow(x, 150, 240, light.second, 0.6)


def warehouse(canvas: Canvas, light: Light) -> None:
    """Draw a long aisle between racks, with two people and a pallet truck."""
    rng = canvas.rng
    vanish: Point = (800, 470)
    canvas.fill([mix(light.near, light.ink, 0.5), mix(light.far, light.near, 0.35), mix(light.near, light.ink, 0.2)])
    canvas.glow(*vanish, 560, light.sun, 0.9)

    def at(x: float, y: float, depth: float) -> Point:
        return vanish[0] + x / depth, vanish[1] + y / depth

    canvas.polygon(
        [at(-620, 470, 0.9), at(620, 470, 0.9), at(620, 470, 14), at(-620, 470, 14)],
        [mix(light.sun, light.far, 0.3), mix(light.far, light.near, 0.3), mix(light.near, light.ink, 0.25)],
    )
    for side in (-40, 40):
        canvas.polygon(
            [at(side * 7, 470, 0.9), at(side * 7 + 34, 470, 0.9), at(side * 7 + 34, 470, 14), at(side * 7, 470, 14)],
            light.second,
            opacity=0.7,
        )
    bays = [0.86 * 1.33**step for step in range(9)]
    cartons = [
        mix(light.second, light.ink, 0.2),
        mix(light.second, light.sun, 0.3),
        light.accent,
        mix(light.near, light.far, 0.6),
        mix(light.second, light.accent, 0.4),
    ]
    for near, far in reversed(list(pairwise(bays))):
        fade = min(0.7, (near - 0.86) * 0.1)
        for side in (-1, 1):
            for level in range(4):
                low, high = 470 - level * 245, 470 - level * 245 - 205
                for half in range(2):
                    front = near + (far - near) * half / 2
                    back = near + (far - near) * (half + 0.86) / 2
                    colour = mix(mix(rng.choice(cartons), light.ink, 0.12), light.sun, fade)
                    top = low - (low - high) * rng.uniform(0.5, 1)
                    canvas.polygon(
                        [
                            at(side * 640, low, front),
                            at(side * 640, top, front),
                            at(side * 640, top, back),
                            at(side * 640, low, back),
                        ],
                        colour,
                    )
                    canvas.polygon(
                        [
                            at(side * 640, top, front),
                            at(side * 900, top, front),
                            at(side * 900, low, front),
                            at(side * 640, low, front),
                        ],
                        mix(colour, light.ink, 0.22),
                    )
                beam = [
                    at(side * 630, low, near),
                    at(side * 630, low + 24, near),
                    at(side * 630, low + 24, far),
                    at(side * 630, low, far),
                ]
                canvas.polygon(beam, mix(light.accent, light.sun, fade))
            post = [
                at(side * 630, 490, near),
                at(side * 630, -620, near),
                at(side * 655, -620, near),
                at(side * 655, 490, near),
            ]
            canvas.polygon(post, mix(light.ink, light.sun, fade))
        lamp = [at(-90, -560, near), at(90, -560, near), at(90, -560, far), at(-90, -560, far)]
        canvas.polygon(lamp, mix(light.sun, "#ffffff", 0.5), opacity=0.9)
    canvas.glow(*vanish, 330, light.sun, 0.7)
    _worker(canvas, 640, 830, 1.2, light.accent, light)
    _worker(canvas, 940, 700, 0.72, light.second, light)
    canvas.box(700, 690, 850, 812, [cartons[1], mix(cartons[1], light.ink, 0.3)], radius=3)
    canvas.box(756, 690, 776, 812, light.ink, opacity=0.2)
    canvas.box(690, 812, 866, 830, light.ink, radius=4)


def _learner(canvas: Canvas, x: float, base: float, scale: float, top: str, light: Light) -> None:
    figure(canvas, x, base, scale, top, light, tall=132)
    canvas.ellipse(
        x,
        base - 196 * scale,
        41 * scale,
        36 * scale,
        mix(light.ink, light.accent, canvas.rng.choice([0, 0, 0.16, 0.3])),
    )
    if canvas.rng.random() < 0.5:
        canvas.ellipse(x, base - 158 * scale, 33 * scale, 44 * scale, mix(light.ink, light.accent, 0.1))
    desk = mix(light.second, light.sun, 0.3)
    canvas.box(
        x - 125 * scale,
        base - 8 * scale,
        x + 125 * scale,
        base + 14 * scale,
        [desk, mix(desk, light.ink, 0.3)],
        radius=4 * scale,
    )
    for leg in (-110, 102):
        canvas.box(
            x + leg * scale,
            base + 14 * scale,
            x + (leg + 9) * scale,
            base + 130 * scale,
            mix(light.ink, light.near, 0.3),
        )


def _teacher(canvas: Canvas, x: float, base: float, light: Light) -> None:
    figure(canvas, x, base - 120, 0.9, light.accent, light, tall=170)
    canvas.box(x - 44, base - 120, x + 44, base + 20, mix(light.ink, light.near, 0.2), radius=10)
    canvas.ellipse(x, base - 340, 36, 25, light.ink)
    canvas.line([(x - 40, base - 240), (x - 120, base - 330)], mix(light.accent, light.ink, 0.25), 24)


def _spanner(canvas: Canvas, x: float, top: float, tall: float, colour: str) -> None:
    canvas.line([(x, top), (x, top + tall)], colour, 11)
    canvas.ellipse(x, top, 17, 17, colour)
    canvas.ellipse(x, top + tall, 15, 15, colour)


def _hammer(canvas: Canvas, x: float, top: float, head: str, grip: str) -> None:
    canvas.line([(x + 28, top + 12), (x + 28, top + 164)], grip, 13)
    canvas.box(x, top, x + 62, top + 30, head, radius=6)


def _saw(canvas: Canvas, x: float, top: float, blade: str, light: Light) -> None:
    canvas.polygon([(x, top), (x + 250, top + 22), (x + 250, top + 48), (x, top + 78)], blade)
    canvas.box(x - 84, top - 8, x + 10, top + 88, light.accent, radius=26)
    canvas.box(x - 60, top + 20, x - 16, top + 60, mix(light.second, light.near, 0.6), radius=16)


def _vice(canvas: Canvas, x: float, base: float, light: Light) -> None:
    steel = mix(light.near, light.sky[-1], 0.25)
    canvas.box(x, base - 40, x + 150, base, mix(steel, light.ink, 0.45), radius=8)
    canvas.box(x + 10, base - 112, x + 66, base - 36, steel, radius=8)
    canvas.box(x + 86, base - 112, x + 142, base - 36, steel, radius=8)
    canvas.box(x + 142, base - 74, x + 210, base - 58, mix(steel, light.ink, 0.2))
    canvas.line([(x + 204, base - 104), (x + 204, base - 28)], light.sun, 8)
    canvas.box(x + 66, base - 156, x + 86, base - 60, light.accent)


def _apprentices(canvas: Canvas, light: Light) -> None:
    for x, coat, scale in ((830, light.accent, 1.25), (1120, mix(light.second, light.sun, 0.2), 1.15)):
        figure(canvas, x, 668, scale, coat, light, tall=160)
        canvas.ellipse(
            x, 668 - 228 * scale, 43 * scale, 28 * scale, light.second if coat == light.accent else light.ink
        )
        canvas.box(
            x - 50 * scale,
            668 - 222 * scale,
            x + 50 * scale,
            668 - 214 * scale,
            light.second if coat == light.accent else light.ink,
            radius=4,
        )
        canvas.line(
            [(x - 52 * scale, 560), (x - 84 * scale, 640), (x - 20 * scale, 690)],
            mix(coat, light.ink, 0.3),
            30 * scale,
        )
    canvas.box(930, 640, 1050, 700, mix(light.near, light.sky[-1], 0.4), radius=6)
    canvas.box(950, 610, 1030, 644, mix(light.near, light.sky[-1], 0.2), radius=6)
    canvas.ellipse(990, 670, 18, 18, light.ink)


def _worker(canvas: Canvas, x: float, base: float, scale: float, vest: str, light: Light) -> None:
    canvas.ellipse(x, base + 4, 74 * scale, 10 * scale, light.ink, opacity=0.4, blur=5)
    for step in (-20, 20):
        canvas.line([(x + step * 0.6 * scale, base - 130 * scale), (x + step * scale, base)], light.ink, 28 * scale)
    figure(canvas, x, base - 130 * scale, scale * 0.82, vest, light, tall=180)
    for band in (190, 240):
        canvas.box(
            x - 47 * scale, base - band * scale, x + 47 * scale, base - (band - 13) * scale, light.sun, opacity=0.9
        )
    canvas.ellipse(x, base - 338 * scale, 34 * scale, 26 * scale, light.sun)
    canvas.box(x - 42 * scale, base - 336 * scale, x + 42 * scale, base - 328 * scale, light.sun, radius=4)
