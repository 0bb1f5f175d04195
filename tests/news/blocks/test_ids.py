"""Every stored block gets an id when its page is saved, and those of before got one by a migration."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.body.block_ids import fill_missing_ids
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, make_article, make_page

migration = import_module("news.migrations.0006_block_ids")
ASK = """query($path: String!) { page(path: $path) { ... on ArticlePage { body {
    id __typename ... on GalleryBlock { items { id caption } } ... on ParagraphBlock { html } } } } }"""


def body_without_ids(first: str = "<p>First</p>") -> list[dict[str, Any]]:
    """Returns a stored body with a gallery in each of the two forms that lists were stored in."""
    pictures = [{"image": ImageFactory().pk, "caption": word} for word in ("one", "two")]
    return [
        {"type": "block-of-before", "value": {"anything": []}},
        {"type": "paragraph", "value": {"html": first}},
        {"type": "gallery", "value": {"items": pictures}},
        {"type": "gallery", "value": {"items": [{"type": "item", "value": one} for one in pictures]}},
        {"type": "paragraph", "value": {"html": "<p>Last</p>"}, "id": "kept"},
    ]


def store(page: Any, body: list[dict[str, Any]]) -> None:
    """Writes a body past all that would give it ids, as a script may."""
    table, column = page._meta.db_table, page._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET body = %s WHERE "{column}" = %s', [json.dumps(body), page.pk])  # noqa: S608


def stored(page: Any) -> list[dict[str, Any]]:
    """Returns a body as it is stored now."""
    return list(type(page).objects.get(pk=page.pk).body.raw_data)


def lacking(value: Any) -> bool:
    """Tells whether an entry of a list in a stored value has no id."""
    if isinstance(value, list):
        return any(not isinstance(one, dict) or not one.get("id") or lacking(one["value"]) for one in value)
    return isinstance(value, dict) and any(map(lacking, value.values()))


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    article = make_article(index, slug="one")
    store(article, body_without_ids())
    return ArticlePage.objects.get(pk=article.pk)


def shown(api: GraphQLClient) -> dict[str, str]:
    """Returns the ids that the API gives, by what they name."""
    body = api.data(ASK, path="/news/one/")["page"]["body"]
    found = {}
    for place, block in enumerate(body):
        found[block.get("html") or f"gallery {place}"] = block["id"]
        found |= {f"{place} {item['caption']}": item["id"] for item in block.get("items", [])}
    assert len(set(found.values())) == 8
    return found


def test_all_lists_of_a_saved_body_have_ids(article: ArticlePage, api: GraphQLClient) -> None:
    assert lacking(stored(article))

    article.save_revision().publish()
    body = stored(article)
    assert not lacking(body)
    assert body[3]["id"] == "kept"
    before = shown(api)

    again = ArticlePage.objects.get(pk=article.pk)
    moved = list(again.body.raw_data)
    moved.reverse()
    for block in moved:
        if block["type"] == "gallery":
            block["value"]["items"].reverse()
    again.body = json.dumps(moved)
    again.save_revision().publish()
    after = shown(api)
    assert set(before.values()) == set(after.values())
    assert (before["<p>First</p>"], before["<p>Last</p>"]) == (after["<p>First</p>"], after["<p>Last</p>"])


def test_the_migration_stores_the_ids_that_readers_know(article: ArticlePage, api: GraphQLClient) -> None:
    page = make_page(article.get_site().root_page, slug="about")
    store(page, body_without_ids())
    revision = article.save_revision()
    draft = {**revision.content, "body": json.dumps(body_without_ids("<p>Draft</p>"))}
    type(revision).objects.filter(pk=revision.pk).update(content=draft)
    store(article, body_without_ids())
    before = shown(api)

    migration.fill_bodies(apps, None)

    assert not lacking(stored(article))
    assert not lacking(stored(page))
    assert shown(api) == before
    revision.refresh_from_db()
    assert [block["id"] for block in json.loads(revision.content["body"])[1:]] == [
        block["id"] for block in stored(article)
    ]
    assert revision.content["title"] == article.title
    revision.publish()
    assert set(shown(api).values()) == set(before.values())


def test_the_migration_writes_nothing_that_lacks_nothing_and_reads_few_rows_at_once(
    index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "ROWS_AT_ONCE", 2)
    articles = [make_article(index) for _ in range(5)]
    for article in articles:
        article.save_revision()
    store(articles[3], body_without_ids())

    for expected in (1, 0):
        with CaptureQueriesContext(connection) as queries:
            migration.fill_bodies(apps, None)
        written = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
        assert len(written) == expected


def test_ids_are_not_made_for_what_has_one() -> None:
    block = ArticlePage._meta.get_field("body").stream_block
    body = [{"type": "gallery", "value": {"items": [{"type": "item", "value": {"image": 1}, "id": "b"}]}, "id": "a"}]
    assert not fill_missing_ids(body, block, lambda above, place: "new")
    for odd in (
        [],
        None,
        [{"type": "gallery", "value": None, "id": "a"}],
        [{"type": "paragraph", "value": 7, "id": "x"}],
    ):
        assert not fill_missing_ids(odd, block, lambda above, place: "new")
