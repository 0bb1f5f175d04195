"""Colour schemes by hour of the day, shared by all scenes for a consistent look."""

from __future__ import annotations

from typing import NamedTuple


class Light(NamedTuple):
    """A colour scheme: the sky from top to horizon, the light, and far, near and darkest objects."""

    sky: tuple[str, ...]
    sun: str
    far: str
    near: str
    ink: str
    accent: str
    second: str


SKINS = ("#4a2e24", "#6f4632", "#96623f", "#c08a63", "#dcab86", "#ecc4a2")

LIGHTS = {
    "dawn": Light(
        sky=("#5b7aa8", "#a9b4cf", "#f3c9b4", "#fbe3c2"),
        sun="#fff1d0",
        far="#a3a5c2",
        near="#4d5b82",
        ink="#232c47",
        accent="#e2725b",
        second="#f0b35f",
    ),
    "dusk": Light(
        sky=("#26305c", "#6b4f86", "#d9748a", "#f8b37c"),
        sun="#ffe0a8",
        far="#8f6590",
        near="#443a66",
        ink="#1b1b38",
        accent="#f2784b",
        second="#ffc46b",
    ),
    "night": Light(
        sky=("#0a1530", "#15264d", "#28406f", "#486291"),
        sun="#f3edd2",
        far="#2d4470",
        near="#182848",
        ink="#0a1224",
        accent="#f5b94f",
        second="#6fb5d6",
    ),
    "noon": Light(
        sky=("#3f8fc4", "#7cb9dc", "#bfe0ea", "#eaf4ec"),
        sun="#fffbe6",
        far="#8fb7c4",
        near="#3c7486",
        ink="#173744",
        accent="#e8573f",
        second="#f4b83e",
    ),
    "mist": Light(
        sky=("#a9bcc4", "#c4d1d3", "#dee5e1", "#eff0e8"),
        sun="#ffffff",
        far="#b3c2c5",
        near="#647f88",
        ink="#2b434c",
        accent="#c9593f",
        second="#dba94c",
    ),
    "gold": Light(
        sky=("#c9823c", "#e5a850", "#f5cd7e", "#fcebbd"),
        sun="#fffadb",
        far="#d2a566",
        near="#83602f",
        ink="#3f2c19",
        accent="#b3402b",
        second="#4f7a68",
    ),
    "sage": Light(
        sky=("#7fa99b", "#a9c7b4", "#d3dfc5", "#f3efd7"),
        sun="#fffbe2",
        far="#9dbba3",
        near="#4a7a66",
        ink="#1f3f38",
        accent="#d8693c",
        second="#ecb94f",
    ),
}
