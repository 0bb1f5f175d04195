"""Articles inserted by the hundred: the same rows, column by column, as when Wagtail publishes each."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry
from wagtail.signals import page_published, published

from news.importing.articles.changes import content_of
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Edition, NewsIndexPage
from search.models import Change
from tests.factories import picture_bytes
from tests.news.importing.samples import bring

pytestmark = pytest.mark.wagtail_indexes

STORY = {
    "title": "Night ferry returns",
    "date": "2024-03-02T10:00:00Z",
    "category": "Harbour > Ferries",
    "kicker": "After a year",
    "summary": "It sails at ten.",
    "authors": ["Ana Duarte", "Ben Li"],
    "tags": ["ferries", "night"],
    "image": "boat.jpg",
    "image_description": "A boat.",
    "image_credit": "© Ana Duarte 2024",
    "body": "<h2>At ten</h2><p>It <b>sails</b> from <a href='https://a.example/'>here</a>.</p>",
}


def publish_as_editors_do(source: ArticlePage, listing: NewsIndexPage) -> ArticlePage:
    """Publishes an article with the contents of another by Wagtail's own ways, dated as the import dates it."""
    moment = source.published_at
    page = ArticlePage(
        **{name: getattr(source, name) for name in ("title", "slug", "kicker", "summary", "published_at", "locale")},
        category=source.category,
        image=source.image,
        body=source.body.get_prep_value() if hasattr(source.body, "get_prep_value") else source.body,
        live=True,
        first_published_at=moment,
        last_published_at=moment,
    )
    page.bylines = [
        ArticleAuthor(author=byline.author, sort_order=byline.sort_order) for byline in source.bylines.all()
    ]
    page.tagged_items = [ArticleTag(tag=tagged.tag) for tagged in source.tagged_items.order_by("pk")]
    listing.add_child(instance=page)
    page.live_revision = revision = page.save_revision(clean=False, changed=False)
    page.save(update_fields=["live_revision"], clean=False)
    log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
    for signal in (page_published, published):
        signal.send(sender=ArticlePage, instance=page, revision=revision)
    return ArticlePage.objects.get(pk=page.pk)


def rows_of(page: ArticlePage) -> dict[str, Any]:
    """Returns all rows of an article in all tables, without what no two articles can have in common."""
    own = {
        "id", "page_ptr_id", "path", "url_path", "translation_key", "latest_revision_id", "live_revision_id", "pk",
        "latest_revision_created_at", "object_id", "page_id", "content_object_id", "article_id", "revision_id",
        "created_at", "timestamp", "uuid", "title_norm", "content_path", "content_path_hash",
    }  # fmt: skip

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in own}

    querysets = {
        "page": ArticlePage.objects.filter(pk=page.pk),
        "bylines": page.bylines.order_by("sort_order"),
        "tags": page.tagged_items.order_by("tag_id"),
        "revisions": Revision.objects.filter(base_content_type__model="page", object_id=str(page.pk)),
        "log": PageLogEntry.objects.filter(page=page.pk).order_by("pk"),
        "editions": Edition.objects.filter(article=page.pk),
        "references": ReferenceIndex.objects.filter(base_content_type__model="page", object_id=str(page.pk)).order_by(
            "model_path", "to_object_id"
        ),
        "index": IndexEntry.objects.filter(object_id=str(page.pk), content_type__model="articlepage"),
    }
    found: dict[str, Any] = {name: [plain(row) for row in rows.values()] for name, rows in querysets.items()}
    for revision in found["revisions"]:
        content = revision["content"] = plain(revision["content"])
        content["body"] = json.loads(content["body"])
        content["bylines"] = [plain(byline) | {"pk": None, "page": None} for byline in content["bylines"]]
        content["tagged_items"] = [plain(tag) | {"content_object": None} for tag in content["tagged_items"]]
        for name in ("latest_revision", "live_revision"):
            content.pop(name)
    return found


def test_all_rows_are_those_of_the_editors_way(index: NewsIndexPage, tmp_path: Path) -> None:
    (tmp_path / "boat.jpg").write_bytes(picture_bytes())
    other = index.get_parent().add_child(instance=NewsIndexPage(title="Other", slug="other"))
    bring(tmp_path, index, STORY, images=tmp_path)
    bulk = ArticlePage.objects.get()

    editors = publish_as_editors_do(bulk, other)

    ours, theirs = rows_of(bulk), rows_of(editors)
    for name, rows in theirs.items():
        for row, expected in zip(ours[name], rows, strict=True):
            assert row == expected, name
    assert [len(rows) for rows in ours.values()] == [1, 2, 2, 1, 2, 1, 6, 1]
    assert (bulk.live_revision_id, bulk.latest_revision_id) == (bulk.revisions.get().pk, bulk.revisions.get().pk)
    assert content_of(bulk.body.raw_data[1]) == content_of(editors.body.raw_data[1])
    assert Page.find_problems() == ([], [], [], [], [])


def test_signals_are_sent_for_each_and_the_search_is_told_of_all(index: NewsIndexPage, tmp_path: Path) -> None:
    seen: list[tuple[str, Any]] = []

    def listen(instance: Page, revision: Revision, **kwargs: Any) -> None:
        seen.append((instance.title, instance.pk == int(revision.object_id) and kwargs["in_bulk"]))

    page_published.connect(listen)
    try:
        bring(tmp_path, index, STORY | {"image": None}, {"title": "Fog", "date": "2024-03-01"})
    finally:
        page_published.disconnect(listen)

    assert seen == [("Fog", True), ("Night ferry returns", True)]
    pks = set(ArticlePage.objects.values_list("pk", flat=True))
    assert set(Change.objects.filter(path="").values_list("page_id", flat=True)) >= pks


@pytest.mark.parametrize("rows", [3, 30])
def test_the_number_of_queries_does_not_grow_with_new_rows(index: NewsIndexPage, tmp_path: Path, rows: int) -> None:
    bring(tmp_path, index, STORY | {"title": "First", "image": None})
    moment = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    days = [(moment - dt.timedelta(days=number)).date().isoformat() for number in range(rows)]

    with CaptureQueriesContext(connection) as queries:
        bring(tmp_path, index, *(STORY | {"title": f"Ferry {day}", "date": day, "image": None} for day in days))

    # SQLite takes 999 parameters in a statement, so that many rows are inserted by several.
    assert (
        len(queries)
        == {("postgresql", 3): 30, ("postgresql", 30): 30, ("sqlite", 3): 31, ("sqlite", 30): 32}[
            connection.vendor, rows
        ]
    )
