"""Pictures drawn by code, so that a newsroom has something to show before it has photographs.

Everything is drawn on a grid of 1600 by 1000 units, several times too large, and scaled down: that is what
smooths the edges. The same seed always gives the same bytes.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Paint: TypeAlias = str | Sequence[str]
Point: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[int, int]

WIDTH, HEIGHT = 1600, 1000
PICTURE_SIZE: Size = (WIDTH, HEIGHT)
_SUPERSAMPLING = 2


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies at `share` of the way from the first to the second."""
    pairs = zip(_rgb(first), _rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def neutral_picture(seed: int, size: Size = PICTURE_SIZE) -> bytes:
    """Draw an abstract picture as JPEG, a placeholder for an article whose photograph is missing."""
    canvas = Canvas(seed, size)
    rng = canvas.rng
    deep, middle, light = rng.choice(_NEUTRAL_PALETTES)
    canvas.fill([light, mix(light, middle, 0.55)])
    canvas.glow(rng.uniform(300, 1300), rng.uniform(120, 380), 620, "#ffffff", 0.5)
    for layer in range(5):
        depth = layer / 4
        crest = 380 + 130 * layer + rng.uniform(-30, 30)
        ridge = wave(rng, crest, 46 + 14 * layer, 1.2 + 0.5 * depth)
        colour = mix(mix(light, middle, 0.35), deep, depth * 0.85)
        canvas.polygon(ground(ridge), [colour, mix(colour, deep, 0.25)], opacity=0.92)
        canvas.haze(crest - 40, crest + 220, light, 0.16)
    return canvas.jpeg()


_NEUTRAL_PALETTES = [
    ("#33475b", "#8fa3b5", "#eef2f5"),
    ("#4a4e5e", "#a7a9b8", "#f3f1f0"),
    ("#3b5450", "#97b0a8", "#f0f4ef"),
    ("#5a4b4b", "#bba7a0", "#f6f1ec"),
]


def wave(rng: random.Random, level: float, height: float, turns: float) -> list[Point]:
    """Return a soft skyline from the left edge to the right: three sines of falling strength."""
    waves = [(height / (n + 1), turns * (n * 1.7 + 1), rng.uniform(0, math.tau)) for n in range(3)]
    return [
        (x, level + sum(a * math.sin(x / WIDTH * f * math.tau / 1.6 + p) for a, f, p in waves))
        for x in range(-20, WIDTH + 21, 10)
    ]


def ground(skyline: Sequence[Point]) -> list[Point]:
    """Return a skyline closed along the bottom edge, as the polygon of a hill."""
    return [*skyline, (skyline[-1][0], HEIGHT + 20), (skyline[0][0], HEIGHT + 20)]


class _Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> Size:
        return self.right - self.left, self.bottom - self.top


class Canvas:
    """A supersampled picture, drawn on in grid units: shapes have a colour or vertical gradient, opacity and blur."""

    def __init__(self, seed: int, size: Size = PICTURE_SIZE) -> None:
        self.rng = random.Random(seed)  # noqa: S311  # it draws pictures, it guards nothing
        self._size = size
        self._scale = size[0] * _SUPERSAMPLING / WIDTH
        self._image = Image.new("RGB", (size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING), "white")

    def fill(self, paint: Paint) -> None:
        """Cover the whole sheet."""
        self._image.paste(_painted(paint, self._image.size))

    def polygon(self, points: Sequence[Point], paint: Paint, *, opacity: float = 1, blur: float = 0) -> None:
        """Draw a closed shape through the points."""
        scaled = [(x * self._scale, y * self._scale) for x, y in points]
        self._stamp(scaled, paint, opacity, blur, lambda draw, at, ink: draw.polygon(at, fill=ink))

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        paint: Paint,
        *,
        radius: float = 0,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Draw a rectangle, with rounded corners when a radius is given."""
        corners = [(left * self._scale, top * self._scale), (right * self._scale, bottom * self._scale)]
        round_by = radius * self._scale
        self._stamp(
            corners, paint, opacity, blur, lambda draw, at, ink: draw.rounded_rectangle(at, round_by, fill=ink)
        )

    def ellipse(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        paint: Paint,
        *,
        opacity: float = 1,
        blur: float = 0,
    ) -> None:
        """Draw an ellipse around its middle, with its two radii."""
        corners = [
            ((x - across) * self._scale, (y - down) * self._scale),
            ((x + across) * self._scale, (y + down) * self._scale),
        ]
        self._stamp(corners, paint, opacity, blur, lambda draw, at, ink: draw.ellipse(at, fill=ink))

    def line(
        self, points: Sequence[Point], paint: Paint, width: float, *, opacity: float = 1, blur: float = 0
    ) -> None:
        """Draw a line through the points; a hair line keeps at least one pixel."""
        thick = max(1, round(width * self._scale))
        scaled = [(x * self._scale, y * self._scale) for x, y in points]
        self._stamp(
            scaled,
            paint,
            opacity,
            blur,
            lambda draw, at, ink: draw.line(at, fill=ink, width=thick, joint="curve"),
            margin=thick,
        )

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float) -> None:
        """Lay a round light that fades outwards."""
        across = max(2, round(radius * 2 * self._scale))
        light = Image.radial_gradient("L").point(
            [round(255 * strength * max(0, 1 - v / 180) ** 2) for v in range(256)]
        )
        corner = (round((x - radius) * self._scale), round((y - radius) * self._scale))
        self._image.paste(
            Image.new("RGB", (across, across), colour),
            corner,
            light.resize((across, across), Image.Resampling.BICUBIC),
        )

    def haze(self, top: float, bottom: float, colour: str, strength: float) -> None:
        """Lay a band of mist, thickest in its middle."""
        height = max(1, round((bottom - top) * self._scale))
        thickness = [round(255 * strength * math.sin(v / 255 * math.pi) ** 2) for v in range(256)]
        mist = Image.linear_gradient("L").point(thickness)
        size = (self._image.width, height)
        self._image.paste(
            Image.new("RGB", size, colour),
            (0, round(top * self._scale)),
            mist.resize(size, Image.Resampling.BICUBIC),
        )

    def mirror(self, waterline: float, tint: str, strength: float, blur: float = 3) -> None:
        """Reflect what stands above the waterline in the water below, tinted and blurred."""
        line = round(waterline * self._scale)
        depth = self._image.height - line
        above = self._image.crop((0, line - depth, self._image.width, line))
        below = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(blur * self._scale))
        below = Image.blend(below, Image.new("RGB", below.size, tint), strength)
        self._image.paste(below, (0, line))

    def jpeg(self, quality: int = 88) -> bytes:
        """Scale the sheet down, add a breath of grain and a soft edge, and return it as JPEG."""
        image = self._image.resize(self._size, Image.Resampling.LANCZOS)
        image = ImageChops.multiply(image, _vignette(self._size))
        image = ImageChops.soft_light(image, self._grain())
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        return buffer.getvalue()

    def _grain(self) -> Image.Image:
        width, height = self._size
        noise = Image.frombytes("L", self._size, self.rng.randbytes(width * height))
        soft = noise.filter(ImageFilter.GaussianBlur(0.6)).point([round(128 + (v - 128) * 0.13) for v in range(256)])
        return Image.merge("RGB", (soft, soft, soft))

    def _stamp(
        self,
        points: list[Point],
        paint: Paint,
        opacity: float,
        blur: float,
        draw: Callable[[ImageDraw.ImageDraw, list[Point], str | int], None],
        *,
        margin: float = 1,
    ) -> None:
        """Paint through a mask of the shape's size; without one if colour and edges are plain, as masks are slow."""
        if isinstance(paint, str) and opacity >= 1 and not blur:
            draw(ImageDraw.Draw(self._image), points, paint)
            return
        spread = margin + blur * self._scale * 2.5 + 1
        box = self._clip(points, spread)
        if box is None:
            return
        mask = Image.new("L", box.size, 0)
        draw(ImageDraw.Draw(mask), [(x - box.left, y - box.top) for x, y in points], 255)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self._scale))
        if opacity < 1:
            mask = mask.point([round(v * opacity) for v in range(256)])
        self._image.paste(_painted(paint, box.size), (box.left, box.top), mask)

    def _clip(self, points: Sequence[Point], spread: float) -> _Box | None:
        box = _Box(
            max(0, math.floor(min(x for x, _ in points) - spread)),
            max(0, math.floor(min(y for _, y in points) - spread)),
            min(self._image.width, math.ceil(max(x for x, _ in points) + spread)),
            min(self._image.height, math.ceil(max(y for _, y in points) + spread)),
        )
        return box if box.left < box.right and box.top < box.bottom else None


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _painted(paint: Paint, size: Size) -> Image.Image:
    """Return a rectangle of one colour, or of a gradient from top to bottom through several."""
    if isinstance(paint, str):
        return Image.new("RGB", size, paint)
    height = min(max(size[1], 2), 256)
    column = Image.new("RGB", (1, height))
    steps = len(paint) - 1
    for y in range(height):
        position = y / (height - 1) * steps
        index = min(int(position), steps - 1)
        column.putpixel((0, y), _rgb(mix(paint[index], paint[index + 1], position - index)))
    return column.resize(size, Image.Resampling.BILINEAR)


def _vignette(size: Size) -> Image.Image:
    """Return the darkening towards the corners, as a picture to multiply with."""
    edge = Image.radial_gradient("L").point([round(255 - max(0, v - 120) * 0.2) for v in range(256)])
    edge = edge.resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", (edge, edge, edge))
