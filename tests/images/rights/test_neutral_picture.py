"""Rights of use: a neutral picture replaces one that may not be shown, from the moment on, with nothing to run."""

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
from cms.images.renditions.placeholder import GREY
from cms.images.tasks import make_renditions
from cms.performance.response_cache.expiry import next_visibility_change
from cms.schema import schema
from cms.visibility import Visibility
from news.models import NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, ImageFactory, list_of, make_article, stored
from tests.user_accounts import log_in, make_user

HOUR = dt.timedelta(hours=1)
ASK = """query($ids: [ID!]!) {
  page(path: "/news/asking/") { seo { image { isNeutral } openGraph { image { alt } } } ... on ArticlePage {
    image {
      title alt credit licence rightsExpireAt isNeutral width height placeholder focalPoint { x }
      rendition(preset: CARD) { url width height srcSet webpSrcSet avifSrcSet } animation { url }
    }
    authors { name portrait { isNeutral } } structuredData
    body {
      __typename
      ... on ImageBlock { alt caption credit image { isNeutral } }
      ... on GalleryBlock { items { caption image { title isNeutral } } }
      ... on ParagraphBlock { html }
    }
  } }
  site { settings { logo { isNeutral } socialImage { isNeutral } } }
  pictured: articles(filter: {hasImage: true}) { nodes { title } }
  nodes(ids: $ids) { ... on Image { title isNeutral } }
}"""
NEUTRAL = {"isNeutral": True}


@pytest.mark.parametrize("terms", [{"usage_terms": "FORBIDDEN"}, {"rights_expire_at": timezone.now() - HOUR}])
def test_a_neutral_picture_replaces_a_withheld_one_everywhere(
    site: Site, index: NewsIndexPage, api: GraphQLClient, terms: dict[str, Any]
) -> None:
    words = {"description": "Secret", "credit": "Secret", "licence": "Secret"}
    secret = ImageFactory(title="Secret", focal_point_x=1, focal_point_y=1, **words, **terms)
    shown = ImageFactory(title="Shown", usage_terms="PAID")
    make_renditions(secret)
    SiteSettings.objects.create(site=site, logo=secret, social_image=secret)
    make_article(
        index,
        slug="asking",
        image=secret,
        authors=[AuthorFactory(name="Ana", portrait=secret)],
        body=stored(
            ("image", {"image": secret.pk, "caption": "Secret", "alt": "Secret", "credit": "Secret"}),
            ("gallery", {"items": list_of({"image": secret.pk, "caption": "Secret"}, {"image": shown.pk})}),
            ("paragraph", {"html": f'<p>Words</p><embed embedtype="image" id="{secret.pk}" format="left" alt="Oh"/>'}),
        ),
    )

    answer = api.data(ASK, ids=[global_ids.to_global_id("Image", image.pk) for image in (secret, shown)])

    data = answer["page"].pop("structuredData")
    assert "image" not in data
    assert "logo" not in data["publisher"]
    width, height = secret.width, secret.height
    grey = f'<figure class="left"><img src="{GREY}" alt="" width="{width}" height="{height}"></figure>'
    gallery = [{"caption": "", "image": {"title": "", **NEUTRAL}}]
    gallery += [{"caption": "", "image": {"title": "Shown", "isNeutral": False}}]
    assert answer == {
        "page": {
            "seo": {"image": NEUTRAL, "openGraph": {"image": None}},
            "image": {
                "title": "",
                "alt": "",
                "credit": None,
                "licence": None,
                "rightsExpireAt": None,
                "isNeutral": True,
                "width": width,
                "height": height,
                "placeholder": GREY,
                "focalPoint": None,
                "rendition": {
                    "url": GREY,
                    "width": width,
                    "height": height,
                    "srcSet": f"{GREY} {width}w",
                    "webpSrcSet": "",
                    "avifSrcSet": "",
                },
                "animation": None,
            },
            "authors": [{"name": "Ana", "portrait": NEUTRAL}],
            "body": [
                {"__typename": "ImageBlock", "alt": "", "caption": "", "credit": None, "image": NEUTRAL},
                {"__typename": "GalleryBlock", "items": gallery},
                {"__typename": "ParagraphBlock", "html": f"<p>Words</p>{grey}"},
            ],
        },
        "site": {"settings": {"logo": NEUTRAL, "socialImage": NEUTRAL}},
        "pictured": {"nodes": []},
        "nodes": [{"title": "", **NEUTRAL}, {"title": "Shown", "isNeutral": False}],
    }


def test_a_link_preview_shows_the_picture_of_the_site_instead(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    social = ImageFactory(description="The newsroom")
    make_renditions(social)
    SiteSettings.objects.create(site=site, social_image=social)
    make_article(index, slug="asking", image=ImageFactory(usage_terms="FORBIDDEN"))

    answer = api.data('{ page(path: "/news/asking/") { seo { openGraph { image { alt } } } } }')

    assert answer["page"]["seo"]["openGraph"]["image"] == {"alt": "The newsroom"}


def test_it_is_replaced_at_the_moment_and_not_before(index: NewsIndexPage) -> None:
    moment = timezone.now() + HOUR
    make_article(index, image=ImageFactory(title="Leased", rights_expire_at=moment))

    def seen(now: dt.datetime) -> Any:
        context = Context()
        context.visibility = Visibility(context.sites, now=now)
        query = "{ articles(first: 1) { nodes { image { title licence rightsExpireAt isNeutral } } } }"
        return schema.execute(query, context_value=context).data["articles"]["nodes"][0]["image"]

    assert seen(moment - dt.timedelta(microseconds=1)) == {
        "title": "Leased",
        "licence": None,
        "rightsExpireAt": moment.isoformat(),
        "isNeutral": False,
    }
    assert seen(moment) == {"title": "", "licence": None, "rightsExpireAt": None, "isNeutral": True}


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
    query = "{ articles(first: 30) { nodes { image { title isNeutral } } } }"
    api.data(query)

    with django_assert_num_queries(3):
        answer = api.data(query)

    assert [node["image"]["isNeutral"] for node in answer["articles"]["nodes"]].count(True) == rows / 3


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
