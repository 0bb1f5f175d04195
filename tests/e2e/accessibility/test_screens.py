"""Screens of the admin against WCAG 2.2 AA: `make accessibility`."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.takedowns.actions import take_down
from news.models import NewsIndexPage
from tests.e2e.accessibility.axe import violations
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import ImageFactory, make_article
from tests.people import make_user

pytestmark = [pytest.mark.accessibility, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WAGTAILS_OWN = {
    ("picture", "label", ".ui-autocomplete-input"): "The field in which tags are typed has no name of its own.",
}
"""What Wagtail's own widgets break, by screen, rule and selector."""


def test_screens_break_no_rule_but_by_widgets_of_wagtail(
    live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings, photograph: Photograph
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    user = make_user("Moderators")
    picture = ImageFactory()
    article = make_article(index, title="Harbour reopens", image=picture)
    withdrawn = make_article(index, title="Bridge closes")
    take_down(withdrawn, user, "Names a minor.", "Withdrawn for legal reasons.")
    screens = {
        "article": reverse("wagtailadmin_pages:edit", args=[article.pk]),
        "articles": reverse("articles:index"),
        "take-down": reverse("take_down", args=[article.pk]),
        "lift-take-down": reverse("lift_take_down", args=[withdrawn.pk]),
        "picture": reverse("wagtailimages:edit", args=[picture.pk]),
        "redirect": reverse("wagtailredirects:add"),
        "dashboard": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore", args=[index.pk]),
    }
    log_in(live_server, page, user)
    statuses: dict[str, int | None] = {}
    broken: dict[tuple[str, str, str], str] = {}
    for screen, address in screens.items():
        response = page.goto(live_server.url + address, wait_until="networkidle")
        statuses[screen] = response.status if response else None
        photograph(f"accessibility-{screen}")
        broken |= {(screen, found.rule, found.selector): found.html for found in violations(page)}

    assert statuses == dict.fromkeys(screens, 200)
    assert broken.keys() == WAGTAILS_OWN.keys(), broken
