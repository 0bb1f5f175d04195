"""Every road in the table of leaks leads nowhere: one test each, named after the leak.

"Vanilla" in the docstrings is wagtail-grapple as its own documentation sets it up. Pictures and documents are in
test_files.py, what the schema does not have is in test_schema.py, exceptions (L14) are in
tests/graphql/test_errors.py.
"""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from cms.graphql.schema import global_ids
from cms.sites import SiteIndex
from cms.visibility import Visibility
from news.models import ArticlePage, Author, Menus, NewsIndexPage, RelatedArticle
from tests.client import GraphQLClient
from tests.factories import (
    NOON,
    AuthorFactory,
    CategoryFactory,
    list_of,
    make_article,
    make_hidden_articles,
    stored,
)

YEAR = dt.timedelta(days=365)


def test_l1_reverse_relations(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla lists drafts, scheduled, expired and restricted articles under `categories{articles{…}}`."""
    category, author = CategoryFactory(name="Safety"), AuthorFactory(name="Ana Duarte")
    make_article(index, title="Open", category=category, authors=[author])
    make_hidden_articles(index, category=category, authors=[author])

    answer = api.data(
        """{
          categories { name articleCount articles { totalCount nodes { title } } }
          authors { totalCount nodes { name articles { totalCount nodes { title } } } }
        }"""
    )

    articles = {"totalCount": 1, "nodes": [{"title": "Open"}]}
    assert answer == {
        "categories": [{"name": "Safety", "articleCount": 1, "articles": articles}],
        "authors": {"totalCount": 1, "nodes": [{"name": "Ana Duarte", "articles": articles}]},
    }


def test_l1_categories_and_authors_of_hidden_articles_alone(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla lists every category and author: their names tell what a newsroom works on."""
    category, author = CategoryFactory(slug="takeover"), AuthorFactory(slug="mole")
    make_hidden_articles(index, category=category, authors=[author])
    unused = CategoryFactory(slug="unused")

    answer = api.data(
        """query($ids: [ID!]!) {
          categories { name }
          takeover: category(slug: "takeover") { name }
          unused: category(slug: "unused") { name }
          authors { totalCount nodes { name } }
          author(slug: "mole") { name }
          nodes(ids: $ids) { id }
        }""",
        ids=[
            global_ids.to_global_id(*one)
            for one in (("Category", category.pk), ("Category", unused.pk), ("Author", author.pk))
        ],
    )

    assert answer == {
        "categories": [],
        "takeover": None,
        "unused": None,
        "authors": {"totalCount": 0, "nodes": []},
        "author": None,
        "nodes": [None, None, None],
    }


def test_l4_choosers(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla filters no chooser: neither in blocks nor in foreign keys nor in orderables."""
    hidden = make_hidden_articles(index)
    open_one = make_article(index, title="Open")
    named = list_of(*(page.pk for page in (*hidden, open_one)))
    asking = make_article(
        index,
        slug="asking",
        body=stored(("related_articles", {"heading": "More", "articles": named})),
    )
    asking.related_links = [RelatedArticle(article=article) for article in (*hidden, open_one)]
    asking.save()
    home = site.root_page.specific
    home.sections = stored(
        *(("section", {"heading": "First", "link": article.pk, "articles": named}) for article in hidden),
        ("section", {"heading": "Second", "link": None, "articles": list_of(hidden[0].pk)}),
    )
    home.save()
    entries = [{"label": "", "page": page.pk, "url": "", "children": []} for page in hidden]
    below = {"label": "Open", "page": open_one.pk, "url": "", "children": list_of(*entries)}
    Menus.objects.create(site=site, main=stored(*(("item", entry) for entry in entries), ("item", below)))

    answer = api.data(
        """{
          page(path: "/news/asking/") { ... on ArticlePage {
            body { ... on RelatedArticlesBlock { heading articles { title } } }
            related { title }
          } }
          site {
            rootPage { ... on HomePage { sections { heading link { title } articles { title } } } }
            menu(slot: MAIN) { label children { label } }
          }
        }"""
    )

    assert answer["page"] == {
        "body": [{"heading": "More", "articles": [{"title": "Open"}]}],
        "related": [{"title": "Open"}],
    }
    assert answer["site"] == {
        "rootPage": {"sections": [{"heading": "First", "link": None, "articles": [{"title": "Open"}]}]},
        "menu": [{"label": "Open", "children": []}],
    }


def test_l5_parents(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla gives a draft parent in full, above it the tree's root, and on that an exception."""
    make_article(index, title="Open", slug="open")
    Page.objects.filter(pk=index.pk).update(live=False)

    answer = api.data(
        """{
          page(path: "/news/open/") { title parent { title } ancestors { path parent { title } ancestors { path } } }
          home: page(path: "/") { children { totalCount nodes { title } } }
          index: page(path: "/news/") { title }
        }"""
    )

    assert answer == {
        "page": {"title": "Open", "parent": None, "ancestors": [{"path": "/", "parent": None, "ancestors": []}]},
        "home": {"children": {"totalCount": 0, "nodes": []}},
        "index": None,
    }


@pytest.mark.parametrize(
    "hidden", [{"live": False}, {"expire_at": -YEAR}, {"go_live_at": YEAR}], ids=["draft", "expired", "scheduled"]
)
def test_l7_draft_snippets(index: NewsIndexPage, api: GraphQLClient, hidden: dict[str, Any]) -> None:
    """Vanilla looks at no snippet's draft state."""
    secret, shown = AuthorFactory(name="Secret", slug="secret"), AuthorFactory(name="Ana", slug="ana")
    make_article(index, slug="story", authors=[secret, shown])
    moved = {name: timezone.now() + by if isinstance(by, dt.timedelta) else by for name, by in hidden.items()}
    Author.objects.filter(pk=secret.pk).update(**moved)

    answer = api.data(
        """query($id: ID!) {
          authors { totalCount nodes { name } }
          author(slug: "secret") { name }
          node(id: $id) { id }
          page(path: "/news/story/") { ... on ArticlePage { authors { name } structuredData } }
          articles(filter: {author: ["secret"]}) { totalCount }
        }""",
        id=global_ids.to_global_id("Author", secret.pk),
    )

    data = answer["page"].pop("structuredData")
    assert answer == {
        "authors": {"totalCount": 1, "nodes": [{"name": "Ana"}]},
        "author": None,
        "node": None,
        "page": {"authors": [{"name": "Ana"}]},
        "articles": {"totalCount": 0},
    }
    assert data["author"] == [{"@type": "Person", "name": "Ana", "url": "https://www.example.org/author/ana/"}]


def test_l8_draft_root_page(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla gives a draft root through `sites{rootPage{…}}`."""
    Page.objects.filter(pk=site.root_page_id).update(live=False)

    assert api.data('{ page(path: "/") { title } site { name } }') == {"page": None, "site": {"name": "The Wire"}}
    assert api.error("{ site { rootPage { title } } }") == ("NOT_FOUND", "This site has no public home page.")


def test_l10_tags(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla lists tags that only private pages carry."""
    make_article(index, title="Open", tags=["ports"])
    make_hidden_articles(index, tags=["ports", "takeover"])

    answer = api.data(
        """{
          articles { nodes { tags related { title } structuredData } }
          found: articles(filter: {tag: ["takeover"]}) { totalCount }
        }"""
    )

    assert answer["found"] == {"totalCount": 0}
    assert [node["tags"] for node in answer["articles"]["nodes"]] == [["ports"]]
    assert [node["related"] for node in answer["articles"]["nodes"]] == [[]]
    assert "takeover" not in json.dumps(answer)


def test_l12_links_in_rich_text(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla prints the addresses of draft and private pages in rich text."""
    hidden = make_hidden_articles(index)
    shown = make_article(index, slug="shown")
    links = "".join(f'<a linktype="page" id="{page.pk}">this</a>, ' for page in (*hidden, shown))
    html = f'<p data-block-key="a">See {links}that.</p>'
    make_article(index, slug="asking", body=stored(("paragraph", {"html": html}), ("callout", {"html": html})))
    index.intro = html
    index.save()

    answer = api.data(
        """{
          page(path: "/news/asking/") { ... on ArticlePage {
            body { ... on ParagraphBlock { html } ... on CalloutBlock { html } }
          } }
          index: page(path: "/news/") { ... on NewsIndexPage { intro } }
        }"""
    )

    routed = f'data-id="{global_ids.to_global_id("ArticlePage", shown.pk)}" data-path="/news/shown/"'
    reduced = "this, " * len(hidden) + f'<a href="https://www.example.org/news/shown/" {routed}>this</a>, '
    expected = f"<p>See {reduced}that.</p>"
    assert answer == {"page": {"body": [{"html": expected}] * 2}, "index": {"intro": expected}}


def test_hidden_articles_are_found_neither_by_path_nor_by_id(index: NewsIndexPage, api: GraphQLClient) -> None:
    hidden = make_hidden_articles(index)
    shown = make_article(index)
    paths = "".join(f'p{page.pk}: page(path: "/news/{page.slug}/") {{ title }}' for page in hidden)

    answer = api.data(
        f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on ArticlePage {{ title }} }} {paths} }}",
        ids=[global_ids.to_global_id("ArticlePage", page.pk) for page in (*hidden, shown)],
    )

    assert answer.pop("nodes") == [None] * len(hidden) + [{"title": shown.title}]
    assert answer == {f"p{page.pk}": None for page in hidden}
    assert ArticlePage.objects.count() == len(hidden) + 1


def test_counts_leave_out_what_is_hidden(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory(slug="safety")
    make_article(index, category=category, published_at=NOON)
    make_hidden_articles(index, category=category)

    answer = api.data(
        """{
          articles(first: 1) { totalCount }
          category(slug: "safety") { articleCount articles { totalCount } }
          page(path: "/news/") {
            children { totalCount }
            ... on NewsIndexPage { articles { totalCount } archive { year month count } }
          }
        }"""
    )

    assert answer == {
        "articles": {"totalCount": 1},
        "category": {"articleCount": 1, "articles": {"totalCount": 1}},
        "page": {
            "children": {"totalCount": 1},
            "articles": {"totalCount": 1},
            "archive": [{"year": 2026, "month": 5, "count": 1}],
        },
    }


def test_a_page_is_hidden_from_the_minute_of_its_expiry_until_that_of_its_release(index: NewsIndexPage) -> None:
    """Wagtail acts upon both only when publish_scheduled next runs."""
    moment, tick = timezone.now(), dt.timedelta(microseconds=1)
    expiring, coming = make_article(index, expire_at=moment), make_article(index, go_live_at=moment)

    def shown(at: dt.datetime) -> list[int]:
        visibility = Visibility(SiteIndex(), now=at)
        return list(visibility.pages(ArticlePage.objects.all()).values_list("pk", flat=True))

    assert shown(moment - tick) == [expiring.pk]
    assert shown(moment) == [coming.pk]
