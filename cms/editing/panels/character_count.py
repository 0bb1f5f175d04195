"""Fields that count the characters typed into them, beside how many are shown elsewhere."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def counted(characters: int) -> dict[str, Any]:
    """Return the attributes of a panel whose text field counts its characters for the editor.

    More may be typed: what is over the number is cut off by those who show the text, not refused.

    Args:
        characters: how many are shown in full.
    """
    return {
        "data-character-count": characters,
        "data-character-count-within": _("%(count)s of about %(most)s characters"),
        "data-character-count-over": _("%(count)s characters: after about %(most)s it may be cut off"),
    }
