"""Pictures and documents of private collections, and uploads before their story, lead nowhere: see test_leaks."""

from typing import Any

import pytest
from wagtail.models import Collection, Site

from cms.graphql.schema import global_ids
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.models import NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    DocumentFactory,
    ImageFactory,
    list_of,
    make_article,
    make_collection,
    make_hidden_articles,
    stored,
)
from tests.visibility.test_schema import fields_of

TITLES = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Image { title } } }"


def test_l4_choosers(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla gives pictures and documents of private collections through every chooser."""
    private = make_collection("Private", private=True)
    secret, shown = ImageFactory(title="Secret", collection=private), ImageFactory(title="Shown")
    document = DocumentFactory(title="Secret", collection=private)
    SiteSettings.objects.create(site=site, logo=secret, social_image=secret)
    make_article(
        index,
        slug="asking",
        image=secret,
        authors=[AuthorFactory(name="Ana", portrait=secret)],
        body=stored(
            ("image", {"image": secret.pk, "caption": "Secret"}),
            ("gallery", {"items": list_of({"image": secret.pk}, {"image": shown.pk})}),
            ("document", {"document": document.pk, "title": "Secret"}),
        ),
    )

    answer = api.data(
        """{
          page(path: "/news/asking/") { seo { image { title } } ... on ArticlePage {
            image { title } authors { name portrait { title } } structuredData
            body { __typename ... on GalleryBlock { items { image { title } } } }
          } }
          site { settings { logo { title } socialImage { title } } }
        }"""
    )

    data = answer["page"].pop("structuredData")
    assert answer == {
        "page": {
            "seo": {"image": None},
            "image": None,
            "authors": [{"name": "Ana", "portrait": None}],
            "body": [{"__typename": "GalleryBlock", "items": [{"image": {"title": "Shown"}}]}],
        },
        "site": {"settings": {"logo": None, "socialImage": None}},
    }
    assert "image" not in data


def test_l6_undeclared_columns() -> None:
    """Vanilla exposes each column of pictures: the file's name, hash and size, the collection, who uploaded it."""
    assert fields_of("Image") == {
        *("id", "title", "alt", "credit", "width", "height", "focalPoint", "placeholder", "rendition", "animation"),
        *("licence", "rightsExpireAt", "isNeutral"),
    }
    assert fields_of("Rendition") == {"url", "width", "height", "srcSet", "webpSrcSet", "avifSrcSet"}
    assert fields_of("DocumentBlock") == {"id", "title", "url", "fileSize", "contentType"}


@pytest.mark.parametrize("levels", [0, 1, 2])
def test_l9_private_collection_above(index: NewsIndexPage, api: GraphQLClient, levels: int) -> None:
    """Vanilla looks at the picture's own collection alone, not at those above it."""
    collection: Collection = make_collection("Private", private=True)
    for level in range(levels):
        collection = make_collection(f"Level {level}", collection)
    secret, shown = (
        ImageFactory(collection=collection),
        ImageFactory(title="Shown", collection=make_collection("Beside")),
    )
    hidden, offered = DocumentFactory(collection=collection), DocumentFactory(title="Offered")
    make_article(index, title="One", image=secret, body=stored(("document", {"document": hidden.pk})))
    make_article(index, title="Two", image=shown, body=stored(("document", {"document": offered.pk})))

    answer = api.data(
        """query($id: ID!) {
          articles(orderBy: TITLE) { nodes { title image { title } body { ... on DocumentBlock { title } } } }
          pictured: articles(filter: {hasImage: true}) { nodes { title } }
          bare: articles(filter: {hasImage: false}) { nodes { title } }
          node(id: $id) { id }
        }""",
        id=global_ids.to_global_id("Image", secret.pk),
    )

    assert answer == {
        "articles": {
            "nodes": [
                {"title": "One", "image": None, "body": []},
                {"title": "Two", "image": {"title": "Shown"}, "body": [{"title": "Offered"}]},
            ]
        },
        "pictured": {"nodes": [{"title": "Two"}]},
        "bare": {"nodes": [{"title": "One"}]},
        "node": None,
    }


def test_l11_uploads_that_no_public_page_shows(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla's `images(order:"-created_at")` gives uploads before their story is published."""
    unused, waiting, shown = (ImageFactory(title=title) for title in ("Unused", "Waiting", "Shown"))
    make_hidden_articles(index, image=waiting)
    make_article(index, image=shown)

    answer = api.data(TITLES, ids=[global_ids.to_global_id("Image", image.pk) for image in (unused, waiting, shown)])

    assert answer == {"nodes": [None, None, {"title": "Shown"}]}
    assert {"image", "images"} & fields_of("Query") == set()


def test_l11_pictures_are_found_wherever_something_public_shows_them(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    """The counterpart: what the public sees has an id that leads back to it."""
    names = ["article", "body", "rich text", "social image", "portrait", "logo"]
    article, body, text, social, portrait, logo = images = [ImageFactory(title=name) for name in names]
    make_article(
        index,
        image=article,
        social_image=social,
        authors=[AuthorFactory(portrait=portrait)],
        body=stored(
            ("image", {"image": body.pk}),
            ("paragraph", {"html": f'<embed embedtype="image" id="{text.pk}" format="left" alt=""/>'}),
        ),
    )
    SiteSettings.objects.create(site=site, logo=logo)

    answer = api.data(TITLES, ids=[global_ids.to_global_id("Image", image.pk) for image in images])

    assert [node and node["title"] for node in answer["nodes"]] == names


def test_l12_rich_text(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla prints the addresses of private documents, and makes a rendition of a private picture to show it."""
    private = make_collection("Private", private=True)
    secret, hidden = ImageFactory(collection=private), DocumentFactory(collection=private)
    shown, offered = ImageFactory(), DocumentFactory()
    html = "".join(
        f'<embed embedtype="image" id="{image.pk}" format="left" alt="Seen"/>'
        f'<p><a linktype="document" id="{document.pk}">a report</a></p>'
        for image, document in ((secret, hidden), (shown, offered))
    )
    make_article(index, body=stored(("paragraph", {"html": html})))

    answer = api.data("{ articles { nodes { body { ... on ParagraphBlock { html } } } } }")

    assert answer["articles"]["nodes"][0]["body"][0]["html"] == (
        "<p>a report</p>"
        f'<figure class="left"><img src="{shown.placeholder}" alt="Seen"'
        ' width="64" height="48"></figure>'
        f'<p><a href="http://testserver{offered.url}">a report</a></p>'
    )
    assert secret.renditions.count() == shown.renditions.count() == 0


def test_a_loaded_row_is_judged_as_the_database_would(site: Site) -> None:
    private = make_collection("Private", private=True)
    below = private.add_child(instance=Collection(name="Below"))
    rows: list[Any] = [ImageFactory(), ImageFactory(collection=private), DocumentFactory(collection=below)]
    visibility = Visibility(SiteIndex())

    assert [visibility.shown(row) for row in rows] == [rows[0], None, None]
    found = [visibility.filter(type(row)._default_manager.filter(pk=row.pk)).exists() for row in rows]
    assert found == [True, False, False]
