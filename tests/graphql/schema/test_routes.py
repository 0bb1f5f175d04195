"""What a visitor finds at a path: a page, a redirect, or nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    index_of,
    make_article,
    make_hidden_articles,
    make_site,
    make_translation,
    restrict,
)

ROUTE = """query($path: String!, $site: String) { route(path: $path, site: $site) {
  __typename
  ... on PageRoute { page { title path } }
  ... on RedirectRoute { status location }
} }"""


def route(api: GraphQLClient, path: str, **variables: Any) -> Any:
    return api.data(ROUTE, path=path, **variables)["route"]


def leads_to(location: str, status: int = 301) -> dict[str, Any]:
    return {"__typename": "RedirectRoute", "status": status, "location": location}


def test_a_page(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="Harbour reopens", slug="harbour")

    for path in ("/news/harbour/", "/news/harbour", "//news//harbour/?page=2#top", "/news/h%61rbour/"):
        assert route(api, path) == {
            "__typename": "PageRoute",
            "page": {"title": "Harbour reopens", "path": "/news/harbour/"},
        }
    assert route(api, "/nowhere/") is None


def test_a_page_takes_the_statements_that_it_takes_by_its_path(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, slug="harbour")
    by_path = '{ page(path: "/news/harbour/") { title ... on ArticlePage { kicker body { id } category { name } } } }'
    by_route = by_path.replace("page(", "route(").replace("title", "... on PageRoute { page { title", 1) + " } }"

    statements = []
    for query in (by_path, by_route, by_path, by_route):  # what is kept by the process is there at the second time
        with CaptureQueriesContext(connection) as captured:
            api.data(query)
        statements.append(len(captured))

    assert statements[2:] == [3, 3]


def test_a_redirect_to_a_page(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="harbour")
    Redirect.add_redirect("/2020/05/29/old-story/", article)
    Redirect.add_redirect("/summer", article, is_permanent=False)

    assert route(api, "/2020/05/29/old-story/") == leads_to("/news/harbour/")
    assert route(api, "/summer/") == leads_to("/news/harbour/", status=302)
    assert route(api, "/Summer/") is None


def test_the_page_at_a_path_comes_before_a_redirect(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour", slug="harbour")
    Redirect.add_redirect("/news/harbour/", make_article(index, slug="elsewhere"))

    assert route(api, "/news/harbour/")["page"]["title"] == "Harbour"

    article.unpublish()
    assert route(api, "/news/harbour/") == leads_to("/news/elsewhere/")


OLD = "/old/naïve story"


@pytest.mark.parametrize(
    "path",
    [
        OLD,
        f"{OLD}/",
        "/old/na%C3%AFve%20story/",
        "//old//naïve story/#top",
        f"{OLD}/?utm_source=mail",
        f"  {OLD}/ ",
        "/old/nai\u0308ve story/",
        "/old/nai%CC%88ve%20story/",
    ],
)
@pytest.mark.parametrize("stored", [OLD, "/old/nai\u0308ve story", "/old/na%C3%AFve%20story/", f"{OLD}/"])
def test_spellings_of_a_path(index: NewsIndexPage, api: GraphQLClient, stored: str, path: str) -> None:
    Redirect.add_redirect(stored, make_article(index, slug="new"))

    assert route(api, path) == leads_to("/news/new/")


@pytest.mark.parametrize("path", ["/news/caf\u00e9/", "/news/cafe\u0301/", "/news/cafe%CC%81/"])
def test_a_page_is_found_in_either_form_of_unicode(index: NewsIndexPage, api: GraphQLClient, path: str) -> None:
    make_article(index, title="Caf\u00e9", slug="caf\u00e9")

    assert route(api, path)["page"] == {"title": "Caf\u00e9", "path": "/news/caf\u00e9/"}
    assert api.data("query($path: String!) { page(path: $path) { title } }", path=path)["page"] == {
        "title": "Caf\u00e9"
    }


def test_a_redirect_with_the_query_comes_before_one_without(index: NewsIndexPage, api: GraphQLClient) -> None:
    Redirect.add_redirect("/story.php", make_article(index, slug="archive"))
    Redirect.add_redirect("/story.php?id=7&lang=en", make_article(index, slug="seven"))

    assert route(api, "/story.php?id=7&lang=en") == leads_to("/news/seven/")
    assert route(api, "/story.php?lang=en&id=7") == leads_to("/news/seven/")
    assert route(api, "/story.php?id=8") == leads_to("/news/archive/")


def test_a_redirect_of_the_site_comes_before_one_of_all(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    other = make_site(hostname="other.example")
    Redirect.add_redirect("/old", make_article(index, slug="all"))
    Redirect.add_redirect("/old", make_article(index, slug="own"), site=site)

    assert route(api, "/old/") == leads_to("/news/own/")
    assert route(api, "/old/", site=other.hostname)["location"].endswith("/news/all/")
    assert route(api, "/old/", site=other.hostname)["location"].startswith("https://")


def test_a_redirect_into_another_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    translated = make_translation(make_article(index, slug="port"), "fr", slug="le-port")
    Redirect.add_redirect("/fr/vieux/", translated)

    assert route(api, "/fr/vieux/") == leads_to("/fr/news/le-port/")


@pytest.mark.parametrize(
    ("link", "location"),
    [
        ("https://elsewhere.example/a?b=c#d", "https://elsewhere.example/a?b=c#d"),
        ("/category/ports/?sort=new", "/category/ports/?sort=new"),
        ("https://www.example.org/category/ports/", "/category/ports/"),
        ("https://www.example.org", "/"),
        ("https://www.example.org.evil.example/", "https://www.example.org.evil.example/"),
        ("https://www.example.org@evil.example/", "https://www.example.org@evil.example/"),
        ("https://www.example.org:8443/a/", "https://www.example.org:8443/a/"),
        ("http://www.example.org:80/category/ports/#top", "/category/ports/#top"),
        ("https://WWW.Example.org:443?page=2", "/?page=2"),
        ("https://www.example.org//evil.example/", "/evil.example/"),
        ("https://www.example.org/a/..//evil.example/", "/evil.example/"),
        ("/a/b/../%2e/c", "/a/c"),
        ("/a/..//evil.example/", "/evil.example/"),
        ("/naïve", "/na%C3%AFve"),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("javascript:alert(1)", None),
        ("ftp://elsewhere.example/", None),
        ("https://", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_links(index: NewsIndexPage, api: GraphQLClient, link: str, location: str | None) -> None:
    Redirect.objects.create(old_path="/old", redirect_link=link)

    assert route(api, "/old/") == (leads_to(location) if location else None)


def test_a_link_to_a_page_that_is_not_public_is_as_none(index: NewsIndexPage, api: GraphQLClient) -> None:
    other = make_site(hostname="other.example", default=False)
    for number, page in enumerate(make_hidden_articles(index)[:-2]):
        Redirect.add_redirect(f"/by-path-{number}", page.url_path.replace("/home-localhost", ""))
        Redirect.add_redirect(
            f"/by-link-{number}", str(page.get_url()).replace("https://www", "http://WWW") + "?page=2#top"
        )
    draft = make_article(index_of(other), live=False, slug="plan")
    Redirect.add_redirect("/elsewhere", "http://other.example/news/plan/")
    paths = ["/elsewhere/", *(f"/by-{kind}-{number}/" for number in range(8) for kind in ("path", "link"))]

    assert {path: route(api, path) for path in paths} == dict.fromkeys(paths)

    draft.save_revision().publish()
    assert route(api, "/elsewhere/") == leads_to(f"{other.root_url}/news/plan/")


def test_a_redirect_to_a_page_that_is_not_public_is_as_none(index: NewsIndexPage, api: GraphQLClient) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    hidden = {
        "draft": make_article(index, live=False),
        "scheduled": make_article(index, go_live_at=tomorrow),
        "embargo": make_article(index, embargo=True),
        "restricted": make_article(index),
        "outside": Page.objects.get(depth=1).add_child(instance=Page(title="Outside", slug="outside")),
    }
    restrict(hidden["restricted"])
    for name, page in hidden.items():
        Redirect.add_redirect(f"/{name}", page)
        Redirect.add_redirect(f"/to-{name}", f"/{name}/")

    assert {path: route(api, path) for name in hidden for path in (f"/{name}/", f"/to-{name}/")} == {
        path: None for name in hidden for path in (f"/{name}/", f"/to-{name}/")
    }

    hidden["draft"].save_revision().publish()
    assert route(api, "/to-draft/") == leads_to(f"/news/{hidden['draft'].slug}/")


def change(page: Page, slug: str) -> None:
    """Publish a page with another slug; Wagtail makes the redirects when that is committed."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.slug = slug
        page.save_revision().publish()


def test_redirects_are_made_when_a_slug_a_parent_or_a_place_changes(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="port")
    change(article, "harbour")
    assert route(api, "/news/port/") == leads_to("/news/harbour/")

    change(index, "stories")
    assert route(api, "/news/") == leads_to("/stories/")
    assert route(api, "/news/port/") == leads_to("/stories/harbour/")
    assert route(api, "/news/harbour/") == leads_to("/stories/harbour/")

    archive = NewsIndexPage(title="Archive", slug="archive")
    Page.objects.get(depth=2).add_child(instance=archive)
    with TestCase.captureOnCommitCallbacks(execute=True):
        ArticlePage.objects.get(pk=article.pk).move(archive, "last-child")
    assert route(api, "/stories/harbour/") == leads_to("/archive/harbour/")
    assert route(api, "/news/port/") == leads_to("/archive/harbour/")


def test_a_slug_that_is_taken_back_leaves_no_circle(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour", slug="port")
    change(article, "harbour")
    change(ArticlePage.objects.get(), "port")

    assert route(api, "/news/port/")["page"]["title"] == "Harbour"
    assert route(api, "/news/harbour/") == leads_to("/news/port/")


@pytest.mark.parametrize("redirects", [3, 30])
def test_statements_do_not_grow_with_redirects(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: DjangoAssertNumQueries, redirects: int
) -> None:
    article = make_article(index, slug="harbour")
    for number in range(redirects):
        Redirect.add_redirect(f"/old-{number}", article)
        Redirect.add_redirect(f"/to-old-{number}", f"/old-{number}/")
    route(api, "/old-0/")

    for path, statements in (("/nowhere/", 6), ("/old-1/", 5), ("/to-old-1/", 7)):
        with django_assert_num_queries(statements):
            route(api, path)


def test_the_database_finds_a_redirect_by_its_index(site: Site) -> None:
    Redirect.objects.bulk_create(Redirect(old_path=f"/old-{number}", redirect_link="/") for number in range(2_000))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailredirects_redirect")
    plan = Redirect.objects.filter(Q(site_id=site.pk) | Q(site_id=None), old_path__in=["/old-7", "/old-8"]).explain()

    assert "old_path" in plan or "wagtailredirects_redirect_old" in plan, plan
    assert "SCAN wagtailredirects" not in plan
    assert "Seq Scan" not in plan
