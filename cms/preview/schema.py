"""The root field behind previews."""

from typing import Any

import graphene
from graphql import GraphQLObjectType
from graphql.execution.collect_fields import collect_fields

from cms.graphql.context import Info
from cms.graphql.errors import BadUserInput
from cms.graphql.schema.interfaces import Page
from cms.preview.tokens import open_draft


class PreviewQuery(graphene.ObjectType):
    """The root field for previews."""

    preview = graphene.Field(
        Page,
        token=graphene.String(required=True, description="The token from the preview address."),
        description=(
            "The unpublished page that an editor is previewing, in the same types as the published one. Null when the "
            "token is wrong, expired or revoked. It is the only field of its query, and no cache may keep the answer."
        ),
    )

    @staticmethod
    def resolve_preview(root: None, info: Info, token: str) -> Any:
        info.context.is_private = True
        if len(_root_fields(info)) > 1:
            raise BadUserInput("Ask for `preview` alone: what it opens is for one page. Send other fields separately.")
        draft = open_draft(token)
        if draft is None:
            return None
        info.context.show_draft(draft)
        return draft.page


def _root_fields(info: Info) -> set[str]:
    root = info.parent_type
    assert isinstance(root, GraphQLObjectType), "preview is a field of Query"
    fields = collect_fields(info.schema, info.fragments, info.variable_values, root, info.operation.selection_set)
    return {key for key, nodes in fields.items() if nodes[0].name.value != "__typename"}
