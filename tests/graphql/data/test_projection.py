"""The columns that a document asks for, by type."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import parse, validate
from wagtail.models import Site

from cms.graphql.data.projection import projection_of
from cms.images.models import CreditedImage
from cms.schema import schema
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.models import ArticlePage, Author, Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, ImageFactory, make_article, make_collection

PLACE = ["path", "pk", "title", "url_path"]


def columns(query: str, model: type) -> list[str]:
    """Returns the columns of a model that are read for a query."""
    document = parse(query)
    assert validate(schema.graphql_schema, document) == []
    return projection_of(schema.graphql_schema, document).builder(model, Visibility(SiteIndex())).columns


def test_the_asked_columns(db: None) -> None:
    assert columns("{ articles { nodes { slug } } }", ArticlePage) == sorted([*PLACE, "slug"])
    assert columns("{ articles { nodes { url summary } } }", ArticlePage) == sorted([*PLACE, "summary"])
    assert columns('{ author(slug: "a") { name jobTitle } }', Author) == ["job_title", "name", "pk"]


def test_fields_of_interfaces_and_fragments_count_for_every_type_that_they_may_meet(db: None) -> None:
    query = '{ page(path: "/") { ...P ... on ArticlePage { body { id } } } } fragment P on Page { firstPublishedAt }'

    assert columns(query, ArticlePage) == sorted([*PLACE, "first_published_at", "body"])
    assert columns(query, NewsIndexPage) == sorted([*PLACE, "first_published_at"])


def test_relations_that_a_row_can_judge_come_along(db: None) -> None:
    query = "{ articles { nodes { category { slug } image { credit } authors { name } } } }"
    asked = columns(query, ArticlePage)

    assert {"category_id", "category__pk", "category__slug", "image__collection_id", "image__credit"} < {*asked}
    assert not {"body", "summary", "category__name", "category__description", "image__variants"} & {*asked}
    assert columns(query, Category) == ["pk", "slug"]


def test_what_few_ask_of_pictures_is_left_out(db: None) -> None:
    asked = columns("{ articles { nodes { image { title rendition(preset: CARD) { url } } } } }", CreditedImage)

    own = ["credit", "description", "file", "height", "is_decorative"]
    assert asked == [*own, "pk", "rights_expire_at", "title", "usage_terms", "variants", "width"]


def test_a_type_that_the_document_does_not_name_is_read_whole(db: None) -> None:
    every = {field.attname for field in CreditedImage._meta.concrete_fields if not field.primary_key}

    assert {*columns("{ articles { nodes { slug } } }", CreditedImage)} == {"pk", *every}


def test_a_picture_of_a_closed_collection_comes_along_in_vain(api: GraphQLClient, index: NewsIndexPage) -> None:
    for collection in (make_collection("Open"), make_collection("Closed", private=True)):
        make_article(index, image=ImageFactory(collection=collection), title=collection.name)

    answer = api.data("{ articles(orderBy: TITLE) { nodes { title image { credit } } } }")["articles"]["nodes"]

    credit = {"credit": "© Ana Duarte 2026"}
    assert answer == [{"title": "Closed", "image": None}, {"title": "Open", "image": credit}]


def test_one_place_may_ask_for_more_than_another(api: GraphQLClient, index: NewsIndexPage) -> None:
    category = CategoryFactory(description="What it is")
    for _ in range(3):
        make_article(index, category=category)
    query = f"""{{
      articles {{ nodes {{ kicker category {{ slug }} }} }}
      category(slug: "{category.slug}") {{ description articles {{ nodes {{ category {{ name }} }} }} }}
    }}"""
    api.data(query)

    with CaptureQueriesContext(connection) as queries:
        answer = api.data(query)

    assert answer["articles"]["nodes"] == [{"kicker": category.name, "category": {"slug": category.slug}}] * 3
    assert answer["category"]["description"] == "What it is"
    assert answer["category"]["articles"]["nodes"] == [{"category": {"name": category.name}}] * 3
    assert len(queries) == 6


def test_the_home_page_is_found_by_its_path(api: GraphQLClient, site: Site) -> None:
    assert api.data('{ page(path: "/") { title } }') == {"page": {"title": "The Wire home"}}
