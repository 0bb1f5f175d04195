"""Corrections and editions by their ids, as clients that cache by id read them."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cms.graphql.schema.global_ids import to_global_id
from news.models import ArticlePage, Correction, Edition, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import NOON, make_article, make_hidden_articles

NODES = """query($ids: [ID!]!) { nodes(ids: $ids) {
  id
  ... on Correction { text article { title } edition { number } }
  ... on Edition { number note }
} }"""


def correct(article: ArticlePage, text: str) -> ArticlePage:
    """Publish an article with a correction."""
    article.corrections.add(Correction(text=text))
    article.edition_note = text
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def ids_of(model: type[Any]) -> list[str]:
    return [to_global_id(model.__name__, pk) for pk in model.objects.order_by("pk").values_list("pk", flat=True)]


def test_the_id_of_a_correction_and_of_an_edition_leads_back_to_it(index: NewsIndexPage, api: GraphQLClient) -> None:
    correct(make_article(index, title="Harbour"), "It was Monday.")
    (correction,), (edition,) = ids_of(Correction), ids_of(Edition)

    assert api.data("{ corrections { nodes { id } } }") == {"corrections": {"nodes": [{"id": correction}]}}
    assert api.data(NODES, ids=[edition, correction])["nodes"] == [
        {"id": edition, "number": 1, "note": "It was Monday."},
        {"id": correction, "text": "It was Monday.", "article": {"title": "Harbour"}, "edition": {"number": 1}},
    ]


def test_those_of_hidden_articles_are_not_found(index: NewsIndexPage, api: GraphQLClient) -> None:
    hidden = make_hidden_articles(index)
    for article in hidden:
        Correction.objects.create(page=article, text="Secret")
        Edition.objects.create(article=article, number=1, published_at=NOON, note="Secret")
    ids = [*ids_of(Correction), *ids_of(Edition)]

    assert api.data(NODES, ids=ids) == {"nodes": [None] * 2 * len(hidden)}


@pytest.mark.parametrize("rows", [3, 30])
def test_statements_do_not_grow_with_ids(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        correct(make_article(index), f"Number {number}.")
    ids = [*ids_of(Correction), *ids_of(Edition)]
    api.data(NODES, ids=ids)

    with django_assert_num_queries(6):
        assert None not in api.data(NODES, ids=ids)["nodes"]
