"""Embeds of other sites: frames built from addresses, oEmbed with a deadline, and link cards where neither works."""

import ipaddress
import re
from concurrent.futures import Future
from datetime import datetime
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.compat import URLField
from wagtail.embeds.blocks import EmbedBlock, EmbedValue
from wagtail.embeds.embeds import get_embed, get_embed_hash
from wagtail.embeds.exceptions import EmbedException, EmbedNotFoundException
from wagtail.embeds.finders import get_finders
from wagtail.embeds.finders.base import EmbedFinder
from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.models import Embed

from cms.graphql.content.embeds import sanitize_embed
from cms.http.deadline import remaining_seconds

FRAME_PROVIDERS: list[tuple[str, re.Pattern[str], str]] = [
    (
        "Datawrapper",
        re.compile(r"https://datawrapper\.dwcdn\.net/(?P<id>[A-Za-z0-9]{5})(?:/\d*/?)?"),
        "https://datawrapper.dwcdn.net/{id}/",
    ),
    (
        "Flourish",
        re.compile(r"https://public\.flourish\.studio/(?P<kind>visualisation|story)/(?P<id>\d+)/?"),
        "https://flo.uri.sh/{kind}/{id}/embed",
    ),
    (
        "TikTok",
        re.compile(r"https://www\.tiktok\.com/@[\w.]+/video/(?P<id>\d+)(?:\?.*)?"),
        "https://www.tiktok.com/player/v1/{id}",
    ),
    (
        "OpenStreetMap",
        re.compile(r"https://www\.openstreetmap\.org/export/embed\.html\?(?P<query>[\w=&%.,;:/-]+)"),
        "https://www.openstreetmap.org/export/embed.html?{query}",
    ),
    (
        "Google Maps",
        re.compile(r"https://www\.google\.com/maps/embed\?(?P<query>pb=[\w!.%:-]+)"),
        "https://www.google.com/maps/embed?{query}",
    ),
]
"""Provider, pattern of the pasted address, and template of the frame's address, for providers that need no request."""

MAX_EMBED_RETRIES_PER_RUN = 20
"""Link cards that one run retries; each may take MAX_PROVIDER_SECONDS."""

MAX_PROVIDER_SECONDS = 10
"""Total time for a provider's response, also if it arrives byte by byte."""

FRAME_WIDTH, FRAME_HEIGHT = 800, 600


class FrameFinder(EmbedFinder):
    """Builds the frame of a known provider from the address alone, so that nothing is fetched."""

    def accept(self, url: str) -> bool:
        """Return whether the whole address matches a provider's pattern."""
        return any(pattern.fullmatch(url) for _provider, pattern, _frame in FRAME_PROVIDERS)

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Return the frame as an embed."""
        for provider, pattern, frame in FRAME_PROVIDERS:
            if match := pattern.fullmatch(url):
                html = format_html(
                    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" allowfullscreen'
                    ' sandbox="allow-scripts allow-same-origin allow-popups"></iframe>',
                    frame.format(**match.groupdict()),
                    provider,
                    FRAME_WIDTH,
                    FRAME_HEIGHT,
                )
                return {
                    "title": "",
                    "author_name": "",
                    "provider_name": provider,
                    "type": "rich",
                    "thumbnail_url": "",
                    "width": FRAME_WIDTH,
                    "height": FRAME_HEIGHT,
                    "html": html,
                }
        raise EmbedException


class TimedOEmbedFinder(OEmbedFinder):
    """Wagtail's oEmbed finder, limited to MAX_PROVIDER_SECONDS and to the time that is left of a form's deadline."""

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Return the embed in the provider's response.

        Raises:
            EmbedNotFoundException: when the response is late, or no embed.
        """
        seconds = min(MAX_PROVIDER_SECONDS, remaining_seconds())
        if seconds <= 0:
            raise EmbedNotFoundException("No time is left to ask the provider.")
        answer: Future[dict[str, Any]] = Future()

        def ask() -> None:
            try:
                answer.set_result(super(TimedOEmbedFinder, self).find_embed(url, max_width, max_height))
            except Exception as error:
                answer.set_exception(error)

        # The HTTP client's timeout only limits the wait for each byte; it also ends a thread that is late.
        Thread(target=ask, name="embed", daemon=True).start()
        try:
            return answer.result(seconds)
        except TimeoutError:
            raise EmbedNotFoundException("The provider has not answered in time.") from None


class EmbedAddressInput(forms.URLInput):
    """A URL input; a note below it appears for an address without a player."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        controller = {"data-controller": "embed-note", "data-embed-note-url-value": reverse_lazy("embed_note")}
        super().__init__({**controller, **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        """The script that asks for the note."""
        return forms.Media(js=[versioned_static("news/embed_note.js")])


class EmbedAddressBlock(EmbedBlock):
    """The address of a video, post or map. One that cannot be embedded is kept, and shown as a link card."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = EmbedAddressInput()
        widget.is_required = self.field.required
        self.field.widget = widget

    def clean(self, value: EmbedValue | None) -> EmbedValue | None:
        """Reject an address that is not public; fetch the provider's player, which is optional.

        Raises:
            ValidationError: when readers may not be sent to the address.
        """
        # Skips the check of Wagtail's EmbedBlock, which rejects addresses without a provider.
        cleaned: EmbedValue | None = blocks.URLBlock.clean(self, value)
        if cleaned is not None:
            refuse_hostile_address(cleaned.url)
            store_embed(cleaned.url)
        return cleaned


def store_embed(url: str) -> Embed:
    """Return the stored embed of an address; if there is none, request it from the provider once.

    If that fails, an embed without HTML is stored, so that later saves of the form do not request it again.
    """
    stored: Embed | None = Embed.objects.filter(hash=get_embed_hash(url)).first()
    if stored is not None:
        return stored
    try:
        return get_embed(url)
    except (EmbedException, KeyError, ValueError, AttributeError, TypeError):
        unavailable = {"url": url, "type": "link", "html": "", "title": "", "provider_name": ""}
        return Embed.objects.get_or_create(hash=get_embed_hash(url), defaults=unavailable)[0]


def embed_note(typed: str) -> str:
    """Return a sentence for the editor about an address without a player; empty if readers get one.

    Nothing is fetched: a stored embed decides, else the patterns of the providers.
    """
    try:
        url = URLField().clean(typed.strip())
        refuse_hostile_address(url)
    except ValidationError as error:
        return " ".join(error.messages)
    stored = Embed.objects.filter(hash=get_embed_hash(url)).first()
    is_supported = any(finder.accept(url) for finder in get_finders())
    if sanitize_embed(stored.html) if stored else is_supported:
        return ""
    host = urlsplit(url).hostname
    if is_supported:
        return gettext(
            "Readers will get a link card for now, because %(host)s could not be reached or gave no player. It is"
            " asked again every quarter of an hour. Check that the address is right and public."
        ) % {"host": host}
    return gettext(
        "Readers will get a link card, because embedding this address of %(host)s is not supported. The providers"
        " listed above work, with the address of a single video, post or map."
    ) % {"host": host}


def retry_embeds(now: datetime) -> int:
    """Request the embeds of link cards again, the longest unrequested first; return how many are embeds now."""
    answered = 0
    for card in Embed.objects.filter(html="").order_by("last_updated", "pk")[:MAX_EMBED_RETRIES_PER_RUN]:
        card.cache_until = now  # expires the row, which `get_embed` would return otherwise
        card.save()
        try:
            answered += bool(get_embed(card.url).html)
        except (EmbedException, KeyError, ValueError, AttributeError, TypeError):
            continue
    return answered


def refuse_hostile_address(url: str) -> None:
    """Reject an address to which readers may not be sent.

    Raises:
        ValidationError: when it is not HTTP, holds credentials, or is not of a public host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValidationError(_("The address has to begin with https://."))
    if "@" in parts.netloc:
        raise ValidationError(_("The address contains a user name or password. Paste it without."))
    if not is_public_host(parts.hostname or ""):
        raise ValidationError(_("The address leads to a computer that readers cannot reach. Paste a public address."))


def is_public_host(host: str) -> bool:
    """Return whether a hostname or IP address can be public; names are not resolved."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        # Browsers parse a name whose last label is a number as an IPv4 address: 127.1, 2130706433, 0x7f.0.0.1.
        is_number = re.fullmatch(r"\d+|0x[\da-f]*", host.rpartition(".")[2]) is not None
        is_local = host.endswith((".localhost", ".local", ".internal"))
        return "." in host and not is_number and not is_local
