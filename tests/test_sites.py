"""Where pages are: trees, paths and addresses, as objects and as the API gives them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Locale, Page, Site

from cms.sites import SiteIndex, frontend_of, media_url, server_url
from news.models import HomePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_article, make_page, make_site, make_translation

PLACE = "query($path: String!, $site: String) { page(path: $path, site: $site) { title path url locale } }"


def test_each_site_has_its_frontend(site: Site, settings: Settings) -> None:
    named = make_site("sport.example.org", default=False)
    unnamed = Site(hostname="other.example.org", port=8443, root_page=site.root_page)
    settings.FRONTEND_URLS = {"sport.example.org": "https://sport.example.com"}

    assert frontend_of(site) == "https://www.example.org"
    assert frontend_of(named) == "https://sport.example.com"
    assert frontend_of(unnamed) == "http://other.example.org:8443"

    settings.FRONTEND_URLS["localhost"] = "https://www.example.net"
    assert frontend_of(site) == "https://www.example.net"


def test_a_site_has_a_tree_for_each_language_its_own_first(site: Site, index: NewsIndexPage) -> None:
    for code in ("es", "fr", "de"):
        make_translation(index, code)
    other = make_site("autre.example.org", default=False, name="Autre")
    Page.objects.filter(pk=other.root_page_id).update(locale=Locale.objects.get(language_code="fr"))
    make_translation(other.root_page, "en")

    trees = SiteIndex().trees

    assert [(tree.site.hostname, tree.locale, tree.prefix) for tree in trees] == [
        ("localhost", "en", ""),
        ("localhost", "fr", "/fr"),
        ("localhost", "es", "/es"),
        ("autre.example.org", "fr", ""),
        ("autre.example.org", "en", "/en"),
    ]
    assert [tree.root_id for tree in trees[:1]] == [site.root_page_id]


def test_a_page_that_begins_like_another_tree_is_not_in_it(site: Site) -> None:
    """Neither by its treebeard path nor by the words of its address."""
    site.root_page.add_sibling(instance=HomePage(title="Beside", slug="home-localhost-2"))
    beside = HomePage.objects.get(slug="home-localhost-2")
    make_page(beside, title="Away", slug="away")
    sites = SiteIndex()

    assert sites.tree_of(Page.objects.get(slug="away")) is None
    assert sites.tree_of(Page.objects.get(depth=1)) is None
    assert [tree.path_of(site.root_page) for tree in sites.trees] == ["/"]


def test_the_trees_are_read_in_one_query_once(site: Site, index: NewsIndexPage) -> None:
    make_translation(index, "fr")
    make_site("sport.example.org", default=False)
    holder = type("Request", (), {})()

    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            sites = SiteIndex.cached_on(holder)
            assert [sites.tree_of(page) is not None for page in (index, site.root_page)] == [True, True]

    assert len(queries) == 1


def test_paths_and_addresses_in_each_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    english = make_article(index, title="Harbour", slug="harbour")
    make_translation(english, "fr", title="Port", slug="port")
    home = {"title": "The Wire home", "path": "/", "url": "https://www.example.org/", "locale": "en"}

    assert api.data(PLACE, path="/")["page"] == home
    assert api.data(PLACE, path="/fr/")["page"] == home | {
        "path": "/fr/",
        "url": "https://www.example.org/fr/",
        "locale": "fr",
    }
    assert api.data(PLACE, path="/news/harbour/")["page"] == {
        "title": "Harbour",
        "path": "/news/harbour/",
        "url": "https://www.example.org/news/harbour/",
        "locale": "en",
    }
    assert api.data(PLACE, path="/fr/news/port/")["page"] == {
        "title": "Port",
        "path": "/fr/news/port/",
        "url": "https://www.example.org/fr/news/port/",
        "locale": "fr",
    }


@pytest.mark.parametrize("path", ["/fr/", "/de/", "/news/fr/", "/NEWS/", "/home-localhost/", "/home-localhost/news/"])
def test_nothing_is_at_other_paths(index: NewsIndexPage, api: GraphQLClient, path: str) -> None:
    assert api.data(PLACE, path=path) == {"page": None}


@pytest.mark.parametrize(("path", "canonical"), [("//", "/"), ("/news//", "/news/"), ("/%6eews/", "/news/")])
def test_other_spellings_of_a_path_lead_to_its_page(
    index: NewsIndexPage, api: GraphQLClient, path: str, canonical: str
) -> None:
    assert api.data(PLACE, path=path)["page"]["path"] == canonical


def test_a_language_comes_before_a_page_of_that_name(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_page(site.root_page, title="France", slug="fr")
    assert api.data(PLACE, path="/fr/")["page"]["title"] == "France"

    make_translation(index, "fr")

    assert api.data(PLACE, path="/fr/")["page"]["title"] == "The Wire home"


def test_several_sites(site: Site, index: NewsIndexPage, api: GraphQLClient, settings: Settings) -> None:
    settings.FRONTEND_URLS = {"sport.example.org": "https://sport.example.com"}
    other = make_site("sport.example.org", default=False, name="Sport")
    make_article(index, title="Here", slug="here")
    make_article(index_of(other), title="There", slug="there")

    answer = api.data(
        """{
          articles { nodes { url } }
          there: articles(site: "sport.example.org") { totalCount nodes { url } }
          page(path: "/news/there/") { url }
          news: page(path: "/news/there/", site: "sport.example.org") { url ancestors { url } }
          site(hostname: "sport.example.org") { name hostname rootPage { title url } }
        }"""
    )

    assert answer == {
        "articles": {"nodes": [{"url": "https://www.example.org/news/here/"}]},
        "there": {"totalCount": 1, "nodes": [{"url": "https://sport.example.com/news/there/"}]},
        "page": None,
        "news": {
            "url": "https://sport.example.com/news/there/",
            "ancestors": [{"url": "https://sport.example.com/"}, {"url": "https://sport.example.com/news/"}],
        },
        "site": {
            "name": "Sport",
            "hostname": "sport.example.org",
            "rootPage": {"title": "Sport home", "url": "https://sport.example.com/"},
        },
    }


@pytest.mark.parametrize(
    "query",
    [
        '{ site(hostname: "nowhere.example.org") { name } }',
        '{ page(path: "/", site: "nowhere.example.org") { title } }',
        '{ articles(site: "nowhere.example.org") { totalCount } }',
    ],
)
def test_an_unknown_site_is_an_error(site: Site, api: GraphQLClient, query: str) -> None:
    assert api.error(query) == (
        "BAD_USER_INPUT",
        "There is no site with this hostname. Leave it out for the default site.",
    )


def test_a_site_has_no_articles_in_a_language_it_does_not_have(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index)

    answer = api.data(
        """{
          french: articles(locale: "fr") { totalCount nodes { title } }
          nonsense: articles(locale: "\\u0000") { totalCount }
          english: articles(locale: "en") { totalCount }
          categories(locale: "fr") { name }
        }"""
    )

    assert answer == {
        "french": {"totalCount": 0, "nodes": []},
        "nonsense": {"totalCount": 0},
        "english": {"totalCount": 1},
        "categories": [],
    }


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("/media/", "http://testserver/media/pictures/a.jpg"),
        ("https://cdn.example.org/", "https://cdn.example.org/pictures/a.jpg"),
    ],
)
def test_addresses_of_files(settings: Settings, media: str, expected: str) -> None:
    settings.MEDIA_URL = media

    assert media_url("pictures/a.jpg") == expected
    assert server_url("/documents/1/report.pdf") == "http://testserver/documents/1/report.pdf"
