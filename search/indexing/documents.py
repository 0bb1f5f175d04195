"""What of a page can be found: what can be read of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, TextField
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.graphql.content.streamfield import BlockValue
from cms.graphql.declarations import declared_field
from cms.graphql.schema.registry import page_models
from cms.sites import SiteIndex
from cms.visibility import Visibility
from search.analysis import Token, analyser, clean
from search.models import Entry, Index
from search.sources import filing_of, labels_of

MAX_TERMS = 50_000
"""What comes after so many terms of a page is not indexed: places are numbered with sixteen bits."""

_BREAK = re.compile(r"(</(?:p|li|h\d|blockquote)>|<br/?>)")


@dataclass
class IndexedDocument:
    """What the index holds of a page.

    Attributes:
        held: the public does not see the page now, but will by the clock alone.
        expires_at: when the page vanishes by the clock, if it does.
        extra: words by which it is found although they do not stand in its text: category, authors, tags.
    """

    page: int
    locale: str
    kind: str
    title: str
    text: str
    extra: str = ""
    category: int | None = None
    published_at: datetime | None = None
    held: bool = False
    expires_at: datetime | None = None

    @cached_property
    def words(self) -> dict[str, str]:
        """The shortest word, in lower case, that became each term."""
        found: dict[str, str] = {}
        for text, tokens in self._analysed:
            for term, start, end in tokens:
                if term not in found or end - start < len(found[term]):
                    found[term] = text[start:end].lower()
        return found

    @cached_property
    def _analysed(self) -> list[tuple[str, list[Token]]]:
        """Title, extra words and text, each with its tokens."""
        tokens = analyser(self.locale).tokens
        return [(text, list(tokens(text))) for text in map(clean, (self.title, self.extra, self.text))]

    def entry(self, index: Index) -> Entry:
        """Return the document as a row of an index, not saved yet."""
        (title, titled), (_extra, labelled), (text, body_tokens) = self._analysed
        title_terms = [token.term for token in titled][:MAX_TERMS]
        text_terms = [token.term for token in (*labelled, *body_tokens)][:MAX_TERMS]
        return Entry(
            index=index,
            page_id=self.page,
            locale=self.locale,
            kind=self.kind,
            held=self.held,
            category_id=self.category,
            published_at=self.published_at,
            expires_at=self.expires_at,
            year=timezone.localtime(self.published_at).year if self.published_at else None,
            length=len(title_terms) + len(text_terms),
            title=title,
            text=text,
            title_terms=" ".join(title_terms),
            text_terms=" ".join(text_terms),
        )


def kind_of(model: type[Page]) -> str:
    """Return what the schema's PageType calls a page model: ARTICLE for ArticlePage."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.__name__.removesuffix("Page")).upper()


def kinds() -> dict[str, type[Page]]:
    """Return the page models that the schema knows, by the names that PageType gives them."""
    return {kind_of(model): model for model in page_models()}


def indexable(visibility: Visibility, pages: Any) -> Any:
    """Narrow pages to those that belong into the index: what the public sees, or will see by the clock alone.

    So nothing need run for an article to be found when its embargo lifts. A search returns what the visibility policy
    shows the viewer at that moment.
    """
    return visibility.pages_in_time(pages.type(*kinds().values()))


def documents_of(pages: Collection[int]) -> list[IndexedDocument]:
    """Return what the index is to hold of pages; nothing of those that do not belong into it, or are gone.

    Args:
        pages: primary keys.
    """
    sites = SiteIndex()
    visibility = Visibility(sites)
    found = []
    labels = labels_of(pages, visibility)
    shown = set(visibility.pages(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True))
    for page in indexable(visibility, Page.objects.filter(pk__in=pages)).specific():
        if (tree := sites.tree_of(page)) is None:
            continue
        filed: dict[str, Any] = {"expires_at": page.expire_at, **filing_of(page)}
        extra = "\n".join(labels.get(page.pk, ()))
        kind = kind_of(type(page))
        found.append(
            IndexedDocument(
                page.pk, tree.locale, kind, page.title, text_of(page), extra, held=page.pk not in shown, **filed
            )
        )
    return found


def text_of(page: Any) -> str:
    """Return the texts that the page's model declares for the schema, as plain text."""
    texts = []
    for declaration in getattr(page, "graphql_fields", []):
        field, _type = declared_field(declaration)
        try:
            column = page._meta.get_field(field.field_source)
        except FieldDoesNotExist:
            continue
        if isinstance(column, StreamField):
            texts += words_of(BlockValue.of_stream(getattr(page, column.name)))
        elif isinstance(column, RichTextField):
            texts.append(plain(getattr(page, column.name)))
        elif isinstance(column, CharField | TextField) and not column.choices:
            texts.append(str(getattr(page, column.name)))
    return "\n".join(text for text in map(str.strip, texts) if text)


def words_of(item: BlockValue) -> list[str]:
    """Return the texts of a stream and of all within it.

    A block that is shown only while something else is public, such as a picture with its caption, is left out: its
    words must not be found when the picture is hidden later.
    """
    if hasattr(item.block, "is_shown"):
        return []
    if isinstance(item.block, blocks.RichTextBlock):
        return [plain(item.value or "")]
    if isinstance(item.block, TypedTableBlock):
        rows = item.value.get("rows", []) if isinstance(item.value, dict) else []
        return [str(cell) for row in rows for cell in row["values"]]
    if isinstance(item.block, blocks.CharBlock | blocks.TextBlock):
        return [item.value] if isinstance(item.value, str) else []
    if isinstance(item.block, blocks.StructBlock):
        return [text for child in item.children.values() for text in words_of(child)]
    if isinstance(item.block, blocks.ListBlock | blocks.StreamBlock):
        return [text for child in item.entries() for text in words_of(child)]
    return []


def plain(html: str) -> str:
    """Return the words of stored rich text."""
    return unescape(strip_tags(_BREAK.sub(r"\1 ", html))).strip()
