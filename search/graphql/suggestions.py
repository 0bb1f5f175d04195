"""Suggestions: completions of what a visitor began to type."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from cms.graphql.context import Context
from cms.queries import fetch
from cms.sites import SiteLocale
from cms.visibility import Visibility
from search.analysis import fold
from search.analytics.query_log import key_of, popular
from search.backends import engine, pending_releases
from search.backends.base import Candidate, SearchRequest
from search.backends.storage import completed
from search.graphql.listing import as_pages
from search.models import Entry, Index
from search.query import ParsedQuery, parse
from search.querying.expansion import completions
from search.querying.results import Search
from search.querying.spelling import MAX_WORDS_SPELLED, SpellingCorrector
from search.sources import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Tag, categories_of, fetch_in_tree

MAX_SUGGESTED_NAMES, MAX_SUGGESTED_TAGS = 3, 2
"""Suggestions of categories and authors together (and of past queries), and of tags; they come before titles."""

NAMES_READ = 4000
"""Names that are read to be compared with the typed text."""

NEWEST, MORE = 50, 10
"""Newest matching titles that are filtered by visibility first, and the factor by which their number grows while too
few are visible.
"""


class SuggestionKind(Enum):
    """What a suggestion is, with what frontend engineers read about it."""

    PAGE = "A page with this title; `node` says of which type."
    CATEGORY = "A category with this name."
    AUTHOR = "An author with this name."
    TAG = "A tag with this name."
    QUERY = "What others searched for; it leads nowhere and is to be searched for."


NAMED: dict[SuggestionKind, type[Model]] = {
    SuggestionKind.CATEGORY: Category,
    SuggestionKind.AUTHOR: Author,
    SuggestionKind.TAG: Tag,
}
"""Models whose names are suggested, in the order of the suggestions."""


class Suggested(NamedTuple):
    """A suggestion.

    Attributes:
        text: what to show.
        kind: what it is.
        key: key of its node for the dataloader: a page's `Candidate`, else primary key and root path of the tree; None
            for a past query.
    """

    text: str
    kind: SuggestionKind
    key: Any = None


def suggest(context: Context, typed: ParsedQuery, trees: list[SiteLocale], max_suggestions: int) -> list[Suggested]:
    """Return suggestions, the best first, without duplicate texts, and enqueue their nodes.

    Args:
        context: the request's context.
        typed: the query as typed so far.
        trees: the trees to search.
        max_suggestions: number of suggestions to return at most.
    """
    beginning = fold(typed.text or "")
    if not beginning:
        return []
    found = named(context, typed, trees)
    past = popular(key_of(typed.text), typed.language, MAX_SUGGESTED_NAMES)
    found += [Suggested(text, SuggestionKind.QUERY) for text in past if finds(context, text, typed.language, trees)]
    found += [
        Suggested(title, SuggestionKind.PAGE, page)
        for title, page in pages_by_title(context, typed, trees, max_suggestions)
    ]
    chosen = list({fold(one.text) or one.text: one for one in reversed(found)}.values())[::-1][:max_suggestions]
    for one in chosen:
        if one.kind in _FETCH:
            context.loader(_FETCH[one.kind]).enqueue([one.key])
    return chosen


def node_of(context: Context, suggested: Suggested) -> Any:
    """Return the page, category, author or tag of a suggestion, loaded in a batch by kind; None for a past query."""
    return context.load(_FETCH[suggested.kind], suggested.key) if suggested.kind in _FETCH else None


def finds(context: Context, text: str, language: str, trees: list[SiteLocale]) -> bool:
    """Return whether a past query has visible results now: those that it had may have been hidden since."""
    search = Search(parse(text, language), context.visibility, trees)
    search.depth = 1
    return bool(search.hits)


def named(context: Context, typed: ParsedQuery, trees: list[SiteLocale]) -> list[Suggested]:
    """Return suggestions of categories, authors and tags of visible articles: one of their words begins the match."""
    visibility = context.visibility
    # A language whose home page is hidden must look as one that the site does not have.
    roots = tuple(tree.root for tree in trees if tree in visibility.trees)
    if not roots:
        return []
    rows = fetch(
        lambda now, locale, first_word: _names(visibility.as_of(now), trees, locale, first_word),
        ["place", "called", "key"],
        {"now": visibility.now, "locale": typed.language, "first_word": typed.text.split()[0].lower()},
        ("names", roots, visibility.cache_key),
    )
    beginning = fold(typed.text)
    found: dict[SuggestionKind, list[Suggested]] = {kind: [] for kind in NAMED}
    for place, name, pk in rows:
        if any(words.startswith(beginning) for words in beginnings(name)):
            kind = list(NAMED)[place]
            found[kind].append(Suggested(name, kind, (pk, roots[0])))
    names = [*found[SuggestionKind.CATEGORY], *found[SuggestionKind.AUTHOR]]
    return names[:MAX_SUGGESTED_NAMES] + found[SuggestionKind.TAG][:MAX_SUGGESTED_TAGS]


def _names(visibility: Visibility, trees: list[SiteLocale], locale: str, first_word: str) -> QuerySet[Any]:
    """Return the query for names that may be suggested, categories first; tags only if they contain the first word."""
    articles = visibility.pages(ArticlePage.objects.all(), trees)
    bylines = ArticleAuthor.objects.filter(page__in=articles)
    tagged = ArticleTag.objects.filter(content_object__in=articles)
    tags = Tag.objects.annotate(found_at=StrIndex(Lower("name"), Value(first_word))).filter(found_at__gt=0)
    used: list[QuerySet[Any]] = [
        categories_of(visibility, articles).filter(locale__language_code=locale),
        visibility.used_by(Author.objects.all(), bylines, "author_id"),
        visibility.used_by(tags, tagged, "tag_id"),
    ]
    first, *others = (
        rows.order_by().values(place=Value(place), called=F("name"), key=F("pk")) for place, rows in enumerate(used)
    )
    return first.union(*others).order_by("place", "called")[:NAMES_READ]


@lru_cache(maxsize=10_000)
def beginnings(name: str) -> list[str]:
    """Return, for each word of a name, the name from this word on, folded."""
    words = name.split()
    return [fold("".join(words[at:])) for at in range(len(words))]


def loaded(context: Context, seen: set[Candidate]) -> dict[Candidate, Any]:
    """Load the pages of visible candidates: the dataloader function of page suggestions."""
    pages = {page.pk: page for page in as_pages(context, list(seen))}
    return {one: pages[one.page] for one in seen if one.page in pages}


def pages_by_title(
    context: Context, typed: ParsedQuery, trees: list[SiteLocale], max_suggestions: int
) -> list[tuple[str, Candidate]]:
    """Return titles and candidates of visible pages whose titles hold all words, of which the last may be unfinished.

    Titles that begin with the typed text come first.
    """
    search = Search(typed, context.visibility, trees, corrector=corrector_of(context))
    if search.index is None or not typed.words or not trees:
        return []
    found = [*_pending_titles(search, search.index), *_newest_titles(search, search.index, max_suggestions)]
    beginning = fold(typed.text)
    return sorted(found, key=lambda one: not fold(one[0]).startswith(beginning))[:max_suggestions]


def corrector_of(context: Context) -> SpellingCorrector:
    """Return the spelling corrector of a request, shared by its fields."""
    return context.get_or_set("spelling", SpellingCorrector)


def _pending_titles(search: Search, index: Index) -> list[tuple[str, Candidate]]:
    """Return titles and candidates of the matching pending-release entries."""
    if not search.prefetched.has_pending:
        return []
    entries = pending_releases.pending_by_title(search.entries().filter(index=index), search.query)
    return [(entry.title, Candidate(entry.pk, entry.page_id, entry.kind, entry.published_at)) for entry in entries]


def _newest_titles(search: Search, index: Index, min_titles: int) -> list[tuple[str, Candidate]]:
    """Return titles and candidates of the newest matching entries, at least `min_titles` of them if there are."""
    if (groups := _groups(search, index)) is None:
        return []
    language = search.query.language
    blocks = completed(search.prefetched.postings, index, language, {term for group in groups for term in group})
    wanted = [
        SearchRequest(
            index, language, tuple((term,) for term in group), in_title=True, postings=blocks, hidden=search.hidden
        )
        for group in groups
    ]
    newest_first = Entry.objects.order_by(F("published_at").desc(nulls_last=True), "-pk")
    entries = engine().matching_all(newest_first, wanted)
    # Thousands may match, and usually the newest are all visible: only these are filtered by visibility.
    limit = NEWEST
    while True:
        titles = dict(entries.values_list("pk", "title")[:limit])
        shown = {one.entry: one for one in search.seen(list(titles))}
        if len(shown) >= min_titles or len(titles) < limit:
            return [(title, shown[pk]) for pk, title in titles.items() if pk in shown]
        limit *= MORE


def _groups(search: Search, index: Index) -> list[list[str]] | None:
    """Return, for each word, the terms of which a title has to hold one; None when no title can match."""
    query, known = search.query, search.documents
    groups, unknown = [], []
    for word in {word.term: word for word in query.words}.values():
        group = [word.term] if word.term in known else []
        if word == query.words[-1] and query.prefix:
            group += completions(index, query.language, query.prefix, search.hidden)
        if group:
            groups.append(group)
        else:
            unknown.append((query.text[word.start : word.end], word.term))
    if len(unknown) > MAX_WORDS_SPELLED:
        return None
    groups += [[one.term for one in search.corrections(typed, term)[:2]] for typed, term in unknown]
    return groups if all(groups) else None


_FETCH: dict[SuggestionKind, Any] = {
    SuggestionKind.PAGE: loaded,
    **{kind: fetch_in_tree(model) for kind, model in NAMED.items()},
}
