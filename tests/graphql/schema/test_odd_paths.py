"""What a visitor finds at a path that no page could have: nothing, and never an error."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article
from tests.graphql.schema.test_routes import route


@pytest.mark.parametrize(
    "path",
    [
        " ",
        "nowhere",
        "https://www.example.org/news/harbour/",
        "//www.example.org/news/harbour/",
        "javascript:alert(1)",
        "/news/\0harbour/",
        "/" + "x" * 10_000,
        "/news/../news/harbour/",
        "/./news/harbour/",
        "\\news\\harbour\\",
        "/news/\u202eruobrah/",
        "/news/har\u200bbour/",
        "/news/%C3%28/",
        "/NEWS/harbour/",
    ],
)
def test_what_is_no_path_of_the_site_leads_nowhere(index: NewsIndexPage, api: GraphQLClient, path: str) -> None:
    make_article(index, slug="harbour")

    assert route(api, path) is None


@pytest.mark.parametrize("path", ["", "/", "//", "#top", "?page=2"])
def test_an_empty_path_is_the_home_page(index: NewsIndexPage, api: GraphQLClient, path: str) -> None:
    assert route(api, path)["page"]["path"] == "/"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(path=st.text(max_size=40))
@example(path="\0")
@example(path="%")
@example(path="/%FF/%00")
@example(path="//[")
@example(path="/a;b?c#d")
@example(path="/" + "x" * 5_000)
def test_whatever_a_visitor_asks_for_is_a_path(site: Site, api: GraphQLClient, path: str) -> None:
    assert (route(api, path) is None) == (path.partition("#")[0].partition("?")[0].strip("/") != "")
