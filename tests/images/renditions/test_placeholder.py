"""What a page shows while a picture loads."""

import base64
from io import BytesIO

import pytest
from PIL import Image as Pillow

from cms.images.renditions.placeholder import GREY, make_placeholder


@pytest.mark.parametrize("size", [(1, 1), (64, 48), (3000, 10), (2000, 1500)])
def test_placeholders_are_tiny(size: tuple[int, int]) -> None:
    noise = Pillow.effect_noise(size, 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG")

    placeholder = make_placeholder(out.getvalue())

    head, data = placeholder.split(",")
    picture = Pillow.open(BytesIO(base64.b64decode(data)))
    assert head == "data:image/webp;base64"
    assert max(picture.size) <= 16
    assert len(placeholder) < 500
    assert len(GREY) < 100
