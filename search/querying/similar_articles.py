"""Articles that are likely the same story as one that is being written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from cms.editing.moments import moment_in_words
from cms.graphql.schema.page_types import kind_of
from cms.sites import SiteIndex
from cms.visibility import PUBLIC, Visibility
from search.analysis import Token, analyser
from search.backends.storage import with_terms
from search.models import Index
from search.query import ParsedQuery
from search.querying.results import Search
from search.querying.similarity import SIMILAR_FROM, StoryTerms, TermWeights, story
from search.sources import ArticlePage, load_for_display, state_in_words

MAX_SIMILAR_ARTICLES = 5
MAX_CANDIDATES = 30
"""Articles that are compared in detail: of the search's results, and of the newest editable articles, each."""

MAX_RECENT_ARTICLES = 1000
"""Newest articles that the account may edit, drafts included, whose headlines are compared."""

MIN_HEADLINE_TERMS = 2
"""A headline of fewer significant words tells no story yet."""


@dataclass
class SimilarArticle:
    """An article that is likely the same story.

    Attributes:
        article: the article, without its body.
        may_edit: whether the account may edit it; if not, it is public.
        similarity: how similar it is, up to 1.
    """

    article: ArticlePage
    may_edit: bool
    similarity: float

    @property
    def headline(self) -> str:
        """The headline as it is drafted; as readers see it for an account that may not edit the article."""
        return str(self.article.get_admin_display_title() if self.may_edit else self.article.title)

    @property
    def url(self) -> str:
        """The address of the form; of the public page for an account that may not edit the article."""
        if self.may_edit:
            return reverse("wagtailadmin_pages:edit", args=[self.article.pk])
        return str(self.article.get_url() or "")

    @property
    def facts(self) -> list[str]:
        """Category, date and whether readers see it, in words."""
        dated = self.article.published_at or self.article.first_published_at
        date = moment_in_words(dated) if dated else _("No dateline")
        category = [self.article.category.name] if self.article.category else []
        return [*category, date, state_in_words(self.article)]


def similar_articles(
    headline: str, summary: str, locale: str, user: Any, sites: SiteIndex, *, but: Collection[int] = ()
) -> list[SimilarArticle]:
    """Return the articles of a language that are likely the same story, the most similar first.

    Public articles are found by a search; articles that the account may edit, drafts included, by their headlines.

    Args:
        headline: the headline as typed.
        summary: the summary as typed; may be empty.
        locale: the code of the language.
        user: the account to which the articles are shown.
        sites: the sites and their trees.
        but: primary keys of articles to leave out, such as the one that is being written.
    """
    typed = story(analyser(locale), headline, summary)
    if len(typed.headline) < MIN_HEADLINE_TERMS:
        return []
    editable: Any = policy_registry.get_by_type(ArticlePage).instances_user_has_permission_for(user, "change")
    articles = ArticlePage.objects.filter(locale__language_code=locale, alias_of=None).exclude(pk__in=but)
    own = articles.filter(pk__in=editable.order_by().values("pk"))
    candidates = [*_public_stories(typed, articles, locale, sites), *_recent_stories(typed, own, locale)]
    weights = _weights(locale, {term for _pk, other in candidates for term in (*other.terms, *typed.terms)})
    best: dict[int, float] = {}
    for pk, other in candidates:
        best[pk] = max(best.get(pk, 0), weights.similarity(typed, other))
    likely = sorted((pk for pk in best if best[pk] >= SIMILAR_FROM), key=lambda pk: (-best[pk], -pk))
    chosen = likely[:MAX_SIMILAR_ARTICLES]
    rows = articles.filter(pk__in=chosen).defer_streamfields().select_related("category").in_bulk()
    load_for_display([*rows.values()])
    mine = {*own.filter(pk__in=chosen).order_by().values_list("pk", flat=True)}
    shown = [pk for pk in chosen if pk in mine or (pk in rows and rows[pk].is_public)]
    return [SimilarArticle(rows[pk], pk in mine, best[pk]) for pk in shown]


def _public_stories(typed: StoryTerms, articles: Any, locale: str, sites: SiteIndex) -> list[tuple[int, StoryTerms]]:
    """Return the public articles that rank best in a search for the typed terms: primary keys and story terms."""
    query = ParsedQuery("", locale, tuple(Token(term, 0, 0) for term in sorted(typed.terms)))
    trees = [tree for tree in sites.trees if tree.locale == locale]
    search = Search(query, Visibility(sites, PUBLIC), trees, {"type": [kind_of(ArticlePage)]})
    search.depth = search.first = MAX_CANDIDATES
    found = articles.filter(pk__in=[hit.page for hit in search.hits[:MAX_CANDIDATES]]).order_by()
    analyse = analyser(locale)
    return [(pk, story(analyse, *texts)) for pk, *texts in found.values_list("pk", "title", "summary")]


def _recent_stories(typed: StoryTerms, own: Any, locale: str) -> list[tuple[int, StoryTerms]]:
    """Return the newest articles that the account may edit and that share words with what was typed."""
    analyse, unweighted = analyser(locale), TermWeights(0, {})
    recent = own.order_by("-pk").values_list("pk", "draft_title")[:MAX_RECENT_ARTICLES]
    stories = [(pk, story(analyse, headline)) for pk, headline in recent]
    stories.sort(key=lambda pair: -unweighted.similarity(typed, pair[1]))
    return stories[:MAX_CANDIDATES]


def _weights(locale: str, terms: Collection[str]) -> TermWeights:
    """Return the weights of terms by their document frequencies in the current index."""
    index = Index.objects.current()
    if index is None:
        return TermWeights(0, {})
    entries = index.corpora.filter(locale=locale).values_list("entries", flat=True).first() or 0
    known = with_terms(index.terms.filter(locale=locale), terms)
    return TermWeights(entries, dict(known.values_list("term", "documents")))
