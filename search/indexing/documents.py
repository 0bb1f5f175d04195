"""Documents of the index: the texts of a page that its model declares in `search_fields` and exposes in the API."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape
from operator import attrgetter
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.graphql.content.streamfield import BlockValue
from cms.graphql.schema.page_types import kind_of, kinds
from cms.sites import SiteIndex
from cms.visibility import Visibility
from search.analysis import Token, analyser, clean
from search.indexing.search_fields import exposed_sources, searched_fields
from search.models import Entry, Index
from search.models.index import BORDER
from search.sources import filing_of

MAX_TERMS = 50_000
"""Terms and borders that are indexed of a title and of a text each: positions have sixteen bits."""

_LINE_BREAK = re.compile(r"<br ?/?>")
_PARAGRAPH = re.compile(r"(</(?:p|li|h\d|blockquote)>)")


@dataclass
class IndexedDocument:
    """A page as the index holds it.

    Attributes:
        held: whether the page is hidden now and becomes public by the clock.
        expires_at: when the page is hidden by the clock; None for never.
        extra: words that are indexed beside title and text: those of related rows, such as its authors and tags, and
            repetitions of texts with a boost.
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
        """The shortest word, in lower case, of each term, those of compounds included."""
        found: dict[str, str] = {}
        for text, tokens, compounds in self._analysed:
            for term, start, end in (*tokens, *compounds):
                if term not in found or end - start < len(found[term]):
                    found[term] = text[start:end].lower()
        return found

    @cached_property
    def _analysed(self) -> list[tuple[str, list[Token], list[Token]]]:
        """Title, extra words and text: each with the tokens of its words, and those of its compounds."""
        analyse = analyser(self.locale)
        found = []
        for text in map(clean, (self.title, self.extra, self.text)):
            tokens = list(analyse.tokens(text))
            found.append((text, tokens, _new_terms([one.token for one in analyse.compounds(text)], tokens)))
        return found

    def entry(self, index: Index) -> Entry:
        """Return the unsaved entry of the document in an index."""
        titled, labelled, body = self._analysed
        title_terms = [*_positions(*titled[:2]), *_apart(titled[2])][:MAX_TERMS]
        compounds = _apart([*labelled[2], *body[2]])
        labels = [*_positions(*labelled[:2]), BORDER] if labelled[1] and body[1] else _positions(*labelled[:2])
        text_terms = [*labels, *_positions(*body[:2]), *compounds][:MAX_TERMS]
        words = min(len(titled[1]), MAX_TERMS) + min(len(labelled[1]) + len(body[1]), MAX_TERMS)
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
            length=words,
            title=titled[0],
            text=body[0],
            title_terms=" ".join(title_terms),
            text_terms=" ".join(text_terms),
        )


def _positions(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return the terms of a text, with a border where a line ends."""
    found: list[str] = []
    end = 0
    for term, start, stop in tokens:
        if found and BORDER in text[end:start]:
            found.append(BORDER)
        found.append(term)
        end = stop
    return found


def _new_terms(compounds: Sequence[Token], words: Sequence[Token]) -> list[Token]:
    """Return the compounds without those whose term is that of one of their words, which would count twice."""
    found = []
    for compound in compounds:
        first, after = (bisect_left(words, place, key=attrgetter("start")) for place in compound[1:])
        if all(word.term != compound.term for word in words[first:after]):
            found.append(compound)
    return found


def _apart(compounds: Sequence[Token]) -> list[str]:
    """Return the terms of compounds, each after a border, so that no phrase spans them."""
    return [part for compound in compounds for part in (BORDER, compound.term)]


def indexable(visibility: Visibility, pages: Any) -> Any:
    """Filter pages to those to index: public ones, and those that become public at a set time.

    An article is thus found as soon as its embargo lifts, before any task has run: each search filters its hits by
    the visibility policy of that moment.
    """
    return visibility.pages_in_time(pages.type(*kinds().values()))


def documents_of(pages: Collection[int]) -> list[IndexedDocument]:
    """Return the documents of pages, except of deleted ones and those that are not indexable.

    Args:
        pages: primary keys.
    """
    sites = SiteIndex()
    visibility = Visibility(sites)
    found = []
    shown = set(visibility.pages(Page.objects.filter(pk__in=pages)).values_list("pk", flat=True))
    specific = list(indexable(visibility, Page.objects.filter(pk__in=pages)).specific())
    related = related_texts(specific, visibility)
    for page in specific:
        if (tree := sites.tree_of(page)) is None:
            continue
        metadata: dict[str, Any] = {"expires_at": page.expire_at, **filing_of(page)}
        text, boosted = own_texts(page)
        extra = "\n".join([*related[page.pk], *boosted])
        kind = kind_of(type(page))
        found.append(
            IndexedDocument(page.pk, tree.locale, kind, page.title, text, extra, held=page.pk not in shown, **metadata)
        )
    return found


def own_texts(page: Page) -> tuple[str, list[str]]:
    """Return the page's own texts as plain text, and the repetitions that boosts add."""
    texts, boosted = [], []
    for field in searched_fields(type(page)):
        if not field.relations and (text := column_text(field.column(type(page)), getattr(page, field.name))):
            texts.append(text)
            boosted += [text] * (int(field.boost) - 1)
    return "\n".join(texts), boosted


def related_texts(pages: Sequence[Page], visibility: Visibility) -> Mapping[int, list[str]]:
    """Return the texts of related rows that the public sees, by primary key of the page, repeated by their boosts.

    Args:
        pages: specific instances; each relation of their models is one query.
        visibility: the visibility policy for the public.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for model in dict.fromkeys(type(page) for page in pages):
        of_model = model._default_manager.filter(pk__in=[page.pk for page in pages if type(page) is model])
        for field in searched_fields(model):
            if not field.relations:
                continue
            shown = {
                f"{lookup}__in": visibility.filter(related._default_manager.all())
                for lookup, related in field.related_models(model)
                if visibility.required_columns(related) != []
            }
            rows = of_model.filter(**shown).order_by("pk", f"{field.relations[0]}__pk")
            for page, value in rows.values_list("pk", field.lookup):
                if text := column_text(field.column(model), value):
                    found[page] += [text] * int(field.boost)
    return found


def column_text(column: Any, value: Any) -> str:
    """Return the value of a column as plain text."""
    if isinstance(value, StreamValue):
        texts = map(str.strip, words_of(BlockValue.of_stream(value)))
        return "\n".join(text for text in texts if text)
    return plain(value or "") if isinstance(column, RichTextField) else str(value or "").strip()


def words_of(item: BlockValue) -> list[str]:
    """Return the texts of a StreamField, those of nested blocks included.

    A block with references, such as a picture with its caption, is left out: its words must not be found once the
    picture is hidden. So are the children that the `graphql_fields` of their block do not read.
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
        exposed = exposed_sources(type(item.block)) or set(item.children)
        return [text for name, child in item.children.items() if name in exposed for text in words_of(child)]
    if isinstance(item.block, blocks.ListBlock | blocks.StreamBlock):
        return [text for child in item.entries() for text in words_of(child)]
    return []


def plain(html: str) -> str:
    """Return stored rich text as plain text, each paragraph on a line of its own."""
    text = unescape(strip_tags(_PARAGRAPH.sub(r"\1\n", _LINE_BREAK.sub(" ", " ".join(html.split())))))
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)
