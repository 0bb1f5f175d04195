"""The interfaces that the types of the schema implement."""

from collections.abc import Callable
from itertools import chain
from operator import attrgetter
from typing import Any

import graphene
from django.db.models import Model, QuerySet
from django.db.models.functions import Left, Length
from wagtail.models import Page as WagtailPage

from cms.graphql.context import Info
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.page_loaders import pages_by_path, pages_by_translation, public_pages
from cms.graphql.data.pagination import ConnectionSlice, slice_queryset
from cms.graphql.data.partitions import Partition, PartitionedSlice, partition_by
from cms.graphql.data.projection import requires
from cms.graphql.schema import global_ids
from cms.graphql.schema.connections import PAGINATION_ARGUMENTS, connection, listed
from cms.graphql.schema.head import HEAD_COLUMNS, Seo
from cms.graphql.schema.registry import object_types
from cms.graphql.schema.scalars import DateTime
from cms.graphql.schema.text_direction import TextDirection, TextDirectionEnum, text_direction

TREE_ORDER = TotalOrder("TREE", "path")


class Node(graphene.Interface):
    """Anything with a globally unique id, which `node(id:)` finds again."""

    id = graphene.ID(required=True, description="Globally unique, opaque and stable: usable in `node(id:)`.")

    @classmethod
    def resolve_type(cls, instance: Model, info: Info) -> Any:
        return object_types[type(instance)]

    @staticmethod
    @requires()
    def resolve_id(instance: Model, info: Info) -> str:
        return global_ids.to_global_id(info.parent_type.name, global_ids.object_key(info.context, instance))


class Page(graphene.Interface):
    """A published page of any type."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Globally unique, opaque and stable: usable in `node(id:)`.")
    title = graphene.String(required=True, description="The headline.")
    slug = graphene.String(required=True, description="Last part of the path.")
    path = graphene.String(required=True, description="Path on its site, e.g. /news/my-story/.")
    url = graphene.String(required=True, description="Absolute URL on the public frontend.")
    locale = graphene.String(required=True, description="Language code, e.g. en: the `lang` attribute in HTML.")
    direction = graphene.Field(TextDirectionEnum, required=True, description="Direction in which its text is written.")
    translations = graphene.Field(lambda: listed(Page), description="The same page in other languages.")
    parent = graphene.Field(lambda: Page, description="The page above; null at the top, or when it is not public.")
    ancestors = graphene.Field(
        lambda: listed(Page), description="From the site's root page down to the parent: breadcrumbs."
    )
    children = graphene.Field(
        lambda: graphene.NonNull(connection("Page", lambda: Page)),
        **PAGINATION_ARGUMENTS,
        description="The pages directly below, in the editors' order.",
    )
    seo = graphene.Field(Seo, required=True, description="For the document's head.")
    first_published_at = graphene.Field(DateTime, description="When it first went public.")
    last_published_at = graphene.Field(DateTime, description="When it was last published, minor edits included.")

    @classmethod
    def resolve_type(cls, instance: WagtailPage, info: Info) -> Any:
        return object_types[type(instance)]

    @staticmethod
    @requires(only=["path", "url_path"])
    def resolve_path(page: WagtailPage, info: Info) -> str:
        tree = info.context.sites.public_tree_of(page)
        return tree.path_of(page)

    @staticmethod
    @requires(only=["path", "url_path"])
    def resolve_url(page: WagtailPage, info: Info) -> str:
        return info.context.sites.public_tree_of(page).url_of(page)

    @staticmethod
    @requires(only=["path"])
    def resolve_locale(page: WagtailPage, info: Info) -> str:
        tree = info.context.sites.public_tree_of(page)
        return tree.locale

    @staticmethod
    @requires(only=["path"])
    def resolve_direction(page: WagtailPage, info: Info) -> TextDirection:
        return text_direction(Page.resolve_locale(page, info))

    @staticmethod
    @requires(only=["translation_key"])
    def resolve_translations(page: WagtailPage, info: Info) -> list[WagtailPage]:
        keys = (sibling.translation_key for sibling in info.context.batches.siblings(page))
        found = info.context.load(pages_by_translation, page.translation_key, keys) or []
        return [other for other in found if other.pk != page.pk]

    @staticmethod
    @requires(only=["path"])
    def resolve_parent(page: WagtailPage, info: Info) -> WagtailPage | None:
        above = page.path[: -page.steplen]
        keys = (sibling.path[: -sibling.steplen] for sibling in info.context.batches.siblings(page))
        return info.context.load(pages_by_path, above, keys)

    @staticmethod
    @requires(only=["path"])
    def resolve_ancestors(page: WagtailPage, info: Info) -> list[WagtailPage]:
        loader = info.context.loader(pages_by_path)
        above = _ancestor_paths(page)
        if not all(map(loader.has, above)):
            loader.enqueue(chain.from_iterable(map(_ancestor_paths, info.context.batches.siblings(page))))
        return [found for path in above if (found := loader.get(path)) is not None]

    @staticmethod
    @requires(only=["path"])
    def resolve_children(page: WagtailPage, info: Info, **arguments: Any) -> ConnectionSlice:
        children = WagtailPage.objects.annotate(above=Left("path", Length("path") - page.steplen))
        return batched_slice(
            info,
            page,
            lambda: public_pages(info.context, children),
            TREE_ORDER,
            "above",
            attrgetter("path"),
            specific_instances,
            **arguments,
        )

    @staticmethod
    @requires(only=HEAD_COLUMNS)
    def resolve_seo(page: WagtailPage, info: Info) -> WagtailPage:
        return page


class Block(graphene.Interface):
    """One element of a body. Ask `__typename`, then for the fields of the types you can show."""

    id = graphene.ID(
        required=True,
        description="Globally unique and opaque: another one in each translation, copy and preview of a page. Stable "
        "across edits. `node(id:)` finds no blocks.",
    )

    @staticmethod
    def resolve_id(item: Any, info: Info) -> str:
        return global_ids.to_global_id(info.parent_type.name, item.id)

    @classmethod
    def resolve_type(cls, item: Any, info: Info) -> Any:
        return object_types[type(item.block)]


def specific_instances(queryset: Any) -> list[Any]:
    """Load pages as specific instances."""
    return list(queryset.specific())


def batched_slice(
    info: Info,
    owner: Any,
    queryset: Callable[[], QuerySet[Any]],
    order: TotalOrder,
    partition: str | Partition,
    key: Callable[[Any], Any],
    load: Callable[[QuerySet[Any]], list[Any]] = list,
    **arguments: Any,
) -> ConnectionSlice:
    """Return the slice of an owner's list, fetched by one query with the same slice of the lists of its batch.

    Args:
        info: the resolve info; its field node tells one list of an owner from another.
        owner: the object whose list it is.
        queryset: returns the rows of all owners' lists, already filtered by `Visibility`.
        order: as for `slice_queryset`.
        partition: the lookup from a row to the key of its owner, or how rows are partitioned by these keys.
        key: returns the key of an owner.
        load: as for `slice_queryset`.
        **arguments: as for `slice_queryset`.

    Raises:
        BadUserInput: as `slice_queryset` does.
    """
    partition = partition_by(partition) if isinstance(partition, str) else partition
    owners = info.context.batches.siblings(owner)
    if len(owners) == 1:
        [rows] = partition(queryset(), [key(owner)])
        return slice_queryset(info.context, rows, order, load, **arguments)

    def partitioned() -> tuple[list[Any], PartitionedSlice]:
        keys = [key(sibling) for sibling in owners]
        return owners, PartitionedSlice(info.context, queryset(), order, partition, keys, load, **arguments)

    _owners, slices = info.context.get_or_set((id(info.field_nodes[0]), id(owners)), partitioned)
    return slices.slice(key(owner))


def _ancestor_paths(page: WagtailPage) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
