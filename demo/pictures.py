"""Draws the demo newsroom's pictures: one of the scenes, in one of the lights."""

from __future__ import annotations

from importlib import import_module

from demo.content import Picture
from demo.scenes.lights import LIGHTS
from news.pictures import HEIGHT, WIDTH, Canvas


def draw(picture: Picture, width: int = WIDTH) -> bytes:
    """Draw a picture as JPEG, `width` pixels wide and five eighths of that high."""
    module, scene = picture.scene.split(".")
    canvas = Canvas(picture.seed, (width, width * HEIGHT // WIDTH))
    getattr(import_module(f"demo.scenes.{module}"), scene)(canvas, LIGHTS[picture.light])
    return canvas.jpeg()
