"""What the headers for a CDN say of hidden rows: nothing; and what is purged when one of them becomes visible."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings
from wagtail.models import Collection, ReferenceIndex

from cms.cdn.models import Purge
from cms.cdn.surrogate_keys import surrogate_key, with_referrers
from cms.graphql.schema import global_ids
from cms.images.models import CreditedImage
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage
from tests.cdn.edge_server import Edge, keys
from tests.factories import ImageFactory, index_of, make_article, make_collection, stored
from tests.performance.response_cache.invalidating import forget, work

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ASK = """{ page(path: "/news/one/") { title seo { image { id } } ... on ArticlePage { image { id }
    related { title } body {
    ... on ParagraphBlock { html } ... on ImageBlock { image { id } }
    ... on RelatedArticlesBlock { articles { title } }
} } } }"""


def headers(query: str = ASK) -> dict[str, str]:
    response_store.cache_clear()
    response = Client(headers={"X-Request-Id": "the-same"}).get("/graphql/", {"query": query})
    assert b'"errors"' not in response.content
    return dict(response.headers)


def refer_to(article: ArticlePage, page: ArticlePage, image: CreditedImage) -> None:
    """Has the article refer to a page and a picture in every way."""
    page_link = f'<p>See <a linktype="page" id="{page.pk}">this</a>.</p>'
    article.body = stored(
        ("paragraph", {"html": page_link}),
        ("image", {"image": image.pk}),
        ("related_articles", {"heading": "More", "articles": [page.pk]}),
    )
    article.image = article.social_image = image
    article.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(article)  # as the worker does


def test_references_to_hidden_rows_change_no_header(cdn: Edge, article: ArticlePage) -> None:
    """The answers differ in nothing that a reader sees, so nothing else may differ either."""
    page = make_article(index_of_article(article), slug="two", live=False)
    private = ImageFactory(collection=make_collection("Private", private=True))
    article.image = None
    refer_to(article, page, private)
    hidden = headers()
    ArticlePage.objects.filter(pk=page.pk).delete()
    CreditedImage.objects.filter(pk=private.pk).delete()
    gone = headers()

    assert hidden == gone
    assert len(hidden["Surrogate-Key"].split()) > 3


def test_a_hidden_picture_beside_another_node_changes_no_header(cdn: Edge, article: ArticlePage) -> None:
    """What shows the picture is looked for first, and reads the trees, which the rest of the response needs too."""
    page = make_article(index_of_article(article), slug="two", live=False)
    image = ImageFactory()
    refer_to(page, article, image)
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    picture, story = global_ids.to_global_id("Image", image.pk), global_ids.to_global_id("ArticlePage", article.pk)
    query = f'{{ picture: node(id: "{picture}") {{ id }} story: node(id: "{story}") {{ id }} }}'
    hidden = headers(query)
    CreditedImage.objects.filter(pk=image.pk).delete()

    assert headers(query) == hidden


def index_of_article(article: ArticlePage) -> Any:
    return index_of(article.get_site())


def test_a_row_that_becomes_visible_purges_what_refers_to_it(cdn: Edge, article: ArticlePage) -> None:
    page = make_article(index_of_article(article), slug="two", live=False)
    refer_to(article, page, ImageFactory())
    story = surrogate_key(f"page:{article.pk}")
    assert story in headers()["Surrogate-Key"].split()
    forget()

    page.save_revision().publish()
    work()

    assert story in {key for asked in cdn.asked for key in asked.tags}


def test_a_picture_that_becomes_public_purges_what_refers_to_it(cdn: Edge, article: ArticlePage) -> None:
    image = ImageFactory(collection=make_collection("Private", private=True))
    refer_to(article, article, image)
    forget()

    with transaction.atomic():  # as a request is
        image.collection = Collection.get_first_root_node()
        image.save()
    work()

    assert surrogate_key(f"page:{article.pk}") in {key for asked in cdn.asked for key in asked.tags}


def test_pictures_that_move_to_a_public_collection_at_once_purge_everything(cdn: Edge, article: ArticlePage) -> None:
    image = ImageFactory(collection=make_collection("Private", private=True))
    forget()

    CreditedImage.objects.filter(pk=image.pk).update(collection=Collection.get_first_root_node())

    assert "everything" in {tag for one in Purge.objects.all() for tag in one.tags}


def test_keys_say_neither_kind_nor_number_and_differ_between_installations(settings: Settings) -> None:
    first = surrogate_key("page:12")
    settings.SECRET_KEY = "another"

    assert (len(first), set(first) <= set("0123456789abcdef")) == (12, True)
    assert surrogate_key("page:12") != first
    assert surrogate_key("everything") == "everything"


def test_tags_of_lists_have_no_referrers(db: None) -> None:
    assert with_referrers({"list:page", "path:0001", "everything", "page:999999"}) == {
        "list:page",
        "path:0001",
        "everything",
        "page:999999",
    }


def test_the_cdn_is_told_keys(cdn: Edge, article: ArticlePage) -> None:
    Purge.objects.create(tags=["page:999999", "everything"])
    work()

    assert cdn.asked[-1].tags == keys("page:999999", "everything")
