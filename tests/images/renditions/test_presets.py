"""Which sizes are made of which originals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.images.renditions.presets import RENDITION_FORMATS, ImagePreset

SIDES = st.integers(1, 10_000)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (
            4000,
            3000,
            {
                "THUMBNAIL": [(120, 120), (240, 240)],
                "CARD": [(400, 267), (800, 533)],
                "HERO": [(800, 450), (1600, 900)],
                "FULL": [(800, 600), (1600, 1200)],
                "SOCIAL": [(1200, 630)],
            },
        ),
        (
            1200,
            1800,
            {
                "THUMBNAIL": [(120, 120), (240, 240)],
                "CARD": [(400, 267), (800, 533)],
                "HERO": [(800, 450), (1200, 675)],
                "FULL": [(800, 1200), (1200, 1800)],
                "SOCIAL": [(1200, 630)],
            },
        ),
        (
            300,
            200,
            {
                "THUMBNAIL": [(120, 120), (200, 200)],
                "CARD": [(300, 200)],
                "HERO": [(300, 169)],
                "FULL": [(300, 200)],
                "SOCIAL": [(300, 158)],
            },
        ),
        (
            2000,
            90,
            {
                "THUMBNAIL": [(90, 90)],
                "CARD": [(135, 90)],
                "HERO": [(160, 90)],
                "FULL": [(800, 36), (1600, 72)],
                "SOCIAL": [(171, 90)],
            },
        ),
        (1, 1, {preset.name: [(1, 1)] for preset in ImagePreset}),
    ],
)
def test_boxes(width: int, height: int, expected: dict[str, list[tuple[int, int]]]) -> None:
    assert {preset.name: preset.boxes(width, height) for preset in ImagePreset} == expected


@given(width=SIDES, height=SIDES, preset=st.sampled_from(ImagePreset))
def test_no_box_is_larger_than_the_original(width: int, height: int, preset: ImagePreset) -> None:
    boxes = preset.boxes(width, height)

    assert 1 <= len(boxes) <= len(preset.value.widths)
    assert boxes == sorted(set(boxes))
    for box_width, box_height in boxes:
        assert 1 <= box_width <= min(width, max(preset.value.widths))
        assert 1 <= box_height <= height


def test_specs_name_each_format_of_each_box() -> None:
    assert RENDITION_FORMATS == ("", "webp", "avif")
    assert ImagePreset.CARD.filter_specs(600, 600) == [
        ["fill-400x267", "fill-400x267|format-webp", "fill-400x267|format-avif"],
        ["fill-600x400", "fill-600x400|format-webp", "fill-600x400|format-avif"],
    ]
    assert ImagePreset.FULL.filter_specs(500, 100) == [["width-500", "width-500|format-webp", "width-500|format-avif"]]


def test_each_preset_says_what_it_is_for() -> None:
    assert [preset.name for preset in ImagePreset] == ["THUMBNAIL", "CARD", "HERO", "FULL", "SOCIAL"]
    assert all(str(max(preset.value.widths)) in preset.value.description for preset in ImagePreset)
