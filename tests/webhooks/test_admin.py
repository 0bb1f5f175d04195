"""Webhooks in the admin: made, tested, rotated, watched and replayed by administrators alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from cms.webhooks.admin.failing_endpoints import FailingEndpoints
from cms.webhooks.events import WebhookEvent
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue
from cms.webhooks.sending import ALARM_AFTER
from tests.user_accounts import log_in, make_user
from tests.webhooks.posting import end_pause, send, write
from tests.webhooks.receiver import Receiver, secret_of, verify

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Website",
    "url": "https://www.example.org/hooks",
    "is_enabled": "on",
    "events": ["published", "deleted"],
}


@pytest.fixture
def admin() -> Client:
    return log_in(make_user(is_superuser=True))


def shown_secret(text: str) -> str:
    found = re.search(r'value="(whsec_[\w+/=]+)"', text)
    assert found is not None
    return found[1]


def test_a_new_webhook_shows_its_secret_once(admin: Client) -> None:
    response = admin.post(reverse("webhooks:add"), FORM)

    endpoint = WebhookEndpoint.objects.get()
    assert (response.status_code, shown_secret(response.content.decode())) == (200, secret_of(endpoint))
    assert "no-store" in response.headers["Cache-Control"]
    assert (endpoint.name, endpoint.url, endpoint.events) == ("Website", FORM["url"], ["published", "deleted"])
    for name in ("index", "edit", "inspect", "history"):
        page = admin.get(reverse(f"webhooks:{name}", args=[] if name == "index" else [endpoint.pk]))
        assert page.status_code == 200
        assert "whsec_" not in page.content.decode()
    assert list(ModelLogEntry.objects.values_list("action", "label", "user__is_superuser")) == [
        ("wagtail.create", "Website", True)
    ]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"url": "http://www.example.org/"},
            "The address must begin with https://, so that the messages are encrypted.",
        ),
        ({"url": "https://me:pw@example.org/"}, "The address must hold no user name and no password."),
        ({"url": "hooks"}, "Enter a valid URL."),
        ({"events": []}, "Choose one event or more."),
        ({"events": ["born"]}, "Select a valid choice. born is not one of the available choices."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_webhook_is_said(admin: Client, fields: dict[str, object], fault: str) -> None:
    response = admin.post(reverse("webhooks:add"), {**FORM, **fields})

    assert fault in response.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_the_form_offers_each_event(admin: Client) -> None:
    text = admin.get(reverse("webhooks:add")).content.decode()

    assert re.findall(r'name="events" value="([\w.]+)"', text) == list(WebhookEvent.values)
    assert text.count("checked") >= len(WebhookEvent.values)


def test_a_test_is_sent_by_a_button(admin: Client, receiver: Receiver) -> None:
    endpoint = receiver.endpoint()

    response = admin.post(reverse("send_webhook_test", args=[endpoint.pk]), follow=True)

    assert "A test was queued." in response.content.decode()
    assert send() == 1
    assert receiver.taken[0].json["type"] == "webhook.test"
    delivery = admin.get(reverse("webhook_delivery", args=[WebhookDelivery.objects.get().pk])).content.decode()
    assert "Delivered" in delivery
    WebhookEndpoint.objects.update(is_enabled=False)
    response = admin.post(reverse("send_webhook_test", args=[endpoint.pk]), follow=True)
    assert "“Website” is switched off. Switch it on to send a test." in response.content.decode()
    assert WebhookDelivery.objects.count() == 1


def test_a_secret_is_rotated_with_an_overlap(admin: Client, receiver: Receiver) -> None:
    endpoint = receiver.endpoint()
    old = secret_of(endpoint)

    response = admin.post(reverse("rotate_webhook_secret", args=[endpoint.pk]), {"overlap": "24"})

    new = shown_secret(response.content.decode())
    assert new == secret_of(endpoint) != old
    write(1)
    send()
    assert verify(receiver.taken[0], old) == verify(receiver.taken[0], new)
    assert (
        "Messages are signed with it too until"
        in admin.get(reverse("webhooks:inspect", args=[endpoint.pk])).content.decode()
    )
    assert ModelLogEntry.objects.get().action == "webhooks.secret.rotated"
    admin.post(reverse("rotate_webhook_secret", args=[endpoint.pk]), {"overlap": "1000"})
    assert secret_of(endpoint) == new


def test_the_log_is_filtered_shown_and_replayed(admin: Client, receiver: Receiver) -> None:
    receiver.replies = [(422, {}, b"<b>what</b> is this?")] * 5
    endpoint = receiver.endpoint()
    write(1, 2)
    for _attempt in range(5):
        end_pause()
        send()
    failed, delivered = WebhookDelivery.objects.order_by("pk")

    listing = reverse("webhook_deliveries")
    for query, ids in [
        ("", {failed, delivered}),
        ("?status=failed", {failed}),
        (f"?endpoint={endpoint.pk}&status=delivered", {delivered}),
        ("?status=pending", set()),
    ]:
        text = admin.get(listing + query).content.decode()
        assert {one for one in (failed, delivered) if one.message_id in text} == ids
    page = admin.get(reverse("webhook_delivery", args=[failed.pk])).content.decode()
    assert "&lt;b&gt;what&lt;/b&gt; is this?" in page
    assert "The answer was 422." in page
    assert failed.message_id in admin.get(f"{listing}?export=csv").getvalue().decode()

    state = admin.get(reverse("webhooks:inspect", args=[endpoint.pk])).content.decode()
    assert "Send all failed messages again" in state
    assert date_format(timezone.localtime(failed.created_at), "j M Y, H:i:s e") in state
    response = admin.post(reverse("replay_failed_deliveries", args=[endpoint.pk]), follow=True)
    assert "1 message is sent again." in response.content.decode()
    response = admin.post(reverse("replay_webhook_delivery", args=[failed.pk]), follow=True)
    assert "This message is queued already." in response.content.decode()
    assert send() == 1
    response = admin.post(reverse("replay_webhook_delivery", args=[delivered.pk]), follow=True)
    assert "The message is sent again, under the same id." in response.content.decode()
    assert send() == 1
    response = admin.post(reverse("replay_failed_deliveries", args=[endpoint.pk]), follow=True)
    assert "No message to “Website” has failed." in response.content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_lists_take_the_same_statements_for_many_rows(
    admin: Client, receiver: Receiver, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        receiver.endpoint(name=str(number))
    write(1)
    admin.get(reverse("webhooks:index"))

    counts = []
    for name in ("webhooks:index_results", "webhook_deliveries_results"):
        with django_assert_num_queries(STATEMENTS[name]):  # type: ignore[operator]  # a fixture that is a function
            counts.append(admin.get(reverse(name)).status_code)
    assert counts == [200, 200]


STATEMENTS = {"webhooks:index_results": 6, "webhook_deliveries_results": 6}


def test_endpoints_that_fail_for_long_or_are_gone_are_on_the_dashboard(admin: Client, settings: Settings) -> None:
    def warned() -> bool:
        return "Webhooks are not delivered:" in admin.get(reverse("wagtailadmin_home")).content.decode()

    endpoint = WebhookEndpoint.objects.create(name="Website", url="https://www.example.org/")
    now = timezone.now()
    WebhookQueue.objects.update(failing_since=now - ALARM_AFTER / 2)
    assert not warned()
    WebhookQueue.objects.update(failing_since=now - ALARM_AFTER)
    assert warned()
    assert "Failing" in admin.get(reverse("webhooks:index")).content.decode()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(is_enabled=False)
    assert not warned()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(is_gone=True)
    assert warned()
    assert "Gone: switched off" in admin.get(reverse("webhooks:index")).content.decode()


def test_editors_see_nothing_of_it(client: Client) -> None:
    endpoint = WebhookEndpoint.objects.create(name="Website", url="https://www.example.org/")
    WebhookQueue.objects.update(failing_since=timezone.now() - ALARM_AFTER)
    editor = make_user("Editors")
    browser = log_in(editor)

    assert "Webhooks are not delivered" not in browser.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("send_webhook_test", "rotate_webhook_secret", "replay_failed_deliveries"):
        assert browser.post(reverse(name, args=[endpoint.pk]), {"overlap": "0"}).status_code == 302
    assert not WebhookDelivery.objects.exists()
    assert endpoint.secrets.count() == 1
    assert FailingEndpoints.name == "failing-webhooks"
