"""Markup of media providers, such as a player, as a frontend may print it."""

import re

import nh3

TAGS = {"iframe", "blockquote", "p", "br", "a"}
ATTRIBUTES = {
    "iframe": {"src", "title", "width", "height", "allow", "allowfullscreen", "loading", "sandbox"},
    "a": {"href"},
}
PERMISSIONS = {"autoplay", "clipboard-write", "encrypted-media", "fullscreen", "picture-in-picture", "web-share"}
"""What a player may be allowed: nothing that looks at or listens to the reader."""

SANDBOX_PERMISSIONS = {"allow-popups", "allow-same-origin", "allow-scripts"}
"""What a frame that is confined by its provider's markup may do; never to lead the reader's window elsewhere."""

# What the sanitiser leaves has one spelling.
_EMPTY_FRAME = re.compile(r"<iframe(?![^>]* src=)[^>]*></iframe>")


def player(html: str) -> str:
    """Return a provider's markup as safe HTML: frames from https addresses, quoted text and links.

    Scripts are left out, so a post from a social network is its quoted text. It is empty when nothing safe is left.
    """
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, link_rel="noopener noreferrer"
    )
    return _EMPTY_FRAME.sub("", clean).strip()


def web_address(url: str | None) -> str | None:
    """Return an address that a browser may follow or load, None for any other."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if value.lower().startswith("https://") else None
    if name == "href":
        return web_address(value)
    if name == "allow":
        return "; ".join(part for part in (one.strip() for one in value.split(";")) if part in PERMISSIONS) or None
    if name == "sandbox":
        return " ".join(part for part in value.split() if part in SANDBOX_PERMISSIONS)
    return value
