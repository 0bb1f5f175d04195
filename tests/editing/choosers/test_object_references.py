"""The forms of snippets, settings, redirects and promoted results take what their choosers offer."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from news.models import Author, Menus, NewsIndexPage, SiteSettings
from search.models import Promotion
from tests.factories import ImageFactory, list_of, make_article, stored
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

OBJECTS = [Author, SiteSettings, Menus, Redirect, Promotion]


@pytest.fixture
def editor(section: NewsIndexPage) -> Client:
    """An editor of one section who may edit everything that stands outside of sections."""
    group = Group.objects.get(name="Press")
    for model in OBJECTS:
        meta = model._meta
        permissions = Permission.objects.filter(
            content_type__app_label=meta.app_label, content_type__model=meta.model_name
        )
        group.permissions.add(*permissions)
    return log_in(make_user("Press"))


def menu(pk: str) -> dict[str, Any]:
    """Returns the form of a menu whose only entry has an entry below it."""
    entry = {"label": "", "page": pk, "url": ""}
    below = {"value": entry, "deleted": "", "order": "0", "id": "", "type": "item"}
    main = streamfield([("item", {**entry, "children": {"count": "1", "0": below}})])
    sent: dict[str, Any] = nested_form_data({"main": main, "footer": streamfield([])})
    return sent


def settings_form(**fields: str) -> dict[str, Any]:
    filled = {"organisation": "Press", "strapline": "", "logo": "", "social_image": "", **fields}
    sent: dict[str, Any] = nested_form_data({**filled, "social_links": streamfield([])})
    return sent


FORMS: dict[str, tuple[type[Model], str, Callable[[str], dict[str, Any]]]] = {
    "portrait": (
        Author,
        "image",
        lambda pk: author_form(name="Ana", slug="ana", portrait=pk) | {"action-publish": "1"},
    ),
    "logo": (SiteSettings, "image", lambda pk: settings_form(logo=pk)),
    "picture for social networks": (SiteSettings, "image", lambda pk: settings_form(social_image=pk)),
    "menu": (Menus, "page", menu),
    "redirect": (
        Redirect,
        "page",
        lambda pk: {"old_path": "/old", "site": "", "redirect_page": pk, "redirect_link": "" if pk else "/new/"},
    ),
    "promotion": (
        Promotion,
        "page",
        lambda pk: {
            "locale": str(Locale.objects.get(language_code="en").pk),
            "queries": "harbour",
            "page": pk,
            "sort_order": "1",
        },
    ),
}
"""Model, kind of what it refers to, and what its form sends when it refers to a primary key."""

NEW = ["portrait", "redirect", "promotion"]
"""The forms that make an object; settings are only changed."""


def add_address(model: type[Model]) -> str:
    meta = model._meta
    return "/admin/redirects/add/" if model is Redirect else f"/admin/snippets/{meta.app_label}/{meta.model_name}/add/"


def make_object(form: str, to: Model) -> str:
    """Makes an object that refers to something, and returns the address of its form."""
    model, pk = FORMS[form][0], to.pk
    made: Model
    if form == "redirect":
        made = Redirect.objects.create(old_path="/old", redirect_page_id=pk)
        return f"/admin/redirects/{made.pk}/"
    if model in (SiteSettings, Menus):
        site = Site.objects.get()
        if model is Menus:
            entry = {"label": "", "page": pk, "url": ""}
            below = list_of(entry)
            Menus.objects.create(site=site, main=stored(("item", {**entry, "children": below})))
        else:
            field = "logo_id" if form == "logo" else "social_image_id"
            SiteSettings.objects.create(**{"site": site, field: pk})
        return f"/admin/settings/news/{model._meta.model_name}/{site.pk}/"
    if model is Author:
        made = Author.objects.create(name="Ana", slug="ana", portrait_id=pk)
        return f"/admin/snippets/news/author/edit/{made.pk}/"
    locale = Locale.objects.get(language_code="en")
    made = Promotion.objects.create(locale=locale, queries="harbour", page_id=pk)
    return f"/admin/snippets/search/promotion/edit/{made.pk}/"


def choosable(kind: str, index: NewsIndexPage) -> Model:
    if kind == "page":
        return make_article(index, title="Public")
    picture: Model = ImageFactory(title="Own", collection=Collection.objects.get(name="Press"))
    return picture


def stored_columns(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


@pytest.mark.parametrize(("form", "is_new"), [(form, False) for form in FORMS] + [(form, True) for form in NEW])
def test_what_the_choosers_do_not_offer_is_refused_and_not_shown(
    editor: Client, index: NewsIndexPage, hidden: dict[str, Any], form: str, is_new: bool
) -> None:
    model, kind, filled = FORMS[form]
    place = add_address(model) if is_new else make_object(form, choosable(kind, index))
    before = stored_columns(model)

    answer = editor.post(place, filled(str(hidden[kind].pk)))

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert stored_columns(model) == before
    told = html.unescape(editor.get("/admin/").content.decode())
    expected = f"Not saved: you may not choose {kind} {hidden[kind].pk}, to which the form refers."
    assert re.findall(r"Not saved:[^<]+\.", told) == [expected]
    assert "Canary" not in told


@pytest.mark.parametrize("form", NEW)
def test_it_is_not_shown_beside_an_error_either(editor: Client, hidden: dict[str, Any], form: str) -> None:
    model, kind, filled = FORMS[form]
    faulty = dict.fromkeys(["slug", "old_path", "queries"], "")

    answer = editor.post(add_address(model), {**filled(str(hidden[kind].pk)), **faulty})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("form", FORMS)
def test_what_stood_there_before_may_stay(editor: Client, hidden: dict[str, Any], form: str) -> None:
    _model, kind, filled = FORMS[form]
    place = make_object(form, hidden[kind])

    answer = editor.post(place, filled(str(hidden[kind].pk)))

    assert answer.status_code == 302
    assert answer["Location"] != "/admin/"


@pytest.mark.parametrize("form", FORMS)
def test_what_the_choosers_offer_is_taken(
    editor: Client, index: NewsIndexPage, hidden: dict[str, Any], form: str
) -> None:
    model, kind, filled = FORMS[form]
    place, offered = make_object(form, hidden[kind]), choosable(kind, index)
    before = stored_columns(model)

    answer = editor.post(place, filled(str(offered.pk)))

    assert answer.status_code == 302
    assert answer["Location"] != "/admin/"
    assert stored_columns(model) != before


@pytest.mark.parametrize("form", FORMS)
def test_a_superuser_may_choose_everything(
    index: NewsIndexPage, hidden: dict[str, Any], section: Any, form: str
) -> None:
    model, kind, filled = FORMS[form]
    superuser = log_in(make_user(is_superuser=True))
    place = make_object(form, choosable(kind, index))
    before = stored_columns(model)

    answer = superuser.post(place, filled(str(hidden[kind].pk)))

    assert answer.status_code == 302
    assert answer["Location"] != "/admin/"
    assert stored_columns(model) != before


def test_an_older_form_shows_nothing_either(editor: Client, index: NewsIndexPage, hidden: dict[str, Any]) -> None:
    """The comparison with the newer version names what both refer to."""
    place = make_object("menu", choosable("page", index))

    answer = editor.post(place, {**menu(str(hidden["page"].pk)), "loaded_version": "older"})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
