"""Screens of the admin against WCAG 2.2 AA: `make accessibility`."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage, PlanningNote
from tests.e2e.accessibility.axe import violations
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import ImageFactory, make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.accessibility, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WAGTAILS_OWN = {
    ("picture", "label", ".ui-autocomplete-input"): "The field in which tags are typed has no name of its own.",
}
"""What Wagtail's own widgets break, by screen, rule and selector."""


def publish_twice_and_draft(article: ArticlePage, user: User) -> None:
    """Make two editions and a draft with blocks that are added, removed, moved and changed."""
    texts = {
        "a": "<p>Boats return.</p>",
        "b": "<p>On Monday.</p>",
        "c": "<p>Tickets are dearer.</p>",
        "d": "<p>Now.</p>",
    }
    for order in ("abc", "abc", "cad"):
        blocks = [{"type": "paragraph", "id": key, "value": {"html": texts[key]}} for key in order]
        article.title, article.body = f"Harbour {order}", json.dumps(blocks)
        revision = article.save_revision(user=user)
        if order == "abc":
            revision.publish(user=user)
        texts["a"] = f"<p>Boats do not return {order}.</p>"


def test_screens_break_no_rule_but_by_widgets_of_wagtail(
    live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings, photograph: Photograph
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    user = make_user("Moderators")
    picture = ImageFactory()
    article = make_article(index, title="Harbour reopens", image=picture)
    compared = make_article(index, title="Boats")
    publish_twice_and_draft(compared, user)
    withdrawn = make_article(index, title="Bridge closes")
    take_down(withdrawn, user, "Names a minor.", "Withdrawn for legal reasons.")
    now = timezone.now()
    make_article(index, title="Passing", expire_at=now + dt.timedelta(days=1))
    note = PlanningNote.objects.create(title="Interview", day=timezone.localdate(), article=article, assignee=user)
    for number in range(5):
        PlanningNote.objects.create(title=f"Call {number}", day=note.day, is_done=number % 2 == 0)
    day, week = note.day.isoformat(), f"{note.day:%G-W%V}"
    calendar, planning = reverse("desk_calendar"), reverse("planning:index")
    screens = {
        "article": reverse("wagtailadmin_pages:edit", args=[article.pk]),
        "editions": reverse("editions", args=[compared.pk]),
        "compare-editions": f"{reverse('compare_editions', args=[compared.pk])}?from=1&to=draft",
        "revisions": reverse("wagtailadmin_pages:revisions_compare", args=[compared.pk, "earliest", "latest"]),
        "articles": reverse("articles:index"),
        "articles-filtered": reverse("articles:index") + "?tag=nowhere",
        "desk": reverse("desk") + "?list=taken-down",
        "desk-empty": reverse("desk") + "?list=waiting",
        "take-down": reverse("take_down", args=[article.pk]),
        "lift-take-down": reverse("lift_take_down", args=[withdrawn.pk]),
        "picture": reverse("wagtailimages:edit", args=[picture.pk]),
        "redirect": reverse("wagtailredirects:add"),
        "dashboard": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore", args=[index.pk]),
        "calendar": calendar,
        "calendar-week": f"{calendar}?week={week}",
        "calendar-day": f"{calendar}?day={day}",
        "calendar-refused": f"{calendar}?month=2026-13&section=0",
        "planning": planning,
        "planning-note": f"{reverse('planning:edit', args=[note.pk])}?next={calendar}",
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


def test_the_offer_of_unsaved_words_breaks_no_rule(
    live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    log_in(live_server, page, make_user("Moderators"))
    article = make_article(index, title="Harbour reopens")
    page.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[article.pk])}")
    page.locator("#id_summary").fill("On Tuesday.")
    page.wait_for_timeout(1_000)  # until the script has kept the words

    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Discard them").wait_for()

    assert violations(page) == []
