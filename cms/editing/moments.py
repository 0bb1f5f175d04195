"""Moments in words, with their time zone."""

from datetime import datetime

from django.utils import formats, timezone


def time_zone_name() -> str:
    """Return the name of the logged-in user's time zone, for example "Europe/London"."""
    return timezone.get_current_timezone_name()


def moment_in_words(moment: datetime) -> str:
    """Return for example "29 Nov 2026, 08:00 Europe/London"."""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j M Y, H:i')} {time_zone_name()}"
