"""Pages of any type, each read as what it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, make_article, make_page

AT_A_PATH = "query($path: String!) { page(path: $path) { %s } }"
STORY = "/news/a-story/"


def test_a_page_at_a_path_is_one_statement(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="A story", slug="a-story", category=CategoryFactory(name="Ports"))
    query = AT_A_PATH % "... on ArticlePage { title summary category { name } }"
    api.data(query, path=STORY)

    with CaptureQueriesContext(connection) as queries:
        answer = api.data(query, path=STORY)

    assert answer["page"] == {"title": "A story", "summary": None, "category": {"name": "Ports"}}
    read = [query["sql"] for query in queries if "news_articlepage" in query["sql"]]
    assert len(read) == 1
    assert "news_standardpage" not in read[0]
    with CaptureQueriesContext(connection) as again:
        assert api.data(query, path="/news/") == {"page": {}}
    assert len(again) == len(queries)


def test_each_page_is_what_it_is(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="A story", slug="a-story", summary="In short")
    make_page(site.root_page, title="Imprint", slug="imprint", intro="Who we are")
    query = AT_A_PATH % "__typename ... on ArticlePage { summary } ... on StandardPage { intro }"

    assert [api.data(query, path=path)["page"] for path in ("/", "/news/", STORY, "/imprint/")] == [
        {"__typename": "HomePage"},
        {"__typename": "NewsIndexPage"},
        {"__typename": "ArticlePage", "summary": "In short"},
        {"__typename": "StandardPage", "intro": "Who we are"},
    ]


@pytest.mark.parametrize("fields", ["... on ArticlePage { summary }", "summary: seo { description }"])
def test_a_page_without_its_part_in_the_table_of_its_type_is_none(
    index: NewsIndexPage, api: GraphQLClient, fields: str
) -> None:
    article = make_article(index, title="A story", slug="a-story")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM news_articlepage WHERE page_ptr_id = %s", [article.pk])

    assert not ArticlePage.objects.filter(pk=article.pk).exists()
    assert api.data(AT_A_PATH % fields, path=STORY) == {"page": None}
