"""Screens about webhooks, access tokens and reads against WCAG 2.2 AA, on a wide and a narrow window."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.access.models import AccessToken
from cms.readership.models import PageReads
from cms.readership.totals import make_read_totals
from cms.tasks.queue import DATABASE_BACKEND
from cms.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookQueue
from news.models import NewsIndexPage
from tests.e2e.accessibility.axe import violations
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import CategoryFactory, make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.accessibility, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WAGTAILS_OWN = {
    ("label-content-name-mismatch", ".w-slim-header-action-button"): "The button of filters shows their number alone.",
}
"""What Wagtail's own widgets break, by rule and selector."""

WIDTHS = {"wide": (1440, 900), "narrow": (390, 844)}


@pytest.fixture
def endpoint(settings: Settings) -> WebhookEndpoint:
    """An endpoint that has failed for hours, with a delivery in each state."""
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        name="Website, production", url="https://www.example.org/hooks/" + "a" * 80
    )
    body = '{"type":"content.changed","data":{"changes":[],"tags":["' + '","'.join(["05f1c2aa90be"] * 40) + '"]}}'
    for status in WebhookDelivery.Status.values:
        WebhookDelivery.objects.create(
            endpoint=endpoint,
            body=body,
            status=status,
            expires_at=now + dt.timedelta(days=1),
            attempts=3,
            attempted_at=now,
            response_status=204 if status == "delivered" else 503,
            fault="" if status == "delivered" else "The answer was 503.",
            response_excerpt="busy",
            duration_ms=120,
        )
    WebhookQueue.objects.update(failing_since=now - dt.timedelta(hours=3), attempts=3)
    return endpoint


def make_reads(index: NewsIndexPage) -> None:
    """Make reads of ten articles over a month."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(10):
        article = make_article(index, title=f"Harbour reopens, part {number}", category=CategoryFactory())
        PageReads.objects.bulk_create(
            PageReads(page=article, at=hour - dt.timedelta(hours=7 * step), reads=1 + (number * step) % 90)
            for step in range(60)
        )
    make_read_totals(timezone.now())


def test_screens_for_machines_break_no_rule(
    live_server: LiveServer, page: Page, index: NewsIndexPage, endpoint: WebhookEndpoint, photograph: Photograph
) -> None:
    make_reads(index)
    token = AccessToken(name="Agency", reads_agency_feed=True)
    token.issue()
    token.save()
    failed = endpoint.deliveries.get(status="failed")
    screens = {
        "webhooks": reverse("webhooks:index"),
        "webhook-add": reverse("webhooks:add"),
        "webhook-edit": reverse("webhooks:edit", args=[endpoint.pk]),
        "webhook-state": reverse("webhooks:inspect", args=[endpoint.pk]),
        "webhook-delete": reverse("webhooks:delete", args=[endpoint.pk]),
        "deliveries": reverse("webhook_deliveries"),
        "delivery": reverse("webhook_delivery", args=[failed.pk]),
        "most-read": reverse("most_read"),
        "most-read-day": reverse("most_read") + "?period=day",
        "dashboard-reads": reverse("wagtailadmin_home"),
        "tokens": reverse("access_tokens:index"),
        "token-add": reverse("access_tokens:add"),
        "token-edit": reverse("access_tokens:edit", args=[token.pk]),
    }
    log_in(live_server, page, make_user(is_superuser=True))
    broken: dict[tuple[str, str, str], str] = {}
    wider: dict[str, int] = {}

    def look(name: str) -> None:
        for window, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            photograph(f"machines-{name}-{window}")
            broken.update({(f"{name}-{window}", one.rule, one.selector): one.html for one in violations(page)})
            if (overflow := page.evaluate("document.documentElement.scrollWidth") - width) > 0:
                wider[f"{name}-{window}"] = overflow

    for name, address in screens.items():
        response = page.goto(live_server.url + address, wait_until="networkidle")
        assert response is not None
        assert response.status == 200, name
        look(name)

    page.goto(live_server.url + screens["webhook-add"])
    page.get_by_label("Name").first.fill("Search")
    page.get_by_label("Address").first.fill("http://10.0.0.1/hooks")
    page.get_by_role("button", name="Create").first.click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("must begin with https://").first.is_visible()
    assert page.get_by_text("Words that you typed here were not saved").count() == 0
    look("webhook-refused")
    page.get_by_label("Address").first.fill("https://search.example.org/hooks")
    page.get_by_role("button", name="Create").first.click()
    page.get_by_role("heading", name="Secret of the webhook").wait_for()
    look("webhook-secret")
    page.goto(live_server.url + screens["webhook-state"], wait_until="networkidle")
    page.get_by_role("button", name="Send a test").first.click()
    page.wait_for_load_state("networkidle")
    look("webhook-tested")

    assert wider == {}
    assert {(rule, selector) for _screen, rule, selector in broken} == WAGTAILS_OWN.keys(), broken
