"""Public pages as specific instances, found and fetched with the columns that the document asks for in one query."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page, Site

from cms.graphql.context import Context
from cms.graphql.data.visible_query import fetch_by_key, fetch_of, instantiate
from cms.graphql.schema.registry import page_models
from cms.graphql.text import safe_text
from cms.http.paths import canonical_path
from cms.performance.response_cache import cache_tags
from cms.queries import fetch


def known_types() -> tuple[int, ...]:
    """Return the ids of the content types of all page types in the schema."""
    find = ContentType.objects.get_for_model
    return tuple(sorted(find(model).pk for model in page_models()))


def public_pages(context: Context, queryset: Any) -> Any:
    """Filter pages to the public ones of the types in the schema."""
    return context.visibility.pages(queryset.filter(content_type__in=known_types()))


def fetch_specific(
    context: Context,
    build: Callable[..., QuerySet[Page]],
    cache_key: Hashable,
    parameters: Mapping[str, Any],
    tags: Iterable[str],
    paginate: Callable[[QuerySet[Page]], QuerySet[Page]] | None = None,
) -> list[Any]:
    """Return the public ones of some pages as specific instances, with the columns that the document asks for.

    Args:
        context: the request.
        build: returns the pages; it is called with the parameters by name.
        cache_key: what else the queryset depends on; None for one that will hardly be run again.
        parameters: as for `cms.queries.fetch`.
        tags: the cache tags of what decides which pages these are.
        paginate: returns the part of the public pages to fetch, which the cache key tells from other parts; all by
            default. The pages come in the order of their types.
    """
    asked = context.projection.specific(Page, page_models(), context.visibility)
    visibility, types = context.visibility, known_types()

    def public(now: Any, **given: Any) -> QuerySet[Page]:
        queryset = visibility.as_of(now).pages(build(**given).filter(content_type__in=types))
        return paginate(queryset) if paginate else queryset

    rows = fetch(
        public,
        asked.columns,
        {"now": visibility.now, **parameters},
        None if cache_key is None else (cache_key, types, visibility.cache_key),
        tags,
    )
    found = []
    for builder, own_rows in asked.sorted(rows).items():
        instances = instantiate(context, builder, own_rows)
        cache_tags.add_tags(cache_tags.row_tags(builder.model, [one.pk for one in instances]))
        found += instances
    return found


class PageLookup(NamedTuple):
    """The page at a path, as arguments of `fetch_specific`."""

    build: Callable[..., QuerySet[Page]]
    cache_key: Hashable
    parameters: Mapping[str, Any]


def page_lookup(context: Context, site: Site, path: str) -> PageLookup | None:
    """Return how the page at a path of a site is found; None outside every tree."""
    place = context.sites.locate(site, safe_text(canonical_path(path)))
    if place is None:
        return None
    tree, url_path = place
    # The slug has an index, the path in the address has none.
    return PageLookup(
        lambda slug, url_path: Page.objects.filter(slug=slug, url_path=url_path, path__startswith=tree.root),
        ("page", tree.root),
        {"slug": url_path.split("/")[-2], "url_path": url_path},
    )


def page_at(context: Context, site: Site, path: str) -> Page | None:
    """Return the public page at a path of a site, as its specific instance."""
    lookup = page_lookup(context, site, path)
    if lookup is None:
        return None
    found = fetch_specific(context, *lookup, ["rows:page"])
    if not found:
        # A page at the path invalidates the response by its own tag; where there is none, any new page may be it.
        cache_tags.add_tags(["list:page"])
    return found[0] if found else None


def pages(context: Context, keys: set[int]) -> Mapping[int, Page]:
    """Load public pages by primary key, as specific instances."""
    cache_tags.add_hidden_tags(cache_tags.row_tags(Page, keys))
    found = fetch_specific(
        context, lambda keys: Page.objects.filter(pk__in=keys), "pages by primary key", {"keys": list(keys)}, ()
    )
    return {page.pk: page for page in found}


def pages_by_path(context: Context, keys: set[str]) -> Mapping[str, Page]:
    """Load public pages by treebeard path."""
    tags = {"rows:page", *(f"path:{path}" for path in keys)}
    found = fetch_specific(
        context, lambda paths: Page.objects.filter(path__in=paths), "pages by path", {"paths": list(keys)}, tags
    )
    return {page.path: page for page in found}


def pages_by_translation(context: Context, keys: set[Any]) -> Mapping[Any, list[Page]]:
    """Load public pages by translation key, in the order of the site's languages."""
    cache_tags.add_tags({"rows:page", *(f"translation:{key}" for key in keys)})
    with cache_tags.no_automatic_tags():
        public = public_pages(context, Page.objects.filter(translation_key__in=keys))
        rows = list(public.values_list("pk", "content_type_id", "translation_key"))
    kin = {pk: key for pk, _content_type, key in rows}
    found: dict[Any, list[Page]] = {}
    for page in specific_by_content_type(context, (row[:2] for row in rows)):
        found.setdefault(kin[page.pk], []).append(page)
    order = [tree.root for tree in context.sites.trees]
    for group in found.values():
        group.sort(key=lambda page: next(place for place, root in enumerate(order) if page.path.startswith(root)))
    return found


def rows_of(model: type[Model]) -> Any:
    """Return the fetch function that loads a model's public rows by primary key; the same one each time."""
    return pages if issubclass(model, Page) else fetch_of(model)


def specific_by_content_type(context: Context, found: Iterable[tuple[int, int]]) -> list[Any]:
    """Load pages that are known to be public as specific instances, with the columns that the document asks for.

    Args:
        context: the request.
        found: primary key and content type id of each page.
    """
    by_type: dict[int, set[int]] = {}
    order = list(found)
    for pk, content_type in order:
        by_type.setdefault(content_type, set()).add(pk)
    loaded: dict[int, Any] = {}
    for content_type, keys in by_type.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        loaded |= fetch_by_key(context, model, keys, _as_found)
    return context.batches.add([loaded[pk] for pk, _content_type in order if pk in loaded])


def _as_found(pages: QuerySet[Any], _visibility: object) -> QuerySet[Any]:
    return pages.order_by()
