"""Two editors in the form of one category, menu, setting or picture: no words are lost unseen."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site
from wagtail.snippets.models import get_snippet_models

from cms.editing.conflicts.objects import OlderObjectFormMixin, stored_version
from news.models import Category, Menus, SiteSettings
from tests.factories import CategoryFactory, ImageFactory, list_of, stored
from tests.user_accounts import log_in, make_user


def loaded_version(browser: Client, url: str) -> str:
    """Returns what a form that is opened now sends of its origin."""
    found = re.search(r'name="loaded_version" value="(\w+)"', browser.get(url).content.decode())
    assert found, "the form says from what it was loaded"
    return found[1]


def settings_url(site: Site) -> str:
    return f"/admin/settings/news/sitesettings/{site.pk}/"


def setting_form(**values: Any) -> dict[str, Any]:
    empty = {"organisation": "", "strapline": "", "logo": "", "social_image": "", "social_links-count": "0"}
    return {**empty, **values}


def category_form(**values: Any) -> dict[str, Any]:
    return {"name": "Ports", "slug": "ports", "description": "", **values}


@pytest.fixture
def category(db: None) -> Category:
    category: Category = CategoryFactory(name="Ports", slug="ports")
    return category


def test_an_older_form_of_a_category_is_refused_with_the_difference(category: Category) -> None:
    ada, ben = log_in(make_user("Moderators", first_name="Ada")), log_in(make_user("Moderators"))
    url = f"/admin/snippets/news/category/edit/{category.pk}/"
    version = loaded_version(ben, url)
    assert ada.post(url, category_form(description="Ada’s words", loaded_version=version)).status_code == 302

    refused = ben.post(url, category_form(name="Harbours", loaded_version=version))

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Ada saved a newer version on" in shown
    assert 'value="Harbours"' in shown
    assert f'name="loaded_version" value="{version}"' in shown
    assert "The newer one is not kept" in shown
    differing = [comparison.field.name for comparison in refused.context["conflict"]["differences"]]
    assert differing == ["name", "description"]
    category.refresh_from_db()
    assert (category.name, category.description) == ("Ports", "Ada’s words")


def test_who_has_seen_the_difference_may_replace_exactly_that_version(category: Category) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    url = f"/admin/snippets/news/category/edit/{category.pk}/"
    origin = {"loaded_version": loaded_version(ben, url)}
    ada.post(url, category_form(description="First", **origin))
    seen = ben.post(url, category_form(name="Harbours", **origin)).context["conflict"]["version"]

    ada.post(url, category_form(description="Second", loaded_version=loaded_version(ada, url)))
    again = ben.post(url, category_form(name="Harbours", replace_version=seen, **origin))
    assert again.status_code == 409, "Ada has saved once more since"

    seen = again.context["conflict"]["version"]
    assert ben.post(url, category_form(name="Harbours", replace_version=seen, **origin)).status_code == 302
    category.refresh_from_db()
    assert (category.name, category.description) == ("Harbours", "")


def test_an_older_form_of_a_setting_is_refused(site: Site) -> None:
    ada, ben = log_in(make_user("Moderators", first_name="Ada")), log_in(make_user("Moderators"))
    url = settings_url(site)
    version = loaded_version(ben, url)
    assert ada.post(url, setting_form(organisation="The Wire", loaded_version=version)).status_code == 302

    refused = ben.post(url, setting_form(strapline="Daily", loaded_version=version))

    assert refused.status_code == 409
    assert "Ada saved a newer version on" in refused.content.decode()
    assert SiteSettings.for_site(site).strapline == ""
    fresh = setting_form(strapline="Daily", loaded_version=loaded_version(ben, url))
    assert ben.post(url, fresh).status_code == 302


def test_an_older_form_of_a_menu_is_refused(site: Site) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    url = f"/admin/settings/news/menus/{site.pk}/"
    sent = {"main-count": "0", "footer-count": "0", "loaded_version": loaded_version(ben, url)}
    menus = Menus.for_site(site)
    menus.main = stored(("item", {"page": site.root_page.pk, "label": "", "url": "", "children": list_of()}))
    menus.save()

    assert ben.post(url, sent).status_code == 409
    assert len(Menus.for_site(site).main) == 1
    assert ada.get(url).status_code == 200


def test_an_older_form_of_a_picture_is_refused(site: Site) -> None:
    ada, ben = log_in(make_user("Moderators", first_name="Ada")), log_in(make_user("Moderators"))
    image = ImageFactory(title="Tug", credit="© Ana Duarte")
    url, form = f"/admin/images/{image.pk}/", {"title": "Tug", "tags": "", "description": "A tug."}
    version = loaded_version(ben, url)
    assert ada.post(url, {**form, "credit": "© Ada", "loaded_version": version}).status_code == 302

    refused = ben.post(url, {**form, "credit": "© Ben", "loaded_version": version})

    assert refused.status_code == 409
    assert "Ada saved a newer version on" in refused.content.decode()
    image.refresh_from_db()
    assert image.credit == "© Ada"


def test_what_a_task_notes_of_a_picture_is_no_newer_version(site: Site) -> None:
    ben, image = log_in(make_user("Moderators")), ImageFactory()
    url = f"/admin/images/{image.pk}/"
    version = loaded_version(ben, url)
    type(image).objects.filter(pk=image.pk).update(variants={}, placeholder="data:image/png;base64,")
    sent = {"title": "Tug", "tags": "", "description": "A tug.", "credit": image.credit, "loaded_version": version}

    assert ben.post(url, sent).status_code == 302


def test_a_stream_without_ids_has_one_version(site: Site) -> None:
    settings = SiteSettings.for_site(site)
    settings.social_links = [{"type": "link", "value": "https://example.org/"}]
    settings.save()
    SiteSettings.objects.filter(pk=settings.pk).update(social_links=[{"type": "link", "value": "https://a.example/"}])

    assert len({stored_version(SiteSettings.objects.get(pk=settings.pk)) for _time in range(3)}) == 1


def test_a_form_that_does_not_say_from_what_it_was_loaded_is_taken(category: Category) -> None:
    url = f"/admin/snippets/news/category/edit/{category.pk}/"

    assert log_in(make_user("Moderators")).post(url, category_form(name="Harbours")).status_code == 302


def test_every_snippet_and_setting_has_such_a_form() -> None:
    views: list[Any] = [model.snippet_viewset.edit_view_class for model in get_snippet_models()]
    for model in registry:
        form: Any = resolve(f"/admin/settings/{model._meta.app_label}/{model._meta.model_name}/1/").func
        views.append(form.view_class)

    assert len(views) >= 7
    assert [view for view in views if not issubclass(view, OlderObjectFormMixin)] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("kind", ["category", "setting"])
def test_of_two_who_save_at_once_one_is_refused(kind: str, site: Site) -> None:
    browsers = [log_in(make_user("Moderators")) for _number in range(2)]
    if kind == "category":
        url = f"/admin/snippets/news/category/edit/{CategoryFactory(name='Ports', slug='ports').pk}/"
        forms = [category_form(name=f"Name {number}") for number in range(2)]
    else:
        url, forms = settings_url(site), [setting_form(strapline=f"Line {number}") for number in range(2)]
    version, together, statuses = loaded_version(browsers[0], url), threading.Barrier(2), []

    def save(number: int) -> None:
        together.wait()
        answer = browsers[number].post(url, {**forms[number], "loaded_version": version})
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302, 409]
