"""Entries of menus that are for readers of one language."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from news.menus import menu_language_choices
from news.models import Menus, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import list_of, make_page, make_translation, stored
from tests.news.graphql.test_site import ELSEWHERE, entry
from tests.user_accounts import log_in, make_user

MENU = """query($locale: String) { site { menu(slot: MAIN, locale: $locale) {
  label locale direction url page { locale } children { label locale direction url }
} } }"""


def menu(api: GraphQLClient, locale: str | None) -> list[tuple[Any, ...]]:
    """Returns label, language and direction of each entry and, as a list, of those below it."""
    entries = api.data(MENU, locale=locale)["site"]["menu"]

    def shown(one: dict[str, Any]) -> tuple[Any, ...]:
        return (one["label"], one["locale"], one["direction"])

    return [
        (*shown(one), *([[shown(below) for below in one["children"]]] if one["children"] else [])) for one in entries
    ]


def write_menu(site: Site, *entries: dict[str, Any]) -> None:
    Menus.objects.create(site=site, main=stored(*(("item", one) for one in entries)))


def test_an_entry_is_shown_to_readers_of_its_language(site: Site, api: GraphQLClient) -> None:
    write_menu(
        site,
        entry(label="Weather", url=ELSEWHERE, locale="en"),
        entry(label="Météo", url=ELSEWHERE, locale="fr", children=list_of(entry(label="Marées", url=ELSEWHERE))),
        entry(label="الطقس", url=ELSEWHERE, locale="ar"),
        entry(label="Wagtail", url=ELSEWHERE, locale=""),
        entry(label="Old", url=ELSEWHERE),
    )
    of_all = [("Wagtail", "en", "LTR"), ("Old", "en", "LTR")]

    assert menu(api, None) == menu(api, "en") == [("Weather", "en", "LTR"), *of_all]
    assert menu(api, "fr") == [("Météo", "fr", "LTR", [("Marées", "fr", "LTR")]), *of_all]
    assert menu(api, "ar") == [("الطقس", "ar", "RTL"), *of_all]
    assert menu(api, "es") == of_all


def test_the_label_of_an_entry_with_a_language_is_printed_over_the_translation(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    make_translation(index, "ar", title="الأخبار", slug="الأخبار")
    about = make_page(site.root_page, title="About", slug="about")
    write_menu(
        site,
        entry(label="Latest", page=index.pk, children=list_of(entry(label="Newest", page=index.pk))),
        entry(label="آخر الأخبار", page=index.pk, locale="ar", children=list_of(entry(label="اليوم", page=index.pk))),
        entry(page=index.pk, locale="ar", children=list_of(entry(page=about.pk))),
        entry(label="Who we are", page=about.pk),
        entry(label="من نحن", page=about.pk, locale="ar"),
    )

    assert menu(api, "ar") == [
        ("الأخبار", "ar", "RTL", [("الأخبار", "ar", "RTL")]),
        ("آخر الأخبار", "ar", "RTL", [("اليوم", "ar", "RTL")]),
        ("الأخبار", "ar", "RTL", [("About", "en", "LTR")]),
        ("Who we are", "en", "LTR"),
        ("من نحن", "ar", "RTL"),
    ]
    assert menu(api, "en") == [
        ("Latest", "en", "LTR", [("Newest", "en", "LTR")]),
        ("Who we are", "en", "LTR"),
    ]
    second = api.data(MENU, locale="ar")["site"]["menu"][1]
    assert (second["url"], second["page"]) == ("https://www.example.org/ar/الأخبار/", {"locale": "ar"})


def test_what_stands_below_a_hidden_entry_is_of_its_language_too(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    make_translation(index, "fr", title="Actualités", slug="actualites")
    hidden = make_page(site.root_page, title="Secret", live=False)
    write_menu(site, entry(page=hidden.pk, locale="fr", children=list_of(entry(label="À la une", page=index.pk))))

    assert menu(api, "fr") == [("À la une", "fr", "LTR")]
    assert menu(api, "en") == []


def test_editors_choose_the_language(site: Site, api: GraphQLClient, settings: Settings) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
    moderator = log_in(make_user("Moderators"))
    address = f"/admin/settings/news/menus/{site.pk}/"

    assert [(code, str(label)) for code, label in menu_language_choices()] == [
        ("", "All languages"),
        ("en", "Only English"),
        ("fr", "Only Français"),
    ]
    assert send(moderator, address, "fr").status_code == 302
    assert menu(api, "fr") == [("Météo", "fr", "LTR")]
    assert menu(api, "en") == []
    assert "Only English" in moderator.get(address).content.decode()
    assert send(moderator, address, "").status_code == 302
    assert menu(api, "en") == [("Météo", "en", "LTR")]
    assert send(moderator, address, "de").status_code == 200


def send(browser: Client, address: str, language: str) -> Any:
    """Sends the form of a menu with one entry."""
    below = {"count": "0"}
    item = {"label": "Météo", "page": "", "url": ELSEWHERE, "locale": language, "children": below}
    form: dict[str, Any] = nested_form_data({"main": streamfield([("item", item)]), "footer": streamfield([])})
    return browser.post(address, form)


@pytest.mark.parametrize("size", [3, 30])
def test_statements_do_not_grow_with_entries(
    site: Site, index: NewsIndexPage, api: GraphQLClient, size: int, django_assert_num_queries: Any
) -> None:
    make_translation(index, "fr", title="Actualités", slug="actualites")
    pages = [make_page(site.root_page, title=f"Page {number}") for number in range(size)]
    write_menu(site, *(entry(page=page.pk, locale=code) for page in pages for code in ("", "fr", "en")))
    menu(api, "fr")

    with django_assert_num_queries(6):
        assert len(menu(api, "fr")) == 2 * size
