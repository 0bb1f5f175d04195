"""People, of all scenes, and the portraits of the staff."""

from __future__ import annotations

import math

from demo.scenes.lights import SKINS, Light
from news.pictures import HEIGHT, Canvas, mix

_SKINS = ("#5d3a2b", "#c58a63", "#e2b08c")


_HAIRS = ("#1f1716", "#33231c", "#8a4b26")


def portrait_ines(canvas: Canvas, light: Light) -> None:
    """Draw the photographer: a round cloud of hair."""
    _portrait(canvas, light, 0)


def portrait_tomas(canvas: Canvas, light: Light) -> None:
    """Draw the labour editor: a short cut and a beard."""
    _portrait(canvas, light, 1)


def portrait_camille(canvas: Canvas, light: Light) -> None:
    """Draw the transport correspondent: a long bob and glasses."""
    _portrait(canvas, light, 2)


def figure(canvas: Canvas, x: float, base: float, scale: float, top: str, light: Light, *, tall: float) -> None:
    """Draw a head and a rounded torso that ends at the base: a person behind a desk."""
    skin = mix(canvas.rng.choice(SKINS), light.ink, 0.12)
    canvas.box(
        x - 58 * scale,
        base - tall * scale,
        x + 58 * scale,
        base + 30 * scale,
        [mix(top, light.sun, 0.1), mix(top, light.ink, 0.3)],
        radius=48 * scale,
    )
    canvas.box(
        x - 15 * scale,
        base - (tall + 26) * scale,
        x + 15 * scale,
        base - (tall - 16) * scale,
        mix(skin, light.ink, 0.2),
        radius=8 * scale,
    )
    canvas.ellipse(x, base - (tall + 54) * scale, 37 * scale, 43 * scale, skin)


def shopper(canvas: Canvas, x: float, base: float, scale: float, coat: str, light: Light) -> None:
    """Draw a person on foot with a bag."""
    skin = mix(canvas.rng.choice(SKINS), light.ink, 0.12)
    canvas.ellipse(x, base + 2, 60 * scale, 9 * scale, light.ink, opacity=0.4, blur=5)
    for step in (-1, 1):
        canvas.line(
            [(x + step * 9 * scale, base - 130 * scale), (x + step * 17 * scale, base)],
            mix(light.ink, light.near, 0.15),
            23 * scale,
        )
    canvas.box(
        x - 42 * scale,
        base - 300 * scale,
        x + 42 * scale,
        base - 108 * scale,
        [mix(coat, light.sun, 0.12), mix(coat, light.ink, 0.3)],
        radius=36 * scale,
    )
    canvas.line(
        [(x + 36 * scale, base - 262 * scale), (x + 56 * scale, base - 150 * scale)],
        mix(coat, light.ink, 0.35),
        22 * scale,
    )
    canvas.ellipse(x, base - 334 * scale, 27 * scale, 32 * scale, skin)
    canvas.ellipse(x - 3 * scale, base - 348 * scale, 29 * scale, 23 * scale, light.ink)
    canvas.box(
        x + 34 * scale,
        base - 150 * scale,
        x + 82 * scale,
        base - 82 * scale,
        mix(light.sun, light.far, 0.35),
        radius=6 * scale,
    )


def walker(canvas: Canvas, x: float, base: float, scale: float, coat: str, light: Light) -> None:
    """Draw a person walking past."""
    for step in (-1, 1):
        canvas.line([(x, base - 80 * scale), (x + step * 18 * scale, base)], light.ink, 14 * scale)
    canvas.box(
        x - 24 * scale,
        base - 178 * scale,
        x + 24 * scale,
        base - 66 * scale,
        [coat, mix(coat, light.ink, 0.4)],
        radius=20 * scale,
    )
    canvas.ellipse(x, base - 200 * scale, 17 * scale, 20 * scale, mix(canvas.rng.choice(SKINS), light.ink, 0.12))


def _portrait(canvas: Canvas, light: Light, kind: int) -> None:
    skin, hair = _SKINS[kind], _HAIRS[kind]
    coat = (light.accent, light.near, light.second)[kind]
    x, y = 800, 430
    canvas.fill([mix(light.sky[1], light.sky[-1], 0.3), light.sky[-1]])
    canvas.ellipse(x, 560, 470, 470, [mix(light.second, light.sky[-1], 0.35), mix(light.accent, light.sky[-1], 0.45)])
    canvas.glow(560, 240, 520, light.sun, 0.6)
    if kind == 0:
        for angle in range(0, 360, 24):
            canvas.ellipse(
                x + 165 * math.cos(math.radians(angle)), y - 66 + 150 * math.sin(math.radians(angle)), 92, 92, hair
            )
        canvas.ellipse(x, y - 60, 190, 180, hair)
    elif kind == 2:
        canvas.box(
            x - 190, y - 220, x + 190, y + 240, [mix(hair, light.sun, 0.1), mix(hair, light.ink, 0.25)], radius=180
        )
    canvas.box(
        x - 390, 742, x + 390, HEIGHT + 220, [mix(coat, light.sun, 0.12), mix(coat, light.ink, 0.3)], radius=230
    )
    canvas.polygon([(x - 120, 742), (x + 120, 742), (x, 950)], mix(light.sun, "#ffffff", 0.4))
    canvas.box(x - 76, y + 90, x + 76, 800, mix(skin, "#5a2f22", 0.3), radius=60)
    canvas.polygon([(x - 74, 770), (x + 74, 770), (x, 872)], mix(skin, "#5a2f22", 0.3))
    for side in (-1, 1):
        canvas.polygon(
            [(x + side * 100, 728), (x + side * 216, 760), (x + side * 132, 980), (x, 940)], mix(coat, light.ink, 0.18)
        )
        canvas.ellipse(x + side * 150, y + 12, 28, 42, mix(skin, light.ink, 0.12))
    canvas.box(x - 148, y - 190, x + 148, y + 214, [mix(skin, light.sun, 0.16), skin], radius=142)
    _face(canvas, x, y, skin, hair, kind, light)


def _face(canvas: Canvas, x: float, y: float, skin: str, hair: str, kind: int, light: Light) -> None:
    shade = mix(skin, "#5a2f22", 0.45)
    if kind == 1:
        canvas.box(x - 148, y + 62, x + 148, y + 220, hair, radius=110)
        canvas.box(x - 116, y + 20, x + 116, y + 112, skin, radius=54)
        canvas.box(x - 158, y - 226, x + 158, y - 84, hair, radius=74)
        canvas.box(x - 158, y - 160, x - 126, y + 50, hair, radius=14)
        canvas.box(x + 126, y - 160, x + 158, y + 50, hair, radius=14)
    elif kind == 0:
        canvas.ellipse(x, y - 190, 158, 74, hair)
    else:
        canvas.polygon(
            [
                (x - 170, y - 20),
                (x - 150, y - 200),
                (x + 60, y - 236),
                (x + 176, y - 150),
                (x + 170, y - 20),
                (x + 116, y - 120),
                (x - 40, y - 132),
            ],
            mix(hair, light.sun, 0.08),
        )
    for side in (-1, 1):
        canvas.box(x + side * 64 - 34, y - 52, x + side * 64 + 34, y - 40, mix(hair, light.ink, 0.2), radius=6)
        canvas.ellipse(x + side * 62, y - 6, 12, 14, light.ink)
        canvas.ellipse(x + side * 62 + 4, y - 11, 4, 4, "#ffffff")
        canvas.ellipse(x + side * 92, y + 60, 34, 22, light.accent, opacity=0.2, blur=9)
    canvas.line([(x + 4, y + 4), (x + 20, y + 58), (x - 6, y + 64)], shade, 8)
    canvas.line([(x + d * 10, y + 118 - d * d * 0.9) for d in range(-5, 6)], mix(light.accent, shade, 0.55), 11)
    if kind == 2:
        for side in (-1, 1):
            ring = [
                (x + side * 64 + 50 * math.cos(a / 16 * math.tau), y - 4 + 42 * math.sin(a / 16 * math.tau))
                for a in range(17)
            ]
            canvas.line(ring, light.ink, 8)
        canvas.line([(x - 14, y - 10), (x + 14, y - 10)], light.ink, 8)
