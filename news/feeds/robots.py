"""robots.txt: of each site, for its frontend to serve, and of this server.

Source: https://www.rfc-editor.org/rfc/rfc9309
"""

from django.conf import settings

from news.feeds.addresses import site_file_url


def robots_txt(hostname: str) -> bytes:
    """Return the /robots.txt for a site's frontend: it allows everything and names the sitemap.

    Crawlers must be allowed to fetch pages with `noindex`, or they do not see it.
    """
    return f"User-agent: *\nDisallow:\n\nSitemap: {site_file_url(hostname, 'sitemap.xml')}\n".encode()


def server_robots_txt() -> bytes:
    """Return the /robots.txt of this server, which allows feeds, pictures and documents alone."""
    allowed = ["/feeds/", "/documents/", *([settings.MEDIA_URL] if settings.MEDIA_URL.startswith("/") else [])]
    return "\n".join(["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /", ""]).encode()
