"""What somebody who began to type may be looking for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import F, Value

from cms.api.context import Context
from cms.sites import Tree
from cms.statements import MOMENT, TEXT, Statement, kept
from cms.visibility import Visibility
from news.models import ArticleAuthor, ArticlePage, Author, Category
from search import held
from search.analysis import fold
from search.engines import engine
from search.engines.base import Seen, Wanted
from search.engines.storage import completed
from search.expansion import completions
from search.journal import key_of, popular
from search.listing import as_pages
from search.models import Entry, Index
from search.query import Query, parse
from search.results import Search
from search.spelling import MAX_WORDS_SPELLED, SpellingCorrector

MOST_NAMES = 3
"""How many categories and authors together are suggested, before the titles."""

NAMES_READ = 4000

NEWEST, MORE = 50, 10
"""Of how many titles it is asked at first whether they may be seen, and of how many times as many then."""

LOCALE = f"{TEXT}locale"


def suggest(context: Context, typed: Query, trees: list[Tree], most: int) -> list[dict[str, Any]]:
    """Return suggestions as the schema's Suggestion, the best first, each text once; pages as `loaded` takes them.

    Args:
        context: the request's.
        typed: what was typed so far.
        trees: where to look.
        most: how many to return.
    """
    beginning = fold(typed.text or "")
    if not beginning:
        return []
    known = context.kept(("names", typed.language), lambda: names(context.visibility, typed.language))
    known = [name for name in known if any(words.startswith(beginning) for words in beginnings(name))]
    found: list[dict[str, Any]] = [{"text": name, "page": None} for name in known[:MOST_NAMES]]
    past = popular(key_of(typed.text), typed.language, MOST_NAMES)
    found += [{"text": text, "page": None} for text in past if finds(context, text, typed.language, trees)]
    pages = titled(context, typed, trees, most)
    context.loader(loaded).expect(page for _title, page in pages)
    found += [{"text": title, "page": page} for title, page in pages]
    return list({fold(one["text"]) or one["text"]: one for one in reversed(found)}.values())[::-1][:most]


def finds(context: Context, text: str, language: str, trees: list[Tree]) -> bool:
    """Tell whether a past query finds anything now: what it found may be hidden since."""
    search = Search(parse(text, language), context.visibility, trees)
    search.depth = 1
    return bool(search.hits)


def names(visibility: Visibility, language: str) -> list[str]:
    """Return the names of public categories, then those of authors, each in alphabetical order."""
    statement: Statement = kept.get(("names", visibility.key), lambda: _names(visibility.at(MOMENT)))
    return [name for _place, name in statement.rows({MOMENT: visibility.now, LOCALE: language})]


def _names(visibility: Visibility) -> Statement:
    """Return the query for all names that may be suggested, categories first."""
    articles = visibility.pages(ArticlePage.objects.all())
    categories = Category.objects.filter(locale__language_code=LOCALE)
    bylines = ArticleAuthor.objects.filter(page__in=articles)
    filed = visibility.used_by(categories, articles, "category_id").order_by().values(place=Value(0), called=F("name"))
    signed = visibility.used_by(Author.objects.all(), bylines, "author_id").order_by()
    every = filed.union(signed.values(place=Value(1), called=F("name")))
    return Statement(every.order_by("place", "called")[:NAMES_READ], ["place", "called"])


@lru_cache(maxsize=10_000)
def beginnings(name: str) -> list[str]:
    """Return what is left of a name from each of its words on, folded."""
    words = name.split()
    return [fold("".join(words[at:])) for at in range(len(words))]


def loaded(context: Context, seen: set[Seen]) -> dict[Seen, Any]:
    """Load the pages of entries that may be seen."""
    pages = {page.pk: page for page in as_pages(context, list(seen))}
    return {one: pages[one.page] for one in seen if one.page in pages}


def titled(context: Context, typed: Query, trees: list[Tree], most: int) -> list[tuple[str, Seen]]:
    """Return the public pages in whose titles all words stand, the last one perhaps unfinished, with their titles."""
    search = Search(typed, context.visibility, trees, corrector=corrector_of(context))
    if search.index is None or not typed.words or not trees:
        return []
    found = [*_waiting(search, search.index), *_newest(search, search.index, most)]
    beginning = fold(typed.text)
    return sorted(found, key=lambda one: not fold(one[0]).startswith(beginning))[:most]


def corrector_of(context: Context) -> SpellingCorrector:
    """Return what corrects the words of a request, whatever fields ask for it."""
    return context.kept("spelling", SpellingCorrector)


def _waiting(search: Search, index: Index) -> list[tuple[str, Seen]]:
    if not search.standing.waits:
        return []
    entries = held.titled(search.entries().filter(index=index), search.query)
    return [(entry.title, Seen(entry.pk, entry.page_id, entry.kind, entry.published_at)) for entry in entries]


def _newest(search: Search, index: Index, most: int) -> list[tuple[str, Seen]]:
    """Return the newest whose titles match: at least `most`, if there are so many."""
    if (groups := _groups(search, index)) is None:
        return []
    language = search.query.language
    blocks = completed(search.standing.ahead, index, language, {term for group in groups for term in group})
    wanted = [
        Wanted(index, language, tuple((term,) for term in group), in_title=True, ahead=blocks, hidden=search.hidden)
        for group in groups
    ]
    newest_first = Entry.objects.order_by(F("published_at").desc(nulls_last=True), "-pk")
    entries = engine().matching_all(newest_first, wanted)
    # Before the door is asked of each: most often all may be seen, and there may be thousands.
    ahead = NEWEST
    while True:
        titles = dict(entries.values_list("pk", "title")[:ahead])
        shown = {one.entry: one for one in search.seen(list(titles))}
        if len(shown) >= most or len(titles) < ahead:
            return [(title, shown[pk]) for pk, title in titles.items() if pk in shown]
        ahead *= MORE


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
            unknown.append(query.text[word.start : word.end])
    if len(unknown) > MAX_WORDS_SPELLED:
        return None
    groups += [[one.term for one in search.corrections(typed)[:2]] for typed in unknown]
    return groups if all(groups) else None
