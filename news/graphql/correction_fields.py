"""Resolvers of corrections, of one article and of a whole site."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import QuerySet

from cms.graphql.context import Context, Info
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.pagination import ConnectionSlice, slice_queryset
from cms.graphql.data.projection import requires
from cms.graphql.declarations import type_of
from cms.graphql.schema.connections import PAGINATION_ARGUMENTS, connection
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.types import resolver
from cms.performance.response_cache import cache_tags
from cms.sites import SiteLocale
from news.graphql.archive_fields import articles_in
from news.graphql.connections import LOCALE, SITE
from news.graphql.public_articles import articles_by_pk
from news.models import ArticlePage, Correction, CorrectionWording, Edition

CORRECTION_ORDER = TotalOrder("LATEST", "date", descending=True, is_date=True)


class CorrectionQuery(graphene.ObjectType):
    """The root field of corrections."""

    corrections = graphene.Field(
        lambda: graphene.NonNull(connection("Correction", lambda: type_of("news.Correction"))),
        **PAGINATION_ARGUMENTS,
        site=SITE,
        locale=LOCALE,
        description="The corrections of all public articles of one site in one language, the latest first: the column "
        "that newspapers print. An article that stands in several places of the site is there once.",
    )

    @staticmethod
    def resolve_corrections(
        root: None, info: Info, site: str | None = None, locale: str | None = None, **arguments: Any
    ) -> ConnectionSlice:
        rows = public_corrections(info.context, info.context.trees(site, locale))

        def load(sliced: QuerySet[Correction]) -> list[Correction]:
            return with_articles(info.context, list(sliced))

        return slice_queryset(info.context, rows, CORRECTION_ORDER, load, **arguments)


def public_corrections(context: Context, trees: list[SiteLocale]) -> QuerySet[Correction]:
    """Return the corrections of public articles of some trees, without aliases whose source is in one of them."""
    articles = articles_in(context, trees)
    if context.sites.has_aliases:
        articles = articles.exclude(alias_of__path__at_or_below=[tree.root for tree in trees])
    found: QuerySet[Correction] = Correction.objects.filter(page__in=articles)
    return found


@node_source(Correction)
def corrections_of_public_articles(context: Context) -> QuerySet[Correction]:
    """Return the corrections of all public articles."""
    found: QuerySet[Correction] = Correction.objects.filter(page__in=articles_in(context))
    return found


def with_articles(context: Context, rows: list[Correction]) -> list[Correction]:
    """Load the articles of corrections; return the corrections whose article is still public."""
    articles = context.loader(articles_by_pk)
    articles.enqueue(correction.page_id for correction in rows)
    shown = []
    for correction in rows:
        if (article := articles.get(correction.page_id)) is not None:
            shown += printed_with(article, [correction])
    return shown


@resolver(ArticlePage, "corrections")
@requires()
def corrections(article: ArticlePage, info: Info) -> list[Correction]:
    """Return the corrections, latest first."""
    if info.context.is_draft(article):
        rows = sorted(article.corrections.all(), key=lambda correction: correction.date, reverse=True)
        for place, correction in enumerate(rows):
            correction.sort_order = place  # identifies corrections that were never saved
    else:
        keys = (sibling.pk for sibling in info.context.batches.siblings(article))
        rows = info.context.load(corrections_by_article, article.pk, keys) or []
    return printed_with(article, rows)


@resolver(Correction, "article")
@requires(only=["page_id"])
def correction_article(correction: Correction, info: Info) -> ArticlePage | None:
    """Return the article of the correction, from the relation's cache if the correction was resolved through it."""
    if Correction._meta.get_field("page").is_cached(correction):
        article: ArticlePage = correction.page
        return article
    keys = (sibling.page_id for sibling in info.context.batches.siblings(correction))
    return info.context.load(articles_by_pk, correction.page_id, keys)


@resolver(Correction, "edition")
@requires()
def correction_edition(correction: Correction, info: Info) -> Edition | None:
    """Return the edition that first printed the correction."""
    keys = (sibling.pk for sibling in info.context.batches.siblings(correction))
    return info.context.load(editions_by_correction, correction.pk, keys)


def printed_with(article: ArticlePage, rows: list[Correction]) -> list[Correction]:
    """Cache the article on its corrections, so that it is not loaded again; return the corrections."""
    for correction in rows:
        correction.page = article
    return rows


def corrections_by_article(context: Context, keys: set[int]) -> Mapping[int, list[Correction]]:
    """Load the corrections of articles, latest first."""
    found: dict[int, list[Correction]] = defaultdict(list)
    with cache_tags.reading_parts(Correction, keys) as tag_parts:
        rows = list(Correction.objects.filter(page_id__in=keys).order_by("-date", "sort_order", "pk"))
        tag_parts(correction.pk for correction in rows)
    for correction in context.batches.add(rows):
        found[correction.page_id].append(correction)
    return found


def editions_by_correction(context: Context, keys: set[int]) -> Mapping[int, Edition]:
    """Load the editions that first printed corrections."""
    printed = CorrectionWording.objects.filter(correction__in=keys, edition__isnull=False).select_related("edition")
    latest_first = printed.order_by("-published_at", "-pk")
    return {wording.correction_id: wording.edition for wording in latest_first if wording.edition is not None}
