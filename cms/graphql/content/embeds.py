"""Markup of embedded media, such as a video player, sanitized for frontends."""

import re

import nh3

EMBED_TAGS = {"iframe", "blockquote", "p", "br", "a"}
EMBED_ATTRIBUTES = {
    "iframe": {"src", "title", "width", "height", "allow", "allowfullscreen", "loading", "sandbox"},
    "a": {"href"},
}
EMBED_PERMISSIONS = {"autoplay", "clipboard-write", "encrypted-media", "fullscreen", "picture-in-picture", "web-share"}
"""Permitted values of `allow`: frames get neither camera nor microphone nor location."""

EMBED_SANDBOX_PERMISSIONS = {"allow-popups", "allow-same-origin", "allow-scripts"}
"""Permitted values of `sandbox`: frames must not navigate the page that holds them."""

# The sanitizer writes attributes in one way: lower case, in double quotes.
_EMPTY_FRAME = re.compile(r"<iframe(?![^>]* src=)[^>]*></iframe>")


def sanitize_embed(html: str) -> str:
    """Return a provider's markup as safe HTML: frames from https addresses, quoted text and links.

    Scripts are removed, which leaves the quoted text of a post of a social network. The result may be empty.
    """
    clean = nh3.clean(
        html,
        tags=EMBED_TAGS,
        attributes=EMBED_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        link_rel="noopener noreferrer",
    )
    return _EMPTY_FRAME.sub("", clean).strip()


def http_url(url: str | None) -> str | None:
    """Return an address of the schemes http and https, None for any other."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if value.lower().startswith("https://") else None
    if name == "href":
        return http_url(value)
    if name == "allow":
        return (
            "; ".join(part for part in (one.strip() for one in value.split(";")) if part in EMBED_PERMISSIONS) or None
        )
    if name == "sandbox":
        return " ".join(part for part in value.split() if part in EMBED_SANDBOX_PERMISSIONS)
    return value
