"""Secrets of endpoints and signatures of messages, as Standard Webhooks defines them.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.webhooks.models import WebhookEndpoint, WebhookSecret

SECRET_PREFIX = "whsec_"  # noqa: S105  # the prefix that the specification gives


def secret_text(secret: WebhookSecret) -> str:
    """Return a secret as receivers configure it: `whsec_` and 32 bytes in base64."""
    return SECRET_PREFIX + base64.b64encode(_derive(secret.salt, settings.SECRET_KEY)).decode()


def rotate_secret(endpoint: WebhookEndpoint, overlap: timedelta) -> WebhookSecret:
    """Give an endpoint a new secret, and return it.

    Args:
        endpoint: the endpoint.
        overlap: for how long messages are signed with the present secret as well.
    """
    now = timezone.now()
    with transaction.atomic():
        # Of two rotations at once the second ends the secret of the first.
        WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        endpoint.secrets.filter(expires_at=None).update(expires_at=now + overlap)
        endpoint.secrets.filter(expires_at__lte=now).delete()
        return WebhookSecret.objects.create(endpoint=endpoint, created_at=now)


def valid_secrets(secrets: Iterable[WebhookSecret], now: datetime) -> list[WebhookSecret]:
    """Return the secrets that messages are signed with at a moment, the newest first."""
    return [secret for secret in secrets if secret.expires_at is None or secret.expires_at > now]


def signed_headers(
    message_id: str, body: bytes, secrets: Iterable[WebhookSecret], attempted_at: datetime
) -> Mapping[str, str]:
    """Return the headers of a message.

    Args:
        message_id: the same in each attempt.
        body: as it is sent.
        secrets: each makes one signature with SECRET_KEY and one with each of SECRET_KEY_FALLBACKS.
        attempted_at: when the message is sent; receivers refuse messages older than five minutes.
    """
    timestamp = str(int(attempted_at.timestamp()))
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    signatures = [
        base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        for secret in secrets
        for key in _keys(secret.salt)
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _keys(salt: str) -> Iterator[bytes]:
    """Yield the keys derived from a salt: receivers may still have that of an earlier SECRET_KEY."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _derive(salt, key)


def _derive(salt: str, key: str | bytes) -> bytes:
    return salted_hmac("cms.webhooks.signatures", salt, secret=key, algorithm="sha256").digest()
