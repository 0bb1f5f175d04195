"""A page is translated into the trees where its translator may add pages."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import GroupPagePermission, Locale, Page

from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_translation
from tests.user_accounts import log_in, make_user

REFUSAL = "You may add no pages where a translation of this page would stand."


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Tugs strike")


def editor_of(*pages: Page) -> Client:
    """The browser of somebody who may write below these pages alone, and translate."""
    group = Group.objects.create(name="Section")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "submit_translation"]))
    for page in pages:
        for permission in Permission.objects.filter(codename__in=["add_page", "change_page"]):
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    return log_in(make_user("Section"))


def address(page: Page) -> str:
    return f"/admin/translation/submit/page/{page.pk}/"


def translate(browser: Client, page: Page, *codes: str) -> Any:
    locales = [Locale.objects.get(language_code=code).pk for code in codes]
    return browser.post(address(page), {"locales": locales})


def offered(browser: Client, page: Page) -> list[str]:
    form = browser.get(address(page)).context["form"]
    return [locale.language_code for locale in form.fields["locales"].queryset]


def test_no_translation_where_the_editor_may_add_nothing(index: NewsIndexPage, article: ArticlePage) -> None:
    make_translation(index, "fr")
    browser, before = editor_of(index), Page.objects.count()
    answer = translate(browser, article, "fr")

    assert answer.status_code == 200
    assert REFUSAL in answer.content.decode()
    assert Page.objects.count() == before
    page = browser.get(address(article)).content.decode()
    assert REFUSAL in page
    assert 'type="submit" value="Submit"' not in page


def test_a_translation_where_the_editor_may_add(index: NewsIndexPage, article: ArticlePage) -> None:
    french = make_translation(index, "fr")
    browser = editor_of(index, french)
    assert REFUSAL not in browser.get(address(article)).content.decode()
    answer = translate(browser, article, "fr")

    translation = article.get_translation(french.locale)
    assert answer["Location"] == f"/admin/pages/{translation.pk}/edit/"
    assert translation.get_parent().pk == french.pk


def test_one_language_of_two(index: NewsIndexPage, article: ArticlePage) -> None:
    make_translation(index, "es")
    browser, before = editor_of(index, make_translation(index, "fr")), Page.objects.count()

    assert offered(browser, article) == ["fr"]
    assert REFUSAL in translate(browser, article, "fr", "es").content.decode()
    assert Page.objects.count() == before
    assert translate(browser, article, "fr").status_code == 302


@pytest.mark.parametrize("may_add", [False, True])
def test_a_parent_without_a_translation(index: NewsIndexPage, article: ArticlePage, may_add: bool) -> None:
    french_home = make_translation(index.get_parent(), "fr")
    browser = editor_of(index, *[french_home] * may_add)
    page = browser.get(address(article)).content.decode()

    assert offered(browser, article) == ["fr"] * may_add
    assert ("Translate the parent page." in page) is may_add
    assert (REFUSAL in page) is not may_add
    assert offered(browser, index) == ["fr"] * may_add


@pytest.mark.parametrize("codes", [["fr"], ["fr", "es"]])
def test_a_language_without_the_page_above_is_refused(
    index: NewsIndexPage, article: ArticlePage, codes: list[str]
) -> None:
    home = index.get_parent()
    french_home = make_translation(home, "fr")
    spanish = make_translation(index, "es")
    browser, before = editor_of(index, french_home, spanish), Page.objects.count()
    answer = translate(browser, article, *codes)

    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    assert "Translate the page above this one first, into: Français." in text
    assert Page.objects.count() == before
    assert translate(browser, article, "es").status_code == 302


@pytest.mark.parametrize(("is_everywhere", "codes"), [(False, []), (True, ["fr"])])
def test_a_home_page_stands_below_the_root(index: NewsIndexPage, is_everywhere: bool, codes: list[str]) -> None:
    Locale.objects.get_or_create(language_code="fr")
    home = index.get_parent()
    browser = editor_of(Page.get_first_root_node() if is_everywhere else home)

    assert offered(browser, home) == codes


def test_what_was_taken_down_is_not_translated(index: NewsIndexPage, article: ArticlePage) -> None:
    make_translation(index, "fr")
    home = index.get_parent()
    browser, before = log_in(make_user(is_superuser=True)), Page.objects.count()
    take_down(article, make_user(first_name="Ana", last_name="Duarte"), "A court order")
    german = Locale.objects.create(language_code="de")

    [refusal] = translate(browser, article, "fr").context["form"].errors["locales"]
    assert refusal.startswith("“Tugs strike” can be neither copied nor translated. It was taken down on ")
    assert refusal.endswith(" by Ana Duarte: A court order To do so all the same, lift the take-down first.")
    whole = {"locales": [german.pk], "include_subtree": "on"}
    assert browser.post(address(home), whole).context["form"].errors == {"include_subtree": [refusal]}
    with pytest.raises(ValidationError, match="A court order"):
        ArticlePage.objects.get(pk=article.pk).copy_for_translation(Locale.objects.get(language_code="fr"))
    assert Page.objects.count() == before
