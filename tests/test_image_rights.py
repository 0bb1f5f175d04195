"""Rights of use: a picture that may not be shown is in no answer, from the moment on, with nothing to run."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from cms.graphql.context import Context
from cms.graphql.schema import global_ids
from cms.images.models import CreditedImage
from cms.images.tasks import make_renditions
from cms.performance.response_cache.expiry import next_visibility_change
from cms.schema import schema
from cms.visibility import Visibility
from news.models import NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, ImageFactory, list_of, make_article, stored
from tests.people import log_in, make_user

HOUR = dt.timedelta(hours=1)
ASK = """query($ids: [ID!]!) {
  page(path: "/news/asking/") { seo { image { title } } ... on ArticlePage {
    image { title } authors { name portrait { title } } structuredData
    body { __typename ... on GalleryBlock { items { image { title } } } ... on ParagraphBlock { html } }
  } }
  site { settings { logo { title } socialImage { title } } }
  pictured: articles(filter: {hasImage: true}) { nodes { title } }
  nodes(ids: $ids) { ... on Image { title } }
}"""


@pytest.mark.parametrize("terms", [{"usage_terms": "FORBIDDEN"}, {"rights_expire_at": timezone.now() - HOUR}])
def test_a_withheld_picture_is_in_no_answer(
    site: Site, index: NewsIndexPage, api: GraphQLClient, terms: dict[str, Any]
) -> None:
    secret, shown = ImageFactory(title="Secret", **terms), ImageFactory(title="Shown", usage_terms="PAID")
    SiteSettings.objects.create(site=site, logo=secret, social_image=secret)
    make_article(
        index,
        slug="asking",
        image=secret,
        authors=[AuthorFactory(name="Ana", portrait=secret)],
        body=stored(
            ("image", {"image": secret.pk, "caption": "Secret"}),
            ("gallery", {"items": list_of({"image": secret.pk}, {"image": shown.pk})}),
            ("paragraph", {"html": f'<p>Words</p><embed embedtype="image" id="{secret.pk}" format="left" alt=""/>'}),
        ),
    )

    answer = api.data(ASK, ids=[global_ids.to_global_id("Image", image.pk) for image in (secret, shown)])

    assert "image" not in answer["page"].pop("structuredData")
    assert answer == {
        "page": {
            "seo": {"image": None},
            "image": None,
            "authors": [{"name": "Ana", "portrait": None}],
            "body": [
                {"__typename": "GalleryBlock", "items": [{"image": {"title": "Shown"}}]},
                {"__typename": "ParagraphBlock", "html": "<p>Words</p>"},
            ],
        },
        "site": {"settings": {"logo": None, "socialImage": None}},
        "pictured": {"nodes": []},
        "nodes": [None, {"title": "Shown"}],
    }


def test_it_vanishes_at_the_moment_and_not_before(index: NewsIndexPage) -> None:
    moment = timezone.now() + HOUR
    make_article(index, image=ImageFactory(title="Leased", rights_expire_at=moment))

    def seen(now: dt.datetime) -> Any:
        context = Context()
        context.visibility = Visibility(context.sites, now=now)
        query = "{ articles(first: 1) { nodes { image { title licence rightsExpireAt } } } }"
        return schema.execute(query, context_value=context).data["articles"]["nodes"][0]["image"]

    assert seen(moment - dt.timedelta(microseconds=1)) == {
        "title": "Leased",
        "licence": None,
        "rightsExpireAt": moment.isoformat(),
    }
    assert seen(moment) is None


@pytest.mark.django_db
def test_caches_know_the_moment() -> None:
    now = timezone.now()
    ImageFactory(rights_expire_at=now + 2 * HOUR)
    ImageFactory(rights_expire_at=now + HOUR)
    ImageFactory(rights_expire_at=now - HOUR)

    assert next_visibility_change(now) == now + HOUR


@pytest.mark.parametrize("rows", [3, 30])
def test_rights_cost_no_statement(
    index: NewsIndexPage, api: GraphQLClient, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        terms: dict[str, Any] = {"usage_terms": "FORBIDDEN"} if number % 3 == 0 else {}
        make_article(index, slug=f"a-{number}", image=ImageFactory(**terms))
    query = "{ articles(first: 30) { nodes { image { title rightsExpireAt } } } }"
    api.data(query)

    with django_assert_num_queries(3):
        answer = api.data(query)

    assert [node["image"] is None for node in answer["articles"]["nodes"]].count(True) == rows / 3


@pytest.fixture
def picture(db: None) -> CreditedImage:
    image: CreditedImage = ImageFactory()
    make_renditions(image)
    return image


def ask(image: CreditedImage, client: Client | None = None) -> tuple[int, str]:
    """Returns the status and `Cache-Control` of its widest size."""
    answer = (client or Client()).get(f"/media/{image.sizes('FULL')[-1][2]}")
    b"".join(answer)  # its end closes the file; `close` would close the test's connection too
    return answer.status_code, answer.get("Cache-Control", "")


def test_its_files_are_no_longer_served(picture: CreditedImage) -> None:
    assert ask(picture)[0] == 200

    CreditedImage.objects.filter(pk=picture.pk).update(rights_expire_at=timezone.now())

    assert ask(picture)[0] == 404
    assert ask(picture, log_in(make_user("Editors"))) == (200, "private, no-store")


def test_caches_serve_its_files_no_longer_than_its_rights_last(picture: CreditedImage) -> None:
    CreditedImage.objects.filter(pk=picture.pk).update(rights_expire_at=timezone.now() + dt.timedelta(seconds=90.9))

    assert ask(picture)[1] in ("public, max-age=90", "public, max-age=89")
