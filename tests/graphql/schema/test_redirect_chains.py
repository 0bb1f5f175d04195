"""Redirects that lead to redirects: followed to their end, unless they have none."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.redirects import MAX_REDIRECTS
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_article, make_site
from tests.graphql.schema.test_routes import leads_to, route


def test_a_chain_is_followed_to_its_end(index: NewsIndexPage, api: GraphQLClient) -> None:
    Redirect.add_redirect("/one", "/two/")
    Redirect.add_redirect("/two", "https://www.example.org/three", is_permanent=False)
    Redirect.add_redirect("/three", make_article(index, slug="harbour"))

    assert route(api, "/one/") == leads_to("/news/harbour/", status=302)
    assert route(api, "/three/") == leads_to("/news/harbour/")


def test_a_chain_through_the_website_written_another_way_is_followed(index: NewsIndexPage, api: GraphQLClient) -> None:
    Redirect.add_redirect("/one", "http://www.example.org:80/two/")
    Redirect.add_redirect("/two", "https://WWW.EXAMPLE.ORG/three")
    Redirect.add_redirect("/three", make_article(index, slug="harbour"))

    assert route(api, "/one/") == leads_to("/news/harbour/")


def test_a_chain_through_another_site_is_followed(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    other = make_site(hostname="other.example", default=False)
    make_article(index_of(other), slug="port")
    Redirect.add_redirect("/back", "http://OTHER.example/back/", site=site)
    Redirect.add_redirect("/back", "https://www.example.org/news/harbour/", site=other)
    Redirect.add_redirect("/away", "http://other.example/two/", site=site)
    Redirect.add_redirect("/two", "/news/port/", site=other)
    Redirect.add_redirect("/list", "http://other.example/category/ports/", site=site)
    make_article(index, slug="harbour")

    assert route(api, "/back/") == leads_to("/news/harbour/")
    assert route(api, "/away/") == leads_to(f"{other.root_url}/news/port/")
    assert route(api, "/list/") == leads_to(f"{other.root_url}/category/ports/")


def test_stored_circles_through_the_newsrooms_own_sites_lead_nowhere(site: Site, api: GraphQLClient) -> None:
    other = make_site(hostname="other.example", default=False)
    Redirect.add_redirect("/self", "http://www.example.org:80/self/")
    Redirect.add_redirect("/a", "http://other.example/a", site=site)
    Redirect.add_redirect("/a", "http://WWW.example.org/a", site=other)

    assert [route(api, "/self"), route(api, "/a"), route(api, "/a", site=other.hostname)] == [None] * 3


def test_a_chain_ends_at_a_page(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, slug="harbour")
    Redirect.add_redirect("/old", "/news/harbour/?page=2")
    Redirect.add_redirect("/news/harbour", "https://elsewhere.example/")

    assert route(api, "/old/") == leads_to("/news/harbour/?page=2")


def test_circles_and_endless_chains_lead_nowhere(site: Site, api: GraphQLClient) -> None:
    Redirect.add_redirect("/self", "/self/")
    Redirect.add_redirect("/egg", "/hen/")
    Redirect.add_redirect("/hen", "/egg/")
    for number in range(MAX_REDIRECTS + 1):
        Redirect.add_redirect(f"/link-{number}", f"/link-{number + 1}/")

    assert [route(api, path) for path in ("/self", "/egg", "/hen", "/link-0")] == [None] * 4
    assert route(api, "/link-1") == leads_to(f"/link-{MAX_REDIRECTS + 1}/")
