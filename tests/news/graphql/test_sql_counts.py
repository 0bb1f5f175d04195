"""How many SQL queries each shape of question takes: the same for 3 rows as for 30."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Site

from cms.changes.models import PendingCommit, PublicPage
from cms.changes.recording import record_changes
from cms.graphql.schema import global_ids
from tests.client import GraphQLClient
from tests.news.newsroom import make_newsroom

BODY = """body {
  __typename id
  ... on HeadingBlock { text anchor }
  ... on ParagraphBlock { html content }
  ... on ImageBlock { alt credit image { alt rendition(preset: FULL) { url srcSet webpSrcSet avifSrcSet } } }
  ... on GalleryBlock { items { alt image { rendition(preset: CARD) { url } } } }
  ... on EmbedBlock { url html title provider thumbnailUrl }
  ... on DocumentBlock { title url fileSize contentType }
  ... on CalloutBlock { html content }
  ... on RelatedArticlesBlock { heading articles { title url category { name } image { alt } } }
}"""
CARD = """title path url summary publishedAt readingMinutes kicker category { name slug } authors { name slug } tags
  image { alt credit placeholder a: rendition(preset: CARD) { url srcSet } b: rendition(preset: THUMBNAIL) { url } }
  parent { title path }"""

QUERIES = {
    "a listing": f"{{ articles(first: 100) {{ nodes {{ {CARD} }} pageInfo {{ hasNextPage }} }} }}",
    "a listing with its total": f"{{ articles(first: 100) {{ totalCount nodes {{ {CARD} }} }} }}",
    "a filtered listing": (
        '{ articles(first: 100, filter: {tag: ["ports"], hasImage: true, publishedFrom: "2026-01-01"}) '
        "{ totalCount nodes { title } } }"
    ),
    "bodies": f"{{ articles(first: 100) {{ nodes {{ title {BODY} }} }} }}",
    "bodies, each article asked for by id": (
        f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ...body }} }} fragment body on ArticlePage {{ {BODY} }}"
    ),
    "related articles": "{ articles(first: 100) { nodes { related(first: 5) { title category { name } } } } }",
    "corrections": "{ articles(first: 100) { nodes { corrections { date kind text edition { number } } } } }",
    "editions": "{ articles(first: 100) { nodes { updatedAt editions { totalCount nodes { number note } } } } }",
    "corrections of the site": (
        "{ corrections(first: 100) { nodes { text article { title path corrections { text article { slug } } } } } }"
    ),
    "categories with their articles": (
        "{ categories { name locale articleCount articles(first: 3) { totalCount nodes { title image { alt } } } } }"
    ),
    "authors with their articles": (
        """{ authors(first: 100) {
          nodes { name portrait { alt } articles(first: 3) { totalCount nodes { title } } }
        } }"""
    ),
    "the front page": (
        f"""{{ page(path: "/") {{ ... on HomePage {{
          sections {{ heading link {{ title }} articles {{ {CARD} }} }}
        }} }} }}"""
    ),
    "the site": (
        """{ site {
          name rootPage { title } locales { code name } settings { organisation logo { alt } socialImage { alt } }
          main: menu(slot: MAIN) { label url page { title } children { label url } }
          footer: menu(slot: FOOTER, locale: "fr") { label url children { label url } }
        } }"""
    ),
    "children": (
        """{ page(path: "/news/") { children(first: 100) {
          totalCount nodes { title url ... on ArticlePage { category { name } } }
        } } }"""
    ),
    "a listing's own articles and archive": (
        """{ page(path: "/news/") { ... on NewsIndexPage {
          intro archive { year month count } articles(first: 100) { totalCount nodes { title } }
        } } }"""
    ),
    "translations": "{ articles(first: 100) { nodes { translations { title locale path } } } }",
    "ancestors": "{ articles(first: 100) { nodes { ancestors { title path } } } }",
    "metadata for search engines": (
        "{ articles(first: 100) { nodes { structuredData seo { title canonicalUrl image { alt } } } } }"
    ),
    "metadata of previews": (
        """{ articles(first: 100) { nodes { seo { openGraph { type title description url siteName locale
          image { url width height alt } twitterCard publishedTime modifiedTime section tags authors } } } } }"""
    ),
    "feeds": "{ site { sitemapUrl feeds { url } } categories { feeds { url } } authors { nodes { feeds { url } } } }",
    "things by id": (
        """query($ids: [ID!]!) { nodes(ids: $ids) {
          ... on Page { title } ... on Category { name } ... on Author { name } ... on Image { alt }
        } }"""
    ),
    "pages for a copy": "{ pages(first: 100) { nodes { id path title } pageInfo { endCursor hasNextPage } } }",
    "changes for a copy": (
        """{ changes(first: 100) {
          nodes { kind at path previousPath page { path title ... on ArticlePage { summary } } } pageInfo { endCursor }
        } }"""
    ),
    "lists within lists": (
        "{ categories { articles(first: 2) { nodes { authors { articles(first: 2) { nodes { kicker } } } } } } }"
    ),
}
COUNTS = {
    "a listing": 8,
    "a listing with its total": 9,
    "a filtered listing": 6,
    "bodies": 9,
    "bodies, each article asked for by id": 8,
    "related articles": 11,
    "corrections": 6,
    "editions": 6,
    "corrections of the site": 6,
    "categories with their articles": 10,
    "authors with their articles": 7,
    "the front page": 12,
    "the site": 11,
    "children": 8,
    "a listing's own articles and archive": 7,
    "translations": 6,
    "ancestors": 5,
    "metadata for search engines": 11,
    "metadata of previews": 8,
    "feeds": 6,
    "things by id": 9,
    "pages for a copy": 4,
    "changes for a copy": 7,
    "lists within lists": 9,
}


@pytest.mark.parametrize("size", [3, 30])
def test_queries_do_not_grow_with_rows(site: Site, api: GraphQLClient, settings: Settings, size: int) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"] | {"AUTO_UPDATE": False}}
    settings.GRAPHQL_LIMITS = {"cost": 50_000}  # a hundred whole bodies at once: more than anybody may ask for
    articles = make_newsroom(site, size)
    log_as_published()
    rows = [("ArticlePage", one.pk) for one in articles] + [("Category", one.category_id) for one in articles]
    rows += [("Image", one.image_id) for one in articles] + [
        ("Author", one.bylines.first().author_id) for one in articles
    ]
    names = {
        "things by id": [global_ids.to_global_id(*row) for row in rows[:100]],
        "bodies, each article asked for by id": [global_ids.to_global_id(*row) for row in rows[:size]],
    }
    counts = {}
    for title, query in QUERIES.items():
        variables = {"ids": names[title]} if title in names else {}
        api.data(query, **variables)  # what a process keeps for good, such as content types, is not counted
        with CaptureQueriesContext(connection) as queries:
            answer = api.data(query, **variables)
        counts[title] = len(queries)
        assert_full(answer, size)

    assert counts == COUNTS


def log_as_published() -> None:
    """Has the change log tell of all public pages, as if they had just been published."""
    record_changes.call()
    PublicPage.objects.all().delete()
    PendingCommit.objects.create(tags=["everything"])
    record_changes.call()


def assert_full(answer: Any, size: int) -> None:
    """Checks that the longest list in an answer has at least as many entries as there are articles."""
    longest = max(lengths(answer))
    assert longest >= min(size, 10), json.dumps(answer)[:500]


def lengths(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [length for inner in value.values() for length in lengths(inner)] or [0]
    if isinstance(value, list):
        return [len(value), *(length for inner in value for length in lengths(inner))]
    return [0]
