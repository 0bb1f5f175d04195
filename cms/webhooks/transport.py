"""One attempt to deliver one message. It does not use the database, so that it may run in any thread."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.http.outbound import OutboundError, OutboundLimits, fetch_public_url
from cms.webhooks.models import RESPONSE_EXCERPT_CHARACTERS, check_webhook_url

WEBHOOK_LIMITS = OutboundLimits(
    connect_seconds=5, read_seconds=10, total_seconds=15, max_bytes=4 * RESPONSE_EXCERPT_CHARACTERS, truncates=True
)
"""Standard Webhooks recommends 15 to 30 seconds. No more of a response is read than the log holds."""

HTTP_GONE = 410


@dataclass(frozen=True)
class DeliveryOutcome:
    """The outcome of an attempt.

    Attributes:
        status: the HTTP status; None without a response.
        fault: why the message was not delivered, as a sentence; empty on success.
        excerpt: the beginning of the response.
        retry_after: the receiver's `Retry-After` in seconds; 0 without one.
        attempted_at: when the attempt began.
        duration_ms: how long it took.
    """

    status: int | None
    fault: str
    excerpt: str
    retry_after: float
    attempted_at: datetime
    duration_ms: int

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has accepted the message."""
        return not self.fault


def deliver(url: str, body: bytes, headers: Mapping[str, str], attempted_at: datetime) -> DeliveryOutcome:
    """Send a message once, and return the outcome. No fault of the network or the receiver is raised.

    Args:
        url: the endpoint's address.
        body: the message, as it was signed.
        headers: the headers with its signatures.
        attempted_at: the timestamp in the signatures.
    """
    headers = {**headers, "Content-Type": "application/json", "User-Agent": "Dateline-Webhooks"}
    started = time.monotonic()
    status, excerpt, retry_after = None, "", 0.0
    try:
        check_webhook_url(url)
        response = fetch_public_url(url, "POST", headers=headers, body=body, limits=WEBHOOK_LIMITS)
    except OutboundError as error:
        fault = str(error)
    else:
        status = response.status
        fault = "" if 200 <= status < 300 else _("The answer was %(status)d.") % {"status": status}
        excerpt = response.body.decode("utf-8", "replace").replace("\x00", "\ufffd")[:RESPONSE_EXCERPT_CHARACTERS]
        retry_after = retry_after_seconds(response.headers.get("retry-after", ""), attempted_at)
    duration_ms = round((time.monotonic() - started) * 1_000)
    return DeliveryOutcome(status, fault[:300], excerpt, retry_after, attempted_at, duration_ms)


def retry_after_seconds(header: str, now: datetime) -> float:
    """Return the seconds of a `Retry-After` header; 0 where it is missing or malformed.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    if header.isascii() and header.isdecimal():
        return float(header[:9])
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return 0
    if moment.tzinfo is None:
        moment = timezone.make_aware(moment, timezone.get_fixed_timezone(0))
    return max(0.0, (moment - now).total_seconds())
