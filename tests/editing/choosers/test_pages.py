"""The page chooser holds public pages and those of the sections in which an account has permissions."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user

CANARY = "Canary"


def make_group(name: str, page: Page | None = None) -> None:
    """Makes a group that may open the admin and, below a page, edit."""
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if page is not None:
        permission = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)


@pytest.fixture
def press(index: NewsIndexPage) -> NewsIndexPage:
    section = NewsIndexPage(title="Press", slug="press")
    index.get_parent().add_child(instance=section)
    make_article(section, title="Press draft", live=False)
    return section


@pytest.fixture
def hidden(index: NewsIndexPage) -> list[ArticlePage]:
    """Canaries of another section, and one public article beside them."""
    make_article(index, title="Public story")
    return [
        make_article(index, title=f"{CANARY} draft", live=False),
        make_article(index, title=f"{CANARY} held", embargo=True),
    ]


@pytest.fixture(params=["nowhere", "press"])
def outsider(request: pytest.FixtureRequest, press: NewsIndexPage) -> Client:
    make_group("Outsiders", press if request.param == "press" else None)
    return log_in(make_user("Outsiders"))


def test_lists_and_search_hold_no_hidden_page(
    outsider: Client, index: NewsIndexPage, hidden: list[ArticlePage]
) -> None:
    for address in (
        f"/admin/choose-page/{index.pk}/",
        f"/admin/choose-page/{index.pk}/?page_type=news.ArticlePage",
        "/admin/choose-page/search/?q=story",
        "/admin/choose-page/search/?q=canary",
        "/admin/choose-page/search/?q=canary&page_type=news.ArticlePage",
    ):
        answer = outsider.get(address)
        assert answer.status_code == 200, address
        assert f"{CANARY} draft" not in answer.content.decode(), address
        assert f"{CANARY} held" not in answer.content.decode(), address
        assert ("Public story" in answer.content.decode()) == ("canary" not in address), address


def test_pages_of_the_chooser_are_counted_without_hidden_ones(outsider: Client, index: NewsIndexPage) -> None:
    for number in range(30):
        make_article(index, title=f"{CANARY} {number}", live=False)

    assert outsider.get(f"/admin/choose-page/{index.pk}/?p=2").status_code == 404


def test_a_hidden_page_is_neither_opened_nor_taken(outsider: Client, hidden: list[ArticlePage]) -> None:
    for page in hidden:
        for address in (f"/admin/choose-page/{page.pk}/", f"/admin/choose-page/chosen-multiple/?id={page.pk}"):
            answer = outsider.get(address)
            assert answer.status_code == 302, address
            assert CANARY not in answer.content.decode(), address


def test_a_section_s_own_drafts_are_offered(press: NewsIndexPage) -> None:
    make_group("Press office", press)
    browser = log_in(make_user("Press office"))
    draft = ArticlePage.objects.get(title="Press draft")

    for address in (
        f"/admin/choose-page/{press.pk}/",
        "/admin/choose-page/search/?q=press",
        f"/admin/choose-page/chosen-multiple/?id={draft.pk}",
    ):
        assert "Press draft" in browser.get(address).content.decode(), address


def test_who_may_edit_everything_is_offered_everything(index: NewsIndexPage, hidden: list[ArticlePage]) -> None:
    for user in (make_user("Editors"), make_user(is_superuser=True)):
        browser = log_in(user)
        for address in (f"/admin/choose-page/{index.pk}/", "/admin/choose-page/search/?q=canary"):
            words = browser.get(address).content.decode()
            assert f"{CANARY} draft" in words, address
            assert f"{CANARY} held" in words, address
