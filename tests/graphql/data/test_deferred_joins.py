"""Pages so far down a list that their keys are looked for first hold the same articles as any other way there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.graphql.data import pagination
from cms.readership.models import ReadTotals
from news.graphql.querysets import ArticleOrder
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article


@pytest.mark.parametrize("order", [order.name for order in ArticleOrder])
def test_by_number_and_by_cursor(
    order: str, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "DEFERRED_JOIN_OFFSET", 3)
    for number in range(8):
        article = make_article(index, slug=f"story-{number}", title=f"Story {number % 3}")
        ReadTotals.objects.create(page=article, day=1 + number % 2, week=1 + number % 3, month=1 + number % 4)
    make_article(index, slug="draft", live=False)

    def ask(arguments: str) -> tuple[list[str], str]:
        found = api.data(
            f"{{ articles({arguments}, orderBy: {order}) {{ nodes {{ slug }} pageInfo {{ endCursor }} }} }}"
        )
        return [node["slug"] for node in found["articles"]["nodes"]], found["articles"]["pageInfo"]["endCursor"]

    everything, _cursor = ask("first: 100")
    by_number = [ask(f"first: 3, page: {page}") for page in (1, 2, 3, 4)]
    by_cursor, cursor = ask("first: 3")
    while cursor:
        found, cursor = ask(f'first: 3, after: "{cursor}"')
        by_cursor += found

    assert [slugs for slugs, _cursor in by_number] == [everything[:3], everything[3:6], everything[6:], []]
    assert by_cursor == everything
    assert len(everything) == 8


def test_the_keys_are_looked_for_in_the_same_statement(
    index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "DEFERRED_JOIN_OFFSET", 2)
    for number in range(6):
        make_article(index, slug=f"story-{number}")
    counts = []
    for page in (1, 2, 1, 2):
        with CaptureQueriesContext(connection) as queries:
            api.data(f"{{ articles(first: 2, page: {page}) {{ nodes {{ title summary }} }} }}")
        counts.append(len(queries))

    assert counts[2] == counts[3]
    assert "LIMIT 3 OFFSET 2" in queries.captured_queries[-1]["sql"]
    assert " IN (SELECT" in queries.captured_queries[-1]["sql"]
