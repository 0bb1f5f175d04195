"""What every search has to know before it begins, read in one statement that is compiled once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from cms.statements import TEXT, Statement, kept
from search.models import Entry, Index, Promotion, SynonymSet, Term

LOCALE = f"{TEXT}locale"


@dataclass
class Standing:
    """What is known of the index and of a query's terms, and what editors say.

    Attributes:
        index: the index that answers; None before anything was indexed.
        waits: there are held entries in the language.
        documents: how many entries hold each term; those that none holds are left out.
        synonyms: the expressions of each set of synonyms.
        promotions: the searches and the primary key of the page of each promotion, in their order.
    """

    index: Index | None = None
    waits: bool = False
    documents: dict[str, int] = field(default_factory=dict)
    synonyms: list[str] = field(default_factory=list)
    promotions: list[tuple[str, int]] = field(default_factory=list)


def standing(language: str, terms: Iterable[str] = ()) -> Standing:
    """Read it for one language and the terms of a query."""
    wanted = list(dict.fromkeys(terms)) or [""]
    # As many places as the next power of two, so that a few statements serve queries of every length.
    places = 1 << (len(wanted) - 1).bit_length()
    statement: Statement = kept.get(("standing", places), lambda: _compile(places))
    values = {f"{TEXT}{place}": wanted[min(place, len(wanted) - 1)] for place in range(places)}
    found = Standing()
    for what, _place, number, text in sorted(statement.rows({**values, LOCALE: language})):
        if what == "index":
            found.index = Index(pk=number)
        elif what == "held":
            found.waits = True
        elif what == "term":
            found.documents[text] = number
        elif what == "synonyms":
            found.synonyms.append(text)
        else:
            found.promotions.append((text, number))
    return found


def _compile(places: int) -> Statement:
    current = Index.objects.exclude(completed_at=None).order_by("-pk").values("pk")[:1]
    index = Index.objects.filter(pk=Subquery(current))
    held = Entry.objects.filter(index=OuterRef("pk"), locale=LOCALE, held=True)
    terms = Term.objects.filter(index=Subquery(current), locale=LOCALE, documents__gt=0)
    terms = terms.filter(term__in=[f"{TEXT}{place}" for place in range(places)])
    synonyms = SynonymSet.objects.filter(locale__language_code=LOCALE)
    promotions = Promotion.objects.filter(locale__language_code=LOCALE)
    every = _rows(index, "index", number="pk").union(
        _rows(index.filter(Exists(held)), "held"),
        _rows(terms, "term", number="documents", text="term"),
        _rows(synonyms, "synonyms", place="pk", text="expressions"),
        _rows(promotions, "promotion", place="sort_order", number="page_id", text="queries"),
        all=True,
    )
    return Statement(every, ["what", "place", "number", "said"])


def _rows(rows: QuerySet[Any], what: str, place: str = "", number: str = "", text: str = "") -> QuerySet[Any]:
    """Return what is read of some rows, as columns that are the same for all of them."""
    return rows.order_by().values(
        what=Value(what),
        place=Cast(F(place) if place else Value(0), BigIntegerField()),
        number=Cast(F(number) if number else Value(0), BigIntegerField()),
        said=Cast(F(text) if text else Value(""), TextField()),
    )
