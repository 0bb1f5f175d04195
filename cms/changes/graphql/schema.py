"""The root fields `pages` and `changes`, by which other systems keep a copy of the content."""

from datetime import datetime
from enum import Enum
from typing import Any

import graphene

from cms.changes.graphql.change_log import LogSlice, log_slice, model_of, moved_in, moved_out, page_of, path_of
from cms.changes.graphql.page_list import page_slice
from cms.changes.models import PageChange
from cms.graphql.context import Info
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.schema import global_ids
from cms.graphql.schema.connections import PAGINATION_ARGUMENTS, connection
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.page_types import PageType, kind_of
from cms.graphql.schema.registry import object_types
from cms.graphql.schema.scalars import DateTime


class ChangeKind(Enum):
    """What happened to a page, as readers see it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    MOVED = "moved"
    REMOVED = "removed"


ChangeKindEnum = graphene.Enum.from_enum(
    ChangeKind,
    description=lambda value: {
        None: "What happened to a page, as readers see it.",
        ChangeKind.PUBLISHED: "Readers see it now, and did not before.",
        ChangeKind.UPDATED: "It was published again, at the same path.",
        ChangeKind.MOVED: "It has another path, site or language; it may have been updated too.",
        ChangeKind.REMOVED: "Readers no longer see it. The reason is not given.",
    }[value],
)
_KINDS = {
    PageChange.Event.PUBLISHED: ChangeKind.PUBLISHED,
    PageChange.Event.EMBARGO_LIFTED: ChangeKind.PUBLISHED,
    PageChange.Event.UPDATED: ChangeKind.UPDATED,
    PageChange.Event.MOVED: ChangeKind.MOVED,
}


class ChangeLogEntry(graphene.ObjectType):
    """One entry of the change log: what happened to one page by one commit."""

    class Meta:
        name = "Change"

    kind = graphene.Field(
        ChangeKindEnum,
        required=True,
        description="What happened. REMOVED for every entry of a page that readers no longer see.",
    )
    at = DateTime(required=True, description="When it was committed.")
    page_id = graphene.ID(
        required=True, description="The `id` of the page, the same in each of its entries, also after its removal."
    )
    type = graphene.Field(PageType, required=True, description="The type of the page.")
    path = graphene.String(
        required=True,
        description="The page's path on its site as of this entry; of a removed page, the last public one.",
    )
    previous_path = graphene.String(
        description="Where the page was before this entry; null when it had the same path."
    )
    page = graphene.Field(Page, description="The page as it is now; null for REMOVED.")

    @staticmethod
    def resolve_kind(change: PageChange, info: Info) -> ChangeKind:
        if page_of(change, info) is None:
            return ChangeKind.REMOVED
        return ChangeKind.PUBLISHED if moved_in(change, info) else _KINDS[PageChange.Event(change.event)]

    @staticmethod
    def resolve_at(change: Any, info: Info) -> datetime:
        at: datetime = change.at
        return at

    @staticmethod
    def resolve_page_id(change: PageChange, info: Info) -> str:
        return global_ids.to_global_id(object_types[model_of(change)]._meta.name, change.page_id)

    @staticmethod
    def resolve_type(change: PageChange, info: Info) -> str:
        return kind_of(model_of(change))

    @staticmethod
    def resolve_path(change: PageChange, info: Info) -> str:
        return path_of(change, info)

    @staticmethod
    def resolve_previous_path(change: PageChange, info: Info) -> str | None:
        is_same = change.previous_path in ("", change.path)
        return None if is_same or moved_in(change, info) or moved_out(change, info) else change.previous_path

    @staticmethod
    def resolve_page(change: PageChange, info: Info) -> Any:
        return page_of(change, info)


class ChangesQuery(graphene.ObjectType):
    """The root fields for copies of the content."""

    pages = graphene.Field(
        graphene.NonNull(connection("Page", lambda: Page)),
        **PAGINATION_ARGUMENTS,
        type=graphene.List(
            graphene.NonNull(PageType), description="Page types: any of them; an empty list is no condition."
        ),
        site=graphene.String(description="Hostname of the site; all sites when left out."),
        locale=graphene.String(description="Language code; all languages when left out."),
        updated_since=DateTime(
            description="Only pages whose last publication is not before this moment. Removed pages are in `changes`."
        ),
        description="All public pages of every site, type and language, in the order of their creation, which no "
        "edit changes.",
    )
    changes = graphene.Field(
        graphene.NonNull(connection("Change", lambda: ChangeLogEntry)),
        **PAGINATION_ARGUMENTS,
        types=graphene.List(
            graphene.NonNull(PageType), description="Page types: any of them; an empty list is no condition."
        ),
        description="What was published, updated, moved and removed for readers, in the order of the commits: the "
        "entries after the cursor `after`, or all that are kept. `pageInfo.endCursor` is never null: it is the "
        "`after` of the next request, also when there is nothing new.",
    )

    @staticmethod
    def resolve_pages(
        root: None,
        info: Info,
        type: list[Any] | None = None,  # noqa: A002  # the name of the argument
        site: str | None = None,
        locale: str | None = None,
        updated_since: datetime | None = None,
        **arguments: Any,
    ) -> ConnectionSlice:
        return page_slice(info.context, [one.value for one in type or []], site, locale, updated_since, **arguments)

    @staticmethod
    def resolve_changes(root: None, info: Info, types: list[Any] | None = None, **arguments: Any) -> LogSlice:
        return log_slice(info.context, [one.value for one in types or []], **arguments)
