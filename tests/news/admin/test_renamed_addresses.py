"""Redirects from the former addresses of categories, authors and tags."""

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site

from news.models import Author, Category, NewsIndexPage, Tag
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    index_of,
    make_article,
    make_site,
    make_translation,
)
from tests.user_accounts import log_in, make_user

FRONTEND = "https://www.example.org"


def rename(thing: Any, slug: str) -> None:
    thing.slug = slug
    thing.save()


def stored() -> dict[tuple[str, str], str]:
    rows = Redirect.objects.filter(automatically_created=True, is_permanent=True)
    return {(site, path): link for site, path, link in rows.values_list("site__hostname", "old_path", "redirect_link")}


def location(api: GraphQLClient, path: str) -> str | None:
    query = "query($path: String!) { route(path: $path) { ... on RedirectRoute { location } } }"
    found = api.data(query, path=path)["route"]
    return found and str(found["location"])


def test_the_former_address_of_a_category_leads_to_the_new_one(index: NewsIndexPage, api: GraphQLClient) -> None:
    wide = CategoryFactory(slug="transport")
    make_article(index, category=CategoryFactory(slug="ports", parent=wide))
    port = Category.objects.get(slug="ports")
    rename(port, "harbours")
    rename(wide, "traffic")

    assert location(api, "/category/ports/") == "/category/harbours/"
    assert location(api, "/category/transport/") == "/category/traffic/"
    assert stored() == {
        ("localhost", "/category/ports"): f"{FRONTEND}/category/harbours/",
        ("localhost", "/category/transport"): f"{FRONTEND}/category/traffic/",
    }


def test_several_changes_leave_no_chain_and_no_circle(index: NewsIndexPage, api: GraphQLClient) -> None:
    ports = CategoryFactory(slug="a")
    make_article(index, category=ports)
    rename(ports, "b")
    rename(ports, "c")
    assert stored() == {
        ("localhost", "/category/a"): f"{FRONTEND}/category/c/",
        ("localhost", "/category/b"): f"{FRONTEND}/category/c/",
    }

    rename(ports, "a")
    assert location(api, "/category/a/") is None
    assert [location(api, f"/category/{slug}/") for slug in "bc"] == ["/category/a/"] * 2


def test_a_redirect_that_an_editor_made_makes_no_circle(site: Site, index: NewsIndexPage) -> None:
    ports = CategoryFactory(slug="a")
    make_article(index, category=ports)
    Redirect.objects.create(old_path="/category/b", redirect_link=f"{FRONTEND}/category/a/")

    rename(ports, "b")

    assert stored() == {}


def test_each_site_and_language_with_articles_has_its_redirect(site: Site, index: NewsIndexPage) -> None:
    second = make_site("second.example", default=False)
    make_site("third.example", default=False)
    french = Locale.objects.get_or_create(language_code="fr")[0]
    category = CategoryFactory(slug="skills")
    translated = category.copy_for_translation(french)
    translated.slug = "competences"
    translated.save()
    ana = AuthorFactory(slug="ana")
    article = make_article(index, category=category, authors=[ana], tags=["Ships"])
    make_translation(article, "fr", category=translated)
    make_article(index_of(second), category=category, authors=[ana])

    rename(category, "training")
    assert stored() == {
        ("localhost", "/category/skills"): f"{FRONTEND}/category/training/",
        ("second.example", "/category/skills"): f"{second.root_url}/category/training/",
    }
    Redirect.objects.all().delete()
    rename(translated, "formation")
    assert stored() == {("localhost", "/fr/category/competences"): f"{FRONTEND}/fr/category/formation/"}
    Redirect.objects.all().delete()
    rename(ana, "ana-duarte")
    assert stored() == {
        ("localhost", "/author/ana"): f"{FRONTEND}/author/ana-duarte/",
        ("localhost", "/fr/author/ana"): f"{FRONTEND}/fr/author/ana-duarte/",
        ("second.example", "/author/ana"): f"{second.root_url}/author/ana-duarte/",
    }
    Redirect.objects.all().delete()
    rename(Tag.objects.get(), "vessels")
    assert stored()[("localhost", "/tag/ships")] == f"{FRONTEND}/tag/vessels/"


def test_a_slug_that_is_published_from_a_draft_redirects(index: NewsIndexPage, api: GraphQLClient) -> None:
    ana = AuthorFactory(slug="ana")
    make_article(index, authors=[ana])
    ana.slug = "ana-duarte"
    revision = ana.save_revision()
    assert stored() == {}
    revision.publish()

    assert location(api, "/author/ana/") == "/author/ana-duarte/"


def test_what_readers_do_not_see_has_no_redirect(index: NewsIndexPage) -> None:
    unused, draft = CategoryFactory(slug="unused"), AuthorFactory(slug="draft", live=False)
    hidden = CategoryFactory(slug="hidden")
    make_article(index, category=hidden, live=False)
    make_article(index, authors=[draft])

    for thing in (unused, draft, hidden):
        rename(thing, f"{thing.slug}-renamed")
        thing.name = "Another name"
        thing.save(update_fields=["name"])

    assert stored() == {}


@pytest.mark.parametrize(("model", "make"), [(Category, CategoryFactory), (Author, AuthorFactory)])
def test_the_slug_follows_the_name_while_a_thing_is_new_alone(db: None, model: Any, make: Any) -> None:
    desk: Client = log_in(make_user("Moderators"))
    existing = make(name="Safety", slug="safety")
    forms = f"/admin/snippets/news/{model._meta.model_name}"

    assert "w-sync#apply" in desk.get(f"{forms}/add/").content.decode()
    assert "w-sync#apply" not in desk.get(f"{forms}/edit/{existing.pk}/").content.decode()
