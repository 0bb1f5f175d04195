"""The list of all public pages, by primary key: edits while it is read neither repeat nor skip a page."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page

from cms.graphql.context import Context
from cms.graphql.data.id_order import IdOrder
from cms.graphql.data.page_loaders import fetch_specific, public_pages
from cms.graphql.data.pagination import ConnectionSlice, PageArguments
from cms.graphql.schema.page_types import kinds
from cms.sites import SiteLocale

PAGE_ORDER = IdOrder("PAGES")
PAGE_LIST_TAGS = "list:page", "rows:page"


def page_slice(
    context: Context,
    types: list[str],
    site: str | None,
    locale: str | None,
    updated_since: datetime | None,
    **arguments: Any,
) -> ConnectionSlice:
    """Return a slice of the list of public pages.

    Args:
        context: the request.
        types: values of PageType; none for all.
        site: the hostname of a site; None for all sites.
        locale: a language code; None for all languages.
        updated_since: only pages whose last publication is not before this moment.
        **arguments: `first`, `after`, `last` and `before`, as the client sent them.

    Raises:
        BadUserInput: when there is no such site, or an argument is out of its range.
    """
    page_arguments = PageArguments.parse(**arguments)
    if page_arguments.cursor is not None:
        PAGE_ORDER.decode(page_arguments.cursor)  # refuses a broken cursor before anything is fetched
    trees = _trees(context, site, locale)
    known = kinds()
    models = [known[kind] for kind in types or known if kind in known]
    content_types = sorted(one.pk for one in ContentType.objects.get_for_models(*models).values())

    def build() -> QuerySet[Page]:
        found: QuerySet[Page] = Page.objects.filter(content_type__in=content_types)
        found = found if trees is None else found.filter(path__at_or_below=[tree.root for tree in trees])
        if updated_since is not None:
            found = found.filter(last_published_at__gte=updated_since)
        return found

    def load() -> list[Any]:
        def paginate(queryset: QuerySet[Page]) -> QuerySet[Page]:
            return page_arguments.slice(queryset, PAGE_ORDER)

        roots = None if trees is None else tuple(tree.root for tree in trees)
        is_repeated = page_arguments.cursor is None and updated_since is None
        key = ("pages", tuple(content_types), roots, page_arguments) if is_repeated else None
        found = fetch_specific(context, build, key, {}, PAGE_LIST_TAGS, paginate)
        return context.batches.add(sorted(found, key=lambda page: page.pk, reverse=page_arguments.is_backward))

    return ConnectionSlice(PAGE_ORDER, page_arguments, load, lambda: public_pages(context, build()).order_by().count())


def _trees(context: Context, site: str | None, locale: str | None) -> list[SiteLocale] | None:
    """Return the trees that the list is limited to; None for all."""
    if not site and not locale:
        return None
    sites = [context.site(site)] if site else context.known_sites
    return [tree for one in sites for tree in context.open_trees(one, locale or None)]
