"""The type of an embargo, which only trusted clients see."""

import graphene

from cms.graphql.schema.scalars import DateTime


class Embargo(graphene.ObjectType):
    """The terms under which a trusted client may read an article before everybody else."""

    until = graphene.Field(DateTime, description="When it lifts; null when an editor will end it.")
