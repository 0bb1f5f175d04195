"""Late resolution of references between imported articles, when the target was written after the source.

Only the targets of links change, so articles are updated in place, without an edition, a revision or new dates.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail.models import Revision

from cms.pages import pages_written
from news.exporting.references import references_of
from news.importing.articles.changes import Attached, is_same_story
from news.importing.articles.indexes import index_articles
from news.importing.articles.linking import LinkedStory
from news.importing.articles.provenance import Provenance, article_digests
from news.importing.articles.writer import related_links, with_ids
from news.importing.chunks import CHUNK_ROWS
from news.models import ArticlePage, RelatedArticle


def relink_articles(stories: Mapping[int, LinkedStory], provenance: Provenance) -> list[int]:
    """Set the resolved stories of articles, unless editors have changed what the import wrote.

    Args:
        stories: the stories by the primary keys of the articles.
        provenance: the digests of these articles, loaded.

    Returns:
        The primary keys of the changed articles.
    """
    articles = ArticlePage.objects.prefetch_related("related_links", "corrections", "tagged_items__tag")
    articles = articles.prefetch_related("bylines__author").select_related("image")
    changed: list[ArticlePage] = []
    picked: list[ArticlePage] = []
    for page in articles.filter(pk__in=stories).exclude(live=True, has_unpublished_changes=True):
        story, has = stories[page.pk], article_digests(page, Attached.of(page))
        columns = []
        differing = set(_differing(page, story))
        if "body" in differing and provenance.is_untouched(page.pk, "body", has):
            page.body = json.dumps(with_ids(story.body or (), page.body.raw_data))
            columns.append("body")
        if "related" in differing and provenance.is_untouched(page.pk, "related", has):
            page.related_links = related_links(story.related or ())
            picked.append(page)
            columns.append("related")
        if columns:
            now_has = article_digests(page, Attached.of(page))
            provenance.amend(page.pk, {column: now_has[column] for column in columns})
            changed.append(page)
    _write(changed, picked)
    return [page.pk for page in changed]


def _differing(page: ArticlePage, story: LinkedStory) -> Iterator[str]:
    """Yield the columns in which a story has more links than the article; what was found before is not taken away."""
    body = story.body
    if body is not None and not is_same_story(body, page) and _keeps_references(body, page):
        yield "body"
    picks = [link.article_id for link in page.related_links.all()]
    if story.related is not None and list(story.related) != picks and set(picks) <= set(story.related):
        yield "related"


def _keeps_references(body: Sequence[dict[str, Any]], page: ArticlePage) -> bool:
    return set(references_of(page.body.raw_data)) <= set(references_of(body))


def _write(changed: list[ArticlePage], picked: list[ArticlePage]) -> None:
    if not changed:
        return
    pks = [page.pk for page in changed]
    ArticlePage.objects.bulk_update(changed, ["body"], batch_size=CHUNK_ROWS)
    RelatedArticle.objects.filter(page__in=picked).delete()
    links = []
    for page in picked:
        for link in page.related_links.all():
            link.page_id = page.pk
            links.append(link)
    RelatedArticle.objects.bulk_create(links, batch_size=CHUNK_ROWS)
    by_revision = {page.latest_revision_id: page for page in changed}
    revisions = list(Revision.objects.filter(pk__in=by_revision))
    for revision in revisions:
        content: dict[str, Any] = by_revision[revision.pk].serializable_data()
        revision.content = revision.content | {name: content[name] for name in ("body", "related_links")}
    Revision.objects.bulk_update(revisions, ["content"], batch_size=CHUNK_ROWS)
    index_articles(pks)
    pages_written.send(sender=ArticlePage, pages=pks)
