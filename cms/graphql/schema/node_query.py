"""The root fields `node`, `nodes` and `page`: objects by global id or by path."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import graphene
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.images import get_image_model
from wagtail.models import Page as WagtailPage
from wagtail.models import ReferenceIndex

from cms.graphql.context import Context, Info
from cms.graphql.data.page_loaders import page_at, pages
from cms.graphql.data.pagination import MAX_SIZE
from cms.graphql.data.projection import graphql_name
from cms.graphql.data.visible_query import images
from cms.graphql.errors import BadUserInput
from cms.graphql.schema import global_ids
from cms.graphql.schema.connections import listed
from cms.graphql.schema.interfaces import Node, Page
from cms.graphql.schema.registry import object_types
from cms.performance.response_cache import cache_tags

NodeSource = Callable[[Context], QuerySet[Any]]
S = TypeVar("S", bound=NodeSource)

_sources: dict[type[Model], NodeSource] = {}


def node_source(model: type[Model]) -> Callable[[S], S]:
    """Register the function that returns the rows of a model that `node` may find. For use as a decorator.

    Pages and pictures need none. Rows of any other model without a source are not found by id.
    """

    def register(source: S) -> S:
        _sources[model] = source
        return source

    return register


class NodeQuery(graphene.ObjectType):
    """The root fields that every kind of content shares."""

    node = graphene.Field(
        Node,
        id=graphene.ID(required=True, description="A global id, exactly as an earlier answer gave it."),
        description="Anything public by its id. Null: there is no such thing, or it is not public.",
    )
    nodes = graphene.Field(
        graphene.NonNull(graphene.List(Node)),
        ids=graphene.Argument(listed(graphene.ID), description=f"Up to {MAX_SIZE} global ids."),
        description="Many things by their ids, in the same order, with null for what is not public.",
    )
    page = graphene.Field(
        Page,
        path=graphene.String(
            required=True,
            description="Path on the site, e.g. /news/my-story/. Slashes that lack or are doubled, a query string, a "
            "fragment, percent-encoding and the Unicode form of letters make no difference; capital letters do.",
        ),
        site=graphene.String(description="Hostname of the site; the default site when left out."),
        description="The public page at a path. Null: there is none.",
    )

    @staticmethod
    def resolve_node(root: None, info: Info, id: str) -> Any:
        return find_nodes(info.context, [id])[0]

    @staticmethod
    def resolve_nodes(root: None, info: Info, ids: list[str]) -> list[Any]:
        if len(ids) > MAX_SIZE:
            raise BadUserInput(f"`ids` takes at most {MAX_SIZE} ids.")
        return find_nodes(info.context, ids)

    @staticmethod
    def resolve_page(root: None, info: Info, path: str, site: str | None = None) -> Any:
        return page_at(info.context, info.context.site(site), path)


def find_nodes(context: Context, wanted_ids: list[str]) -> list[Any]:
    """Return public objects by their global ids, None for each that is not public.

    Raises:
        BadUserInput: when an id is malformed.
    """
    nodes = (model for model, kind in object_types.items() if Node in kind._meta.interfaces)
    by_name = {graphql_name(model): model for model in nodes}
    wanted = [(by_name.get(name), pk) for name, pk in map(global_ids.parse_global_id, wanted_ids)]
    keys: dict[type[Model], set[int]] = defaultdict(set)
    for model, pk in wanted:
        if model is not None:
            keys[model].add(pk)
    for model, pks in keys.items():
        # The client named these rows itself, so that naming them in a header reveals nothing.
        whole = cache_tags.table_label(cache_tags.tables_of(model)[0])
        cache_tags.add_tags(f"{whole}:{pk}" for pk in pks)
    found = {model: _public_rows(context, model, pks) for model, pks in keys.items()}
    return [found[model].get(pk) if model is not None else None for model, pk in wanted]


def _public_rows(context: Context, model: type[Model], pks: set[int]) -> dict[int, Any]:
    if issubclass(model, WagtailPage):
        context.loader(pages).enqueue(pks)
        loaded = {pk: context.load(pages, pk) for pk in pks}
        return {pk: page for pk, page in loaded.items() if isinstance(page, model)}
    if model is get_image_model():
        # Read once for the whole response, so its tags must not count as hidden here and be missing elsewhere.
        _ = context.visibility.trees
        with cache_tags.hidden_tags():
            used = _used_images(context, pks)
        cache_tags.add_tags(
            f"list:{cache_tags.table_label(model._meta.db_table)}" for model in (WagtailPage, *_sources)
        )
        return {pk: context.load(images, pk, used) for pk in used}
    if model in _sources:
        return {row.pk: row for row in context.batches.add(list(_sources[model](context).filter(pk__in=pks)))}
    return {}


def _used_images(context: Context, pks: Iterable[int]) -> set[int]:
    """Return the keys of the pictures to which a public object refers: ids can be guessed, and others are drafts."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(get_image_model()), to_object_id__in=[str(pk) for pk in pks]
    ).values_list("base_content_type_id", "object_id", "to_object_id")
    users: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for content_type, user, image in references:
        users[content_type][user].add(int(image))
    used: set[int] = set()
    for content_type, by_user in users.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        if model is WagtailPage:
            public = context.visibility.pages(WagtailPage.objects.filter(pk__in=by_user))
        elif model in _sources:
            public = _sources[model](context).filter(pk__in=by_user)
        else:
            continue
        for pk in public.values_list("pk", flat=True):
            used |= by_user[str(pk)]
    return used
