"""Secrets and signatures, checked by the library of Standard Webhooks."""

import base64
import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import serializers
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cms.webhooks.models import WebhookEndpoint, WebhookSecret
from cms.webhooks.signatures import rotate_secret, secret_text, signed_headers, valid_secrets
from tests.webhooks.receiver import secret_of

pytestmark = pytest.mark.django_db
BODY = '{"type":"content.changed","data":{"name":"Été"}}'.encode()


def headers_of(endpoint: WebhookEndpoint) -> dict[str, str]:
    now = timezone.now()
    return dict(signed_headers("msg_1", BODY, valid_secrets(endpoint.secrets.all(), now), now))


@pytest.fixture
def endpoint() -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(name="Website", url="https://www.example.org/hooks")


def test_a_secret_is_32_bytes_in_base64_and_signs(endpoint: WebhookEndpoint) -> None:
    secret = secret_of(endpoint)

    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    headers = headers_of(endpoint)
    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)
    assert headers["webhook-signature"].count("v1,") == 1
    for wrong in (BODY + b" ", BODY.replace(b"content", b"kontent")):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(wrong, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, headers | {"webhook-id": "msg_2"})


def test_each_endpoint_has_a_secret_of_its_own(endpoint: WebhookEndpoint) -> None:
    other = WebhookEndpoint.objects.create(name="App", url="https://app.example.org/hooks")

    assert secret_of(endpoint) != secret_of(other)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(other)).verify(BODY, headers_of(endpoint))


def test_a_copy_of_the_database_holds_no_secret(endpoint: WebhookEndpoint, settings: Settings) -> None:
    secret = secret_of(endpoint)
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    rows = serializers.serialize("json", [endpoint, *WebhookSecret.objects.all()])

    assert secret.removeprefix("whsec_") not in rows
    assert raw.hex() not in rows
    settings.SECRET_KEY = "another server's"
    assert secret_of(endpoint) != secret


def test_both_secrets_sign_until_the_overlap_ends(endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    old = secret_of(endpoint)
    new = secret_text(rotate_secret(endpoint, dt.timedelta(hours=24)))
    assert new == secret_of(endpoint) != old

    both = headers_of(endpoint)
    assert both["webhook-signature"].count("v1,") == 2
    for secret in (old, new):
        Webhook(secret).verify(BODY, both)

    now = timezone.now()
    valid = valid_secrets(endpoint.secrets.all(), now + dt.timedelta(hours=24))
    assert [secret_text(secret) for secret in valid] == [new]


def test_a_secret_that_others_know_ends_at_once(endpoint: WebhookEndpoint) -> None:
    old = secret_of(endpoint)
    rotate_secret(endpoint, dt.timedelta(0))

    assert endpoint.secrets.count() == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(BODY, headers_of(endpoint))


def test_after_a_change_of_the_secret_key_receivers_still_know_the_signature(
    endpoint: WebhookEndpoint, settings: Settings
) -> None:
    old = secret_of(endpoint)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]

    headers = headers_of(endpoint)

    Webhook(old).verify(BODY, headers)
    Webhook(secret_of(endpoint)).verify(BODY, headers)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_rotations_at_once_leave_one_secret_without_an_end() -> None:
    endpoint = WebhookEndpoint.objects.create(name="Website", url="https://www.example.org/hooks")
    together = Barrier(4)

    def rotate(_number: int) -> None:
        try:
            connection.ensure_connection()
            for _round in range(10):
                together.wait(30)
                rotate_secret(endpoint, dt.timedelta(hours=24))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(rotate, range(4)))
    assert endpoint.secrets.count() == 41
    assert endpoint.secrets.filter(expires_at=None).count() == 1
