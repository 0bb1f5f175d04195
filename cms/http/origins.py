"""Origins of other sites that this server's pages show in frames or let read something."""

from urllib.parse import urlsplit

from django.conf import settings


def origin_of(url: str) -> str:
    """Return the scheme, host and port of an address, nothing for a path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def preview_origins() -> list[str]:
    """Return where frontends show previews; none where this server shows them itself."""
    frontends = [settings.FRONTEND_URL, *settings.FRONTEND_URLS.values()]
    origins = {origin_of(settings.PREVIEW_URL.replace("{frontend}", frontend)) for frontend in frontends}
    return sorted(filter(None, origins))
