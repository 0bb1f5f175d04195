"""Addresses of other sites that editors embed, and the frames that show them."""

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
"""Provider, the addresses that editors paste, and the address of the frame: providers that need no question first."""

MAX_EMBED_RETRIES_PER_RUN = 20
"""Each may wait for MAX_PROVIDER_SECONDS."""

MAX_PROVIDER_SECONDS = 10
"""How long a provider may take to answer, however it spreads the bytes of its answer over that time."""

FRAME_WIDTH, FRAME_HEIGHT = 800, 600


class FrameFinder(EmbedFinder):
    """Builds the frame of a known provider from the address alone, so that nothing is fetched."""

    def accept(self, url: str) -> bool:
        """Tell whether the whole address has the form that its provider documents."""
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
    """Asks providers as Wagtail's finder does, no longer than MAX_PROVIDER_SECONDS and the deadline of a form."""

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Return what the provider answers.

        Raises:
            EmbedNotFoundException: it has not answered in time, or with anything else.
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

        # `requests` limits the wait for each byte alone; a thread that is late ends by that.
        Thread(target=ask, name="embed", daemon=True).start()
        try:
            return answer.result(seconds)
        except TimeoutError:
            raise EmbedNotFoundException("The provider has not answered in time.") from None


class EmbedAddressInput(forms.URLInput):
    """An input for an address, with a note below it where readers get no player."""

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
        """Refuse what no reader may follow; ask the provider for its player, which it need not have."""
        # Past Wagtail's own check, which refuses an address that no provider answers for.
        cleaned: EmbedValue | None = blocks.URLBlock.clean(self, value)
        if cleaned is not None:
            refuse_hostile_address(cleaned.url)
            store_embed(cleaned.url)
        return cleaned


def store_embed(url: str) -> Embed:
    """Return what is stored of an address, asking its provider once if nothing is.

    The row of an address that cannot be embedded has no markup; while it is there, no save of the form asks again.
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
    """Return a sentence for the editor about an address for which readers get no player; empty where they get one.

    Nothing is fetched: the provider's patterns decide, and what is stored of an address that was saved before.
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
    """Ask the providers of link cards again, those not asked for longest first; return how many answered."""
    answered = 0
    for card in Embed.objects.filter(html="").order_by("last_updated", "pk")[:MAX_EMBED_RETRIES_PER_RUN]:
        card.cache_until = now  # or Wagtail would answer with the row itself
        card.save()
        try:
            answered += bool(get_embed(card.url).html)
        except (EmbedException, KeyError, ValueError, AttributeError, TypeError):
            continue
    return answered


def refuse_hostile_address(url: str) -> None:
    """Raise an error that says why no reader may be sent to an address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValidationError(_("The address has to begin with https://."))
    if "@" in parts.netloc:
        raise ValidationError(_("The address contains a user name or password. Paste it without."))
    if not is_public_host(parts.hostname or ""):
        raise ValidationError(_("The address leads to a computer that readers cannot reach. Paste a public address."))


def is_public_host(host: str) -> bool:
    """Tell whether a host's name or address can be reached from the internet."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        # As browsers do, which take a name that ends in a number for an address: 127.1, 2130706433, 0x7f.0.0.1.
        is_number = re.fullmatch(r"\d+|0x[\da-f]*", host.rpartition(".")[2]) is not None
        is_local = host.endswith((".localhost", ".local", ".internal"))
        return "." in host and not is_number and not is_local
