"""Removal of the redirects that Google Docs and Outlook add to links."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from wagtail.admin.rich_text.converters.contentstate import link_entity

REDIRECTS = {("www.google.com", "/url"): "q", ("google.com", "/url"): "q"}
"""Query parameter with the target of a redirect, by host and path."""

SAFE_LINKS_DOMAIN = ".safelinks.protection.outlook.com"
"""Source: https://learn.microsoft.com/en-us/defender-office-365/safe-links-about"""


def without_redirect(address: str) -> str:
    """Return the target of a redirect by Google or Outlook Safe Links; any other address unchanged."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    name = "url" if host.endswith(SAFE_LINKS_DOMAIN) else REDIRECTS.get((host, parts.path))
    target = parse_qs(parts.query).get(name or "", [""])[0]
    return target if target.startswith(("http://", "https://", "mailto:")) else address


def link_without_redirect(props: dict[str, Any]) -> Any:
    """Return the element that Wagtail's rich-text editor stores for a link, without a redirect in its address."""
    return link_entity({**props, "url": without_redirect(props["url"])} if props.get("url") else props)
