"""Moments in words, with the time zone that they are told in."""

from datetime import datetime

from django.utils import formats, timezone


def time_zone_name() -> str:
    """Return the name of the time zone of whoever is logged in, for example "Europe/London"."""
    return timezone.get_current_timezone_name()


def moment_in_words(moment: datetime) -> str:
    """Return for example "29 Nov 2026, 08:00 Europe/London"."""
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'j M Y, H:i')} {time_zone_name()}"
