"""A site is closed while its home page is hidden, and a language of it while that language's home page is."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from cms.graphql.schema import global_ids
from news.models import NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import ImageFactory, index_of, make_article, make_site, make_translation, restrict

UNKNOWN = "There is no site with this hostname. Leave it out for the default site."


@pytest.mark.parametrize(
    "hidden",
    [{"live": False}, {"expire_at": timezone.now()}, {"go_live_at": timezone.now() + dt.timedelta(days=1)}, {}],
    ids=["draft", "expired", "scheduled", "restricted"],
)
def test_a_site_that_is_being_prepared_is_unknown(
    index: NewsIndexPage, api: GraphQLClient, hidden: dict[str, Any]
) -> None:
    other = make_site("b.example", default=False, name="Secret")
    article = make_article(index_of(other), title="Secret", slug="secret")
    query = '{ site(hostname: "b.example") { name } }'
    assert api.data(query) == {"site": {"name": "Secret"}}

    if hidden:
        Page.objects.filter(pk=other.root_page_id).update(**hidden)
    else:
        restrict(other.root_page)

    assert api.error(query) == ("BAD_USER_INPUT", UNKNOWN)
    assert api.error('{ page(path: "/news/secret/", site: "b.example") { title } }') == ("BAD_USER_INPUT", UNKNOWN)
    assert api.error(query.replace("b.example", "nowhere.example")) == ("BAD_USER_INPUT", UNKNOWN)
    shared = make_article(index, title="Public")
    shared.related_links.add(shared.related_links.model(article=article))
    shared.save()
    assert api.data("{ articles { nodes { related { title } } } }") == {"articles": {"nodes": [{"related": []}]}}


@pytest.mark.parametrize("of_a_site", [True, False])
@pytest.mark.parametrize(
    "hidden",
    [{"live": False}, {"expire_at": timezone.now()}, {"go_live_at": timezone.now() + dt.timedelta(days=1)}, {}],
    ids=["draft", "expired", "scheduled", "restricted"],
)
def test_a_site_whose_home_page_is_an_alias_of_a_hidden_one_is_unknown(
    index: NewsIndexPage, api: GraphQLClient, hidden: dict[str, Any], of_a_site: bool
) -> None:
    other = make_site("b.example", default=False)
    source = other.root_page
    if not of_a_site:
        other.delete()
    alias = source.create_alias(parent=Page.objects.get(depth=1), update_slug="alias")
    Site.objects.create(hostname="c.example", root_page=alias, site_name="Secret")
    query = '{ site(hostname: "c.example") { name } }'
    assert api.data(query) == {"site": {"name": "Secret"}}

    if hidden:
        Page.objects.filter(pk=source.pk).update(**hidden)
    else:
        restrict(source)

    assert api.error(query) == ("BAD_USER_INPUT", UNKNOWN)


def test_pictures_in_the_settings_of_a_site_that_is_being_prepared_are_unknown(
    index: NewsIndexPage, api: GraphQLClient
) -> None:
    other = make_site("b.example", default=False, name="Secret")
    logo = ImageFactory(title="Secret")
    SiteSettings.objects.create(site=other, logo=logo)
    query, found = (
        "query ($id: ID!) { node(id: $id) { ... on Image { title } } }",
        global_ids.to_global_id("Image", logo.pk),
    )
    assert api.data(query, id=found) == {"node": {"title": "Secret"}}

    Page.objects.filter(pk=other.root_page_id).update(live=False)

    assert api.data(query, id=found) == {"node": None}


def test_a_language_that_is_being_prepared_is_unknown(index: NewsIndexPage, api: GraphQLClient) -> None:
    french = make_translation(make_article(index, slug="story"), "fr", title="Bientôt", slug="bientot")
    query = """{
      site { locales { code } }
      articles(locale: "fr") { totalCount }
      page(path: "/news/story/") { translations { title } }
    }"""
    assert api.data(query) == {
        "site": {"locales": [{"code": "en"}, {"code": "fr"}]},
        "articles": {"totalCount": 1},
        "page": {"translations": [{"title": "Bientôt"}]},
    }

    Page.objects.filter(pk=french.get_ancestors()[1].pk).update(live=False)

    assert api.data(query) == {
        "site": {"locales": [{"code": "en"}]},
        "articles": {"totalCount": 0},
        "page": {"translations": []},
    }


def test_the_default_site_keeps_its_name(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index)
    Page.objects.filter(pk=index.get_parent().pk).update(live=False)

    assert api.data("{ site { name locales { code } } articles { totalCount } }") == {
        "site": {"name": "The Wire", "locales": []},
        "articles": {"totalCount": 0},
    }
