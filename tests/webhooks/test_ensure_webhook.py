"""The command by which a script sets up a receiver."""

import io

import pytest
from django.core.management import CommandError, call_command

from cms.webhooks.events import default_events
from cms.webhooks.models import WebhookEndpoint
from cms.webhooks.signatures import secret_text

pytestmark = pytest.mark.django_db
URL = "https://www.example.org/api/revalidate/"


def ensure(url: str = URL) -> str:
    out = io.StringIO()
    call_command("ensure_webhook", "Website", url, stdout=out)
    return out.getvalue()


def test_it_makes_one_endpoint_and_prints_its_secret_each_time() -> None:
    printed = ensure()
    (endpoint,) = WebhookEndpoint.objects.all()

    assert (endpoint.name, endpoint.url, endpoint.events) == ("Website", URL, default_events())
    assert printed == f"{secret_text(endpoint.secrets.get())}\n"
    assert ensure() == printed
    assert list(WebhookEndpoint.objects.all()) == [endpoint]


def test_another_address_leaves_the_secret_and_the_choice_of_events() -> None:
    printed = ensure()
    WebhookEndpoint.objects.update(events=["published"])

    assert ensure("https://new.example.org/api/revalidate/") == printed
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.url, endpoint.events) == ("https://new.example.org/api/revalidate/", ["published"])


@pytest.mark.parametrize("url", ["http://www.example.org/", "https://", "ftp://www.example.org/"])
def test_an_address_that_nothing_is_sent_to_is_refused_and_nothing_is_made(url: str) -> None:
    with pytest.raises(CommandError):
        ensure(url)

    assert not WebhookEndpoint.objects.exists()


def test_it_does_not_choose_among_webhooks_of_one_name() -> None:
    for _number in range(2):
        WebhookEndpoint.objects.create(name="Website", url=URL)

    with pytest.raises(CommandError, match="Several webhooks are called “Website”"):
        ensure()
