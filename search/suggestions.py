"""What somebody who began to type may be looking for."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from cms.api.context import Context
from cms.api.interfaces import pages
from cms.sites import Tree
from news.schema import public_authors, public_categories
from search.analysis import fold
from search.engines import engine
from search.engines.base import Wanted
from search.expansion import completions, documents_of
from search.journal import key_of, popular
from search.models import Index
from search.query import Query, parse
from search.results import Search
from search.spelling import corrections

MOST_NAMES = 3
"""How many categories and authors together are suggested, before the titles."""

NAMES_READ = 2000


def suggest(context: Context, typed: Query, trees: list[Tree], most: int) -> list[dict[str, Any]]:
    """Return suggestions as the schema's Suggestion, the best first, each text once.

    Args:
        context: the request's.
        typed: what was typed so far.
        trees: where to look.
        most: how many to return.
    """
    beginning = fold(typed.text or "")
    if not beginning:
        return []
    found: list[dict[str, Any]] = [
        {"text": name, "page": None} for name in names(context, beginning, typed.language)[:MOST_NAMES]
    ]
    past = popular(key_of(typed.text), typed.language, MOST_NAMES)
    found += [{"text": text, "page": None} for text in past if finds(context, text, typed.language, trees)]
    found += [{"text": page.title, "page": page} for page in titled(context, typed, trees, most)]
    return list({fold(one["text"]) or one["text"]: one for one in reversed(found)}.values())[::-1][:most]


def finds(context: Context, text: str, language: str, trees: list[Tree]) -> bool:
    """Tell whether a past query finds anything now: what it found may be hidden since."""
    return Search(parse(text, language), context.visibility, trees).matches().exists()


def names(context: Context, beginning: str, language: str) -> list[str]:
    """Return the names of public categories and authors of which a word begins so, in alphabetical order."""
    categories = public_categories(context).filter(locale__language_code=language)
    known = [
        *categories.order_by("name", "pk").values_list("name", flat=True)[:NAMES_READ],
        *public_authors(context).order_by("name", "pk").values_list("name", flat=True)[:NAMES_READ],
    ]
    return [name for name in known if begins(name, beginning)]


def begins(name: str, beginning: str) -> bool:
    """Tell whether a name, or what is left of it from one of its words on, begins so."""
    words = name.split()
    return any(fold("".join(words[at:])).startswith(beginning) for at in range(len(words)))


def titled(context: Context, typed: Query, trees: list[Tree], most: int) -> list[Any]:
    """Return the public pages in whose titles all words stand, the last one perhaps unfinished."""
    index = Index.objects.current()
    words = [(word.term, typed.text[word.start : word.end]) for word in typed.words]
    if index is None or not words or not trees:
        return []
    known = documents_of(index, typed.language, [term for term, _typed in words])
    groups: list[list[str]] = []
    for place, (term, word) in enumerate(words):
        group = [term] if term in known else []
        if place == len(words) - 1 and typed.prefix:
            group += completions(index, typed.language, typed.prefix)
        groups.append(group or [one.term for one in corrections(word, index, typed.language)[:2]])
    entries = Search(typed, context.visibility, trees).entries()
    for group in groups:
        if not group:
            return []
        wanted = Wanted(index, typed.language, tuple((term,) for term in group), in_title=True)
        entries = engine().matching(entries, wanted)
    rows = list(
        entries.order_by(F("published_at").desc(nulls_last=True), "-pk").values_list("title", "page_id")[: 3 * most]
    )
    rows.sort(key=lambda row: not fold(row[0]).startswith(fold(typed.text)))
    loader = context.loader(pages)
    loader.expect(page for _title, page in rows[:most])
    return [page for _title, pk in rows[:most] if (page := loader.get(pk)) is not None]
