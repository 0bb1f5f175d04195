"""Links that word processors and mail programs lead through a server of their own."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from wagtail.admin.rich_text.converters.contentstate import link_entity

REDIRECTS = {("www.google.com", "/url"): "q", ("google.com", "/url"): "q"}
"""The parameter that holds the address itself, by host and path."""

SAFE_LINKS_DOMAIN = ".safelinks.protection.outlook.com"
"""Source: https://learn.microsoft.com/en-us/defender-office-365/safe-links-about"""


def without_redirect(address: str) -> str:
    """Return the address to which a link of Google Docs or Outlook leads in the end; any other as it is."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    name = "url" if host.endswith(SAFE_LINKS_DOMAIN) else REDIRECTS.get((host, parts.path))
    target = parse_qs(parts.query).get(name or "", [""])[0]
    return target if target.startswith(("http://", "https://", "mailto:")) else address


def link_without_redirect(props: dict[str, Any]) -> Any:
    """Return the element that Wagtail's editor stores for a link, with the address to which it leads in the end."""
    return link_entity({**props, "url": without_redirect(props["url"])} if props.get("url") else props)
