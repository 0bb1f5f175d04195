"""The article as frontends read it."""

import datetime as dt
import json
from pathlib import PurePath
from typing import Any

import html5lib
from wagtail.models import Site

from cms.images.tasks import make_interim_rendition
from news.models import Correction, NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import NOON, AuthorFactory, CategoryFactory, ImageFactory, make_article, make_translation


def test_a_listing_gives_what_editors_wrote(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory(name="Safety", slug="safety")
    author = AuthorFactory(name="Ana Duarte", slug="ana")
    image = ImageFactory(credit="© Ana Duarte 2026")
    make_article(
        index,
        title="Harbour reopens",
        slug="harbour",
        category=category,
        image=image,
        summary="Boats return.",
        tags=["ports", "Lisbon"],
        authors=[author],
        body=[("paragraph", {"html": '<p>See <a linktype="page" id="99999">this</a>.</p>'})],
    )

    data = api.data(
        """{ articles { totalCount nodes {
            kicker title path url summary readingMinutes tags
            category { slug locale articleCount } authors { name articles { totalCount } }
            image { alt credit width rendition(preset: CARD) { url width webpSrcSet } placeholder }
            body { __typename ... on ParagraphBlock { html } }
            parent { title } ancestors { path } seo { title canonicalUrl } related { title } structuredData
        } } }"""
    )

    assert data["articles"]["totalCount"] == 1
    node = data["articles"]["nodes"][0]
    assert node["kicker"] == "Safety"
    assert node["url"] == "https://www.example.org/news/harbour/"
    assert node["tags"] == ["Lisbon", "ports"]
    assert node["category"] == {"slug": "safety", "locale": "en", "articleCount": 1}
    assert node["authors"] == [{"name": "Ana Duarte", "articles": {"totalCount": 1}}]
    assert node["body"] == [{"__typename": "ParagraphBlock", "html": "<p>See this.</p>"}]
    assert node["ancestors"] == [{"path": "/"}, {"path": "/news/"}]
    assert node["parent"] == {"title": "News and articles"}
    assert node["image"]["credit"] == "© Ana Duarte 2026"


def read(api: GraphQLClient, fields: str, path: str = "/news/story/") -> dict[str, Any]:
    """Returns these fields of one article."""
    page: dict[str, Any] = api.data(f'{{ page(path: "{path}") {{ ... on ArticlePage {{ {fields} }} }} }}')["page"]
    return page


def test_an_article_of_nothing_but_a_headline(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="Harbour reopens", slug="story", published_at=NOON)

    assert read(
        api,
        """title kicker category { name } publishedAt summary image { title } body { id } authors { name } tags
        readingMinutes related { title } corrections { text } firstPublishedAt lastPublishedAt""",
    ) == {
        "title": "Harbour reopens",
        "kicker": None,
        "category": None,
        "publishedAt": "2026-05-29T12:00:00+00:00",
        "summary": None,
        "image": None,
        "body": [],
        "authors": [],
        "tags": [],
        "readingMinutes": 1,
        "related": [],
        "corrections": [],
        "firstPublishedAt": None,
        "lastPublishedAt": None,
    }


def test_the_kicker_is_the_editors_else_the_categorys_name(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory(name="Safety")
    make_article(index, title="Own", kicker="Exclusive", category=category)
    make_article(index, title="Category", category=category)
    make_article(index, title="Neither")

    answer = api.data("{ articles(orderBy: TITLE) { nodes { title kicker } } }")

    assert {node["title"]: node["kicker"] for node in answer["articles"]["nodes"]} == {
        "Own": "Exclusive",
        "Category": "Safety",
        "Neither": None,
    }


def test_dates_are_moments_with_an_offset(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="story", published_at=NOON)
    article.save_revision().publish()
    article.refresh_from_db()

    dates = read(api, "publishedAt firstPublishedAt lastPublishedAt")

    assert {name: dt.datetime.fromisoformat(date) for name, date in dates.items()} == {
        "publishedAt": NOON,
        "firstPublishedAt": article.first_published_at,
        "lastPublishedAt": article.last_published_at,
    }


def test_authors_in_the_editors_order_and_tags_in_the_alphabets(index: NewsIndexPage, api: GraphQLClient) -> None:
    authors = [AuthorFactory(name=name) for name in ("Zoë", "Ana", "Mia")]
    make_article(index, slug="story", authors=authors, tags=["rail", "Lisbon", "élan", "Zoo"])

    assert read(api, "authors { name } tags") == {
        "authors": [{"name": "Zoë"}, {"name": "Ana"}, {"name": "Mia"}],
        "tags": ["Lisbon", "rail", "Zoo", "élan"],
    }


def test_corrections_the_latest_first(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="story")
    article.corrections = [
        Correction(date=dt.date(2026, 5, day), kind=kind, text=text, sort_order=order)
        for order, (day, kind, text) in enumerate(
            (
                (1, "clarification", "First."),
                (3, "correction", "Third."),
                (2, "update", "Second."),
                (3, "update", "Fourth."),
            )
        )
    ]
    article.save()

    assert read(api, "corrections { date kind text }")["corrections"] == [
        {"date": "2026-05-03", "kind": "CORRECTION", "text": "Third."},
        {"date": "2026-05-03", "kind": "UPDATE", "text": "Fourth."},
        {"date": "2026-05-02", "kind": "UPDATE", "text": "Second."},
        {"date": "2026-05-01", "kind": "CLARIFICATION", "text": "First."},
    ]


def test_structured_data_of_a_full_article(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    image = ImageFactory()
    make_interim_rendition(image.pk)
    SiteSettings.objects.create(site=site, organisation="Wire Ltd", logo=image)
    article = make_article(
        index,
        title="Harbour reopens",
        slug="story",
        summary="Boats return.",
        category=CategoryFactory(name="Ports"),
        authors=[AuthorFactory(name="Ana", slug="ana", job_title="Rail editor"), AuthorFactory(name="Bo", slug="bo")],
        tags=["rail", "Lisbon"],
        image=image,
        published_at=NOON,
        last_published_at=NOON + dt.timedelta(hours=1),
    )
    article.corrections = [Correction(date=dt.date(2026, 5, 30), text="It is the north harbour.")]
    article.save()
    address, picture = (
        "https://www.example.org/news/story/",
        f"http://testserver/media/images/{PurePath(image.file.name).stem}.width-64.jpg",
    )

    assert read(api, "structuredData")["structuredData"] == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "url": address,
        "headline": "Harbour reopens",
        "description": "Boats return.",
        "datePublished": "2026-05-29T12:00:00+00:00",
        "dateModified": "2026-05-29T13:00:00+00:00",
        "inLanguage": "en",
        "articleSection": "Ports",
        "keywords": ["Lisbon", "rail"],
        "author": [
            {
                "@type": "Person",
                "name": "Ana",
                "url": "https://www.example.org/author/ana/",
                "jobTitle": "Rail editor",
            },
            {"@type": "Person", "name": "Bo", "url": "https://www.example.org/author/bo/"},
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Wire Ltd",
            "url": "https://www.example.org/",
            "logo": {"@type": "ImageObject", "url": picture},
        },
        "isAccessibleForFree": True,
        "image": [picture, picture],
        "correction": [
            {"@type": "CorrectionComment", "text": "It is the north harbour.", "datePublished": "2026-05-30"}
        ],
    }


def test_structured_data_leaves_out_what_there_is_not(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, slug="english", published_at=NOON)
    make_translation(article, "fr", title="Port", slug="story")
    address = "https://www.example.org/fr/news/story/"
    publisher = {"@type": "NewsMediaOrganization", "name": "The Wire", "url": "https://www.example.org/"}

    assert read(api, "structuredData", "/fr/news/story/")["structuredData"] == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "url": address,
        "headline": "Port",
        "datePublished": "2026-05-29T12:00:00+00:00",
        "dateModified": "2026-05-29T12:00:00+00:00",
        "inLanguage": "fr",
        "author": [publisher],
        "publisher": publisher,
        "isAccessibleForFree": True,
    }


def test_translations_parents_and_ancestors(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour", slug="story")
    for code in ("fr", "es"):
        make_translation(article, code, title=f"Harbour in {code}")

    answer = read(
        api, "translations { title locale } parent { path } ancestors { title path } children { totalCount }"
    )

    assert answer == {
        "translations": [{"title": "Harbour in fr", "locale": "fr"}, {"title": "Harbour in es", "locale": "es"}],
        "parent": {"path": "/news/"},
        "ancestors": [{"title": "The Wire home", "path": "/"}, {"title": "News and articles", "path": "/news/"}],
        "children": {"totalCount": 0},
    }


HOSTILE = "Evil </script><script>alert(1)</script> & \u2028 <!--"


def test_structured_data_is_safe_to_print_as_docs_say(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, slug="story", title=HOSTILE, summary=HOSTILE)
    found = read(api, "structuredData structuredDataScript")

    page = f'<head><script type="application/ld+json">{found["structuredDataScript"]}</script></head>'
    (script,) = html5lib.parse(page, namespaceHTMLElements=False).iter("script")

    assert json.loads(script.text) == found["structuredData"]
    assert found["structuredData"]["headline"] == HOSTILE
