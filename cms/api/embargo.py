"""How trusted clients see an embargo."""

import graphene

from cms.api.scalars import DateTime


class Embargo(graphene.ObjectType):
    """The terms under which a trusted client may read an article before everybody else."""

    until = graphene.Field(DateTime, description="When it lifts; null when an editor will end it.")
