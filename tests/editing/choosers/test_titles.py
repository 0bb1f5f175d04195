"""What leads to a page tells who may not edit it no title of a draft."""

import csv
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page

from news.models import ArticlePage, Menus, NewsIndexPage
from search.models import Promotion
from tests.factories import list_of, make_article, stored
from tests.user_accounts import log_in, make_user

UNSEEN = "A page that you may not see"


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    """A public article whose draft has another title."""
    article = make_article(index, title="Mayor opens bridge", slug="bridge")
    article.title = "Mayor resigns"
    article.save_revision()
    return ArticlePage.objects.get()


@pytest.fixture
def browser(article: ArticlePage) -> Client:
    """Somebody who changes redirects, promotions and menus, and no page."""
    group = Group.objects.create(name="Search desk")
    codenames = [
        "access_admin",
        *(f"{action}_{model}" for action in ("view", "change", "add") for model in ("redirect", "promotion", "menus")),
    ]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    return log_in(make_user("Search desk"))


@pytest.fixture
def addresses(article: ArticlePage) -> list[str]:
    """The lists and forms that name the article."""
    redirect = Redirect.objects.create(old_path="/old", redirect_page=article)
    promotion = Promotion.objects.create(locale=article.locale, queries="mayor", page=article)
    site = article.get_site()
    menus = Menus.for_site(site)
    menus.main = stored(("item", {"page": article.pk, "label": "", "url": "", "children": list_of()}))
    menus.save()
    return [
        "/admin/redirects/",
        "/admin/redirects/results/",
        f"/admin/redirects/{redirect.pk}/",
        "/admin/snippets/search/promotion/",
        f"/admin/snippets/search/promotion/edit/{promotion.pk}/",
        f"/admin/settings/news/menus/{site.pk}/",
    ]


def seen(browser: Client, addresses: list[str], title: str) -> list[str]:
    """Returns the addresses of the pages of the admin that hold a title."""
    answers = {address: browser.get(address) for address in addresses}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(addresses, 200)
    return [address for address, answer in answers.items() if title in answer.content.decode()]


def test_of_a_public_page_the_published_title_is_shown(browser: Client, addresses: list[str]) -> None:
    assert seen(browser, addresses, "Mayor opens bridge") == addresses
    assert seen(browser, addresses, "Mayor resigns") == []


def test_of_a_hidden_page_nothing_is_shown(browser: Client, addresses: list[str], article: ArticlePage) -> None:
    article.unpublish()

    assert seen(browser, addresses, UNSEEN) == addresses
    assert seen(browser, addresses, "Mayor") == []
    rows = list(
        csv.DictReader(io.StringIO(browser.get("/admin/redirects/?export=csv").getvalue().decode("utf-8-sig")))
    )
    assert [(row["From"], row["To"]) for row in rows] == [("/old", "")]


def test_who_may_edit_the_page_sees_its_draft(browser: Client, addresses: list[str]) -> None:
    change = Permission.objects.get(codename="change_page")
    group = Group.objects.get(name="Search desk")
    GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=1), permission=change)

    assert seen(browser, addresses, "Mayor resigns") == addresses
    assert "/news/bridge" in browser.get("/admin/redirects/?export=csv").getvalue().decode()
