"""What the API gives of each block, from the data as it is stored."""

import json
from typing import Any

import pytest
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.images.models import CreditedImage
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    list_of,
    make_article,
    make_collection,
    stored,
)

BODY = """{ articles { nodes { body {
  __typename
  ... on HeadingBlock { text level anchor }
  ... on ParagraphBlock { html }
  ... on ImageBlock { image { title } alt caption credit }
  ... on GalleryBlock { items { image { title } alt caption credit } }
  ... on QuoteBlock { quote attribution }
  ... on EmbedBlock { url html width height aspectRatio title provider thumbnailUrl }
  ... on TableBlock { caption header rows }
  ... on QuestionAnswerBlock { question answer }
  ... on CalloutBlock { title html }
  ... on DocumentBlock { title url fileSize contentType }
  ... on RelatedArticlesBlock { heading articles { title } }
} } } }"""


@pytest.fixture
def image(db: None) -> CreditedImage:
    image: CreditedImage = ImageFactory(title="Bridge", description="A bridge", credit="© Ana 2026")
    return image


def read(index: NewsIndexPage, api: GraphQLClient, *blocks: tuple[str, Any]) -> list[dict[str, Any]]:
    """Returns the blocks of an article with this body as the API gives them."""
    make_article(index, title="Asking", body=stored(*blocks))
    (article,) = api.data(BODY)["articles"]["nodes"]
    body: list[dict[str, Any]] = article["body"]
    return body


@pytest.mark.parametrize(
    ("block", "value", "expected"),
    [
        (
            "heading",
            {"text": "Où aller ? — A & B", "level": "3"},
            {"text": "Où aller ? — A & B", "level": 3, "anchor": "ou-aller-a-b-58e7df33"},
        ),
        ("heading", {"text": "東京", "level": "2"}, {"text": "東京", "level": 2, "anchor": "58e7df33"}),
        ("heading", {}, {"text": "", "level": 2, "anchor": "58e7df33"}),
        (
            "paragraph",
            {"html": '<p data-block-key="x1">A <b>bold</b> word.</p>'},
            {"html": "<p>A <b>bold</b> word.</p>"},
        ),
        ("paragraph", {}, {"html": ""}),
        ("quote", {"quote": "“We came.”", "attribution": "Ana"}, {"quote": "“We came.”", "attribution": "Ana"}),
        ("quote", {"quote": "We came."}, {"quote": "We came.", "attribution": ""}),
        ("quote", {}, {"quote": "", "attribution": ""}),
        ("quote", {"quote": None, "attribution": None}, {"quote": "", "attribution": ""}),
        (
            "question_answer",
            {"question": "Who pays?", "answer": "Both.\n\nIn <equal> parts."},
            {"question": "Who pays?", "answer": "Both.\n\nIn <equal> parts."},
        ),
        ("question_answer", {}, {"question": "", "answer": ""}),
        (
            "callout",
            {"title": "In short", "html": "<ul><li>One</li></ul>"},
            {"title": "In short", "html": "<ul><li>One</li></ul>"},
        ),
        ("callout", {"html": "<p>One</p>"}, {"title": "", "html": "<p>One</p>"}),
        ("callout", {}, {"title": "", "html": ""}),
        ("gallery", {}, {"items": []}),
        ("related_articles", {}, {"heading": "Read more", "articles": []}),
        ("related_articles", {"heading": "", "articles": []}, {"heading": "", "articles": []}),
    ],
)
def test_text(
    index: NewsIndexPage, api: GraphQLClient, block: str, value: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Also where the stored value lacks a child that the block was given later."""
    name = "".join(part.title() for part in block.split("_")) + "Block"

    assert read(index, api, (block, value)) == [{"__typename": name} | expected]


def test_anchors_are_unique_in_their_page(index: NewsIndexPage, api: GraphQLClient) -> None:
    body = [{"type": "heading", "value": {"text": "Again", "level": "2"}} for _ in range(12)]
    for number, block in enumerate(body[:9]):
        block["id"] = f"imported-{number}"
    make_article(index, body=json.dumps(body))

    (article,) = api.data("{ articles { nodes { body { id ... on HeadingBlock { anchor } } } } }")["articles"]["nodes"]

    assert len({block["anchor"] for block in article["body"]}) == 12
    assert len({block["id"] for block in article["body"]}) == 12


def test_pictures(index: NewsIndexPage, api: GraphQLClient, image: CreditedImage) -> None:
    plain = {
        "__typename": "ImageBlock",
        "image": {"title": "Bridge"},
        "alt": "A bridge",
        "caption": "",
        "credit": "© Ana 2026",
    }

    body = read(
        index,
        api,
        ("image", {"image": image.pk}),
        ("image", {"image": image.pk, "alt": "", "caption": "", "credit": ""}),
        ("image", {"image": image.pk, "alt": "Here", "caption": "At dusk.", "credit": "© Bo"}),
        ("image", {"image": None}),
        ("image", {"image": 999_999}),
        ("image", {}),
    )

    assert body == [plain, plain, plain | {"alt": "Here", "caption": "At dusk.", "credit": "© Bo"}]


def test_a_decorative_picture_has_no_description(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = ImageFactory(title="Line", description="A line", is_decorative=True, credit="")

    body = read(index, api, ("image", {"image": image.pk}))

    assert body == [{"__typename": "ImageBlock", "image": {"title": "Line"}, "alt": "", "caption": "", "credit": None}]


def test_galleries(index: NewsIndexPage, api: GraphQLClient, image: CreditedImage) -> None:
    hidden = ImageFactory(collection=make_collection("Private", private=True))
    shown = {"image": {"title": "Bridge"}, "alt": "A bridge", "caption": "", "credit": "© Ana 2026"}

    body = read(
        index,
        api,
        ("gallery", {"items": list_of({"image": image.pk}, {"image": hidden.pk}, {"image": None})}),
        ("gallery", {"items": list_of({"image": hidden.pk})}),
        ("gallery", {"items": [{"image": image.pk}]}),
    )

    assert body == [
        {"__typename": "GalleryBlock", "items": [shown]},
        {"__typename": "GalleryBlock", "items": []},
        {"__typename": "GalleryBlock", "items": [shown]},
    ]


def test_embeds(index: NewsIndexPage, api: GraphQLClient) -> None:
    """What a provider said is read from the database; a reader waits for nobody."""
    url = "https://video.example.com/1"
    Embed.objects.create(
        url=url,
        hash=get_embed_hash(url),
        type="video",
        html='<iframe src="https://video.example.com/embed/1"></iframe>',
        title="A film",
        provider_name="Video",
        thumbnail_url="https://video.example.com/1.jpg",
        width=480,
        height=270,
    )

    body = read(
        index,
        api,
        ("embed", {"url": url}),
        ("embed", {"url": "https://video.example.com/2"}),
        ("embed", {"url": None}),
        ("embed", {"url": "javascript:alert(1)"}),
        ("embed", {}),
    )

    unknown = dict.fromkeys(("width", "height", "aspectRatio", "thumbnailUrl"))
    assert body == [
        {
            "__typename": "EmbedBlock",
            "url": url,
            "html": '<iframe src="https://video.example.com/embed/1"></iframe>',
            "title": "A film",
            "provider": "Video",
            "thumbnailUrl": "https://video.example.com/1.jpg",
            "width": 480,
            "height": 270,
            "aspectRatio": 480 / 270,
        },
        unknown
        | {"__typename": "EmbedBlock", "url": "https://video.example.com/2", "html": "", "title": "", "provider": ""},
    ]


@pytest.mark.parametrize(("width", "height"), [(480, None), (None, 270), (480, 0), (None, None)])
def test_an_embed_of_unknown_shape_has_no_aspect_ratio(
    index: NewsIndexPage, api: GraphQLClient, width: int | None, height: int | None
) -> None:
    url = "https://video.example.com/1"
    Embed.objects.create(url=url, hash=get_embed_hash(url), type="video", html="<p>A</p>", width=width, height=height)

    (block,) = read(index, api, ("embed", {"url": url}))

    assert block["aspectRatio"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": ""}],
                "rows": [{"values": ["2020", "1,200"]}, {"values": ["", None]}, {"values": ["<b>", "0"]}],
                "caption": "Ships",
            },
            {"caption": "Ships", "header": ["Year", ""], "rows": [["2020", "1,200"], ["", ""], ["<b>", "0"]]},
        ),
        ({"columns": [], "rows": []}, {"caption": "", "header": [], "rows": []}),
        ({"columns": [], "rows": [], "caption": None}, {"caption": "", "header": [], "rows": []}),
        ({}, {"caption": "", "header": [], "rows": []}),
        (None, {"caption": "", "header": [], "rows": []}),
    ],
)
def test_tables(index: NewsIndexPage, api: GraphQLClient, value: Any, expected: dict[str, Any]) -> None:
    assert read(index, api, ("table", value)) == [{"__typename": "TableBlock"} | expected]


def test_documents(index: NewsIndexPage, api: GraphQLClient) -> None:
    document = DocumentFactory(title="Annual report", file_size=7)
    hidden = DocumentFactory(collection=make_collection("Private", private=True))
    expected = {
        "__typename": "DocumentBlock",
        "title": "Annual report",
        "url": f"http://testserver/documents/{document.pk}/{document.filename}",
        "fileSize": 7,
        "contentType": "text/plain",
    }

    body = read(
        index,
        api,
        ("document", {"document": document.pk}),
        ("document", {"document": document.pk, "title": "Read it"}),
        ("document", {"document": hidden.pk, "title": "Secret"}),
        ("document", {"document": 999_999}),
        ("document", {}),
    )

    assert body == [expected, expected | {"title": "Read it"}]
    served = api.http.get(document.url)
    assert b"".join(served) == b"figures"
    served.close()


def test_related_articles(index: NewsIndexPage, api: GraphQLClient) -> None:
    one, two = (make_article(index, title=title, live=False) for title in ("One", "Two"))
    type(one).objects.filter(pk=one.pk).update(live=True)
    make_article(
        index,
        title="Asking",
        body=stored(
            ("related_articles", {"heading": "More", "articles": list_of(two.pk, one.pk, None, 999_999)}),
            ("related_articles", {"heading": "Old", "articles": [one.pk]}),
        ),
    )

    answer = api.data(
        "{ articles { nodes { title body { ... on RelatedArticlesBlock { heading articles { title } } } } } }"
    )

    assert answer["articles"]["nodes"] == [
        {
            "title": "Asking",
            "body": [
                {"heading": "More", "articles": [{"title": "One"}]},
                {"heading": "Old", "articles": [{"title": "One"}]},
            ],
        },
        {"title": "One", "body": []},
    ]


def test_blocks_that_no_longer_exist_are_left_out(index: NewsIndexPage, api: GraphQLClient) -> None:
    assert read(index, api, ("carousel", {"x": 1}), ("quote", {"quote": "One"}), ("html", "<script>")) == [
        {"__typename": "QuoteBlock", "quote": "One", "attribution": ""}
    ]
