"""A bulk action from the listing to its undo, against WCAG 2.2 AA."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.accessibility.axe import violations
from tests.e2e.test_newsroom import Photograph, log_in
from tests.factories import CategoryFactory, make_article, make_page
from tests.user_accounts import make_user

pytestmark = [pytest.mark.accessibility, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TAG_INPUT = (
    'div[data-contentpath="{}"] > .w-field__input[data-field-input=""] > .tagit.ui-corner-all.ui-widget > '
    '.tagit-new > .ui-autocomplete-input[autocomplete="off"][type="text"]'
)
WAGTAILS_OWN = {
    ("tags", "label", TAG_INPUT.format("add")): "The field in which tags are typed has no name of its own.",
    ("tags", "label", TAG_INPUT.format("remove")): "Nor has the other.",
}


def test_a_bulk_action_and_its_undo_break_no_rule(
    live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings, photograph: Photograph
) -> None:
    europe = CategoryFactory(name="Europe")
    article = make_article(index, title="Harbour reopens")
    make_article(index, title="Bridge closes", category=europe)
    make_page(index, title="About us")
    broken: set[tuple[str, str, str]] = set()

    def look(screen: str) -> None:
        page.wait_for_load_state("networkidle")
        photograph(f"bulk-{screen}")
        broken.update((screen, found.rule, found.selector) for found in violations(page))

    def choose(label: str) -> None:
        page.goto(f"{live_server.url}/admin/pages/{index.pk}/", wait_until="networkidle")
        for box in page.locator("[data-bulk-action-checkbox]").all():
            box.check()
        page.locator(".bulk-actions-buttons").get_by_text("More").click()
        page.wait_for_timeout(500)  # the menu fades in
        look("bar")
        page.get_by_label(label).click()

    page.emulate_media(reduced_motion="reduce")
    log_in(live_server, page, make_user("Moderators"))
    for screen, label in {
        "tags": "Change tags of the selected articles",
        "authors": "Change authors of the selected articles",
    }.items():
        choose(label)
        look(screen)
    choose("Set category of the selected articles")
    look("category")
    page.get_by_role("button", name="Show what changes").click()
    look("empty")
    page.get_by_label("Category").select_option(label="Europe (English)")
    page.get_by_role("button", name="Show what changes").click()
    look("plan")
    page.get_by_role("button", name="Yes, change 1 article").click()
    expect(page.get_by_text("1 article has been changed and published.")).to_be_visible()
    look("done")
    assert ArticlePage.objects.get(pk=article.pk).category == europe
    page.get_by_role("link", name="Undo").click()
    look("undo")
    page.get_by_role("button", name="Yes, change 1 article").click()
    look("undone")

    assert ArticlePage.objects.get(pk=article.pk).category is None
    assert broken == WAGTAILS_OWN.keys()
