"""The surrogate keys of a change set: digests of the tags of public content that has changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import DraftStateMixin, Page

from cms.cdn.surrogate_keys import surrogate_key, with_referrers
from cms.changes.comparison import Difference
from cms.changes.models import PublicPage
from cms.changes.places import page_model
from cms.changes.referrers import seen_by_readers, without_hidden
from cms.changes.tags import label_of, page_table_tags, shown_tags
from cms.performance.response_cache.cache_tags import EVERYTHING, root_models, table_label, tables_of

MAX_KEYS = 1_000
"""Keys of one change set; with more it has "everything" instead."""


def change_keys(tags: Iterable[str], difference: Difference) -> list[str]:
    """Return the surrogate keys of what changed for readers, sorted.

    Tags of a page are published only where the public saw or sees it, and those of the tables of pages only with such
    a page: nothing can be concluded about hidden pages.

    Args:
        tags: the tags of the commits.
        difference: the result of the comparison with the ledger.
    """
    published = shown_tags(tags)
    if difference.events:
        published |= page_table_tags(tags)
        for page in (*difference.current, *difference.previous.values(), *difference.removed):
            published.update(_tags_of_page(page))
    if EVERYTHING not in published and len(published) <= MAX_KEYS:
        # A row that is hidden is edited unseen, also by those who see what refers to it.
        shown = without_hidden(filter(_may_have_been_hidden, published))
        published |= seen_by_readers(with_referrers(shown) - published)
    if EVERYTHING in published or len(published) > MAX_KEYS:
        return [EVERYTHING]
    return sorted(map(surrogate_key, published))


def _may_have_been_hidden(tag: str) -> bool:
    """Tell whether what refers to a row might not name it: all others are named wherever they are shown."""
    model = root_models().get(label_of(tag))
    return model is not None and issubclass(model, (Page, AbstractImage, AbstractDocument, DraftStateMixin))


def _tags_of_page(page: PublicPage) -> Iterator[str]:
    model: Any = page_model(page.page_type) or Page
    tables = [table_label(table) for table in tables_of(model)]
    yield from (f"list:{label}" for label in tables)
    yield from (f"{tables[0]}:{page.page_id}", f"path:{page.tree_path}", f"translation:{page.translation_key}")
