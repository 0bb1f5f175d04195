"""The URLs of videos, posts and maps of other sites, from the markup that embeds them."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag
from django.core.exceptions import ValidationError
from wagtail.embeds.finders import get_finders

from news.embeds import refuse_hostile_address

ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
FRAMES = [
    (re.compile(r"https://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/(?P<id>[\w-]{6,20})(?![\w-])"), "YouTube"),
    (re.compile(r"https://player\.vimeo\.com/video/(?P<id>\d+)"), "Vimeo"),
    (re.compile(r"https://open\.spotify\.com/embed/(?P<id>[a-z]+/\w+)"), "Spotify"),
    (re.compile(r"https://www\.dailymotion\.com/embed/video/(?P<id>\w+)"), "Dailymotion"),
    (re.compile(r"https://flo\.uri\.sh/(?P<id>(?:visualisation|story)/\d+)/embed"), "Flourish"),
]
ORIGINALS = {
    "YouTube": "https://www.youtube.com/watch?v={}",
    "Vimeo": "https://vimeo.com/{}",
    "Spotify": "https://open.spotify.com/{}",
    "Dailymotion": "https://www.dailymotion.com/video/{}",
    "Flourish": "https://public.flourish.studio/{}/",
}
"""Patterns of frame URLs with the URL of the original, as documented by the providers."""

FRAME_PARAMETERS = {"www.facebook.com": "href", "w.soundcloud.com": "url", "embed.music.apple.com": "url"}
"""The parameter of a frame's URL that holds the URL of the original, by host."""

POST_CLASSES = {
    "twitter-tweet": r"https://(?:mobile\.)?(?:twitter|x)\.com/\w+/status(?:es)?/\d+",
    "twitter-video": r"https://(?:mobile\.)?(?:twitter|x)\.com/\w+/status(?:es)?/\d+",
    "instagram-media": r"https://www\.instagram\.com/(?:p|reel|tv)/[\w-]+",
    "tiktok-embed": r"https://www\.tiktok\.com/@[\w.]+/video/\d+",
    "bluesky-embed": r"https://bsky\.app/profile/[\w.:-]+/post/\w+",
    "text-post-media": r"https://www\.threads\.(?:net|com)/@[\w.]+/post/[\w-]+",
    "mastodon-embed": r"https://[\w.-]+/@[\w.@-]+/\d+",
    "reddit-embed-bq": r"https://www\.reddit\.com/r/\w+/comments/\w+[\w/]*",
    "reddit-card": r"https://www\.reddit\.com/r/\w+/comments/\w+[\w/]*",
    "imgur-embed-pub": r"https?://imgur\.com/(?:a/)?\w+",
    "fb-post": r"https://www\.facebook\.com/[^\s\"]+",
    "fb-video": r"https://www\.facebook\.com/[^\s\"]+",
}
"""Patterns of the URLs of posts, by the class of the element that embeds them."""

POST_ATTRIBUTES = ("data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-href", "cite")


def original_of(frame: str) -> str:
    """Return the URL of the original that a frame shows; that of the frame if its provider is unknown."""
    address = f"https:{frame}" if frame.startswith("//") else frame
    address = re.sub(r"^http://", "https://", address)
    for pattern, provider in FRAMES:
        if match := pattern.match(address):
            return ORIGINALS[provider].format(match["id"])
    try:
        parts = urlsplit(address)
        original = parse_qs(parts.query).get(FRAME_PARAMETERS.get(parts.hostname or "", ""), [""])[0]
    except ValueError:
        return address
    return original if ADDRESS.fullmatch(original) else address


def post_of(element: Tag, absolute: Callable[[str], str]) -> str:
    """Return the URL of the post that a quotation or box embeds; empty if it embeds none.

    Args:
        element: the element, which has a class of the provider, and the URL in an attribute or in the last link.
        absolute: resolves a relative URL.
    """
    for name in element.get_attribute_list("class"):
        if pattern := POST_CLASSES.get(str(name)):
            links = [str(link.get("href", "")) for link in element.find_all("a")][::-1]
            for address in [*(str(element.get(attribute, "")) for attribute in POST_ATTRIBUTES), *links]:
                if match := re.match(pattern, absolute(address.strip())):
                    return match[0]
    return ""


def may_be_followed(address: str) -> bool:
    """Tell whether a URL may be linked to."""
    try:
        refuse_hostile_address(address)
    except (ValidationError, ValueError):
        return False
    return True


def has_player(address: str) -> bool:
    """Tell whether an allowed embed provider handles a URL; nothing is fetched."""
    return may_be_followed(address) and any(finder.accept(address) for finder in get_finders())
