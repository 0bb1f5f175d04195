"""Scalars with a specification behind them."""

import datetime as dt
import re
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema
from graphql.language import ast


class DateTime(graphene.Scalar):
    """A moment in time with its offset from UTC, as in RFC 3339: 2026-05-29T08:00:00+00:00."""

    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"

    @staticmethod
    def serialize(value: dt.datetime) -> str:
        """Return the moment in RFC 3339's form."""
        return value.isoformat()


class Date(graphene.Scalar):
    """A day without a time, as in RFC 3339: 2026-05-29."""

    specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html"

    @staticmethod
    def serialize(value: dt.date) -> str:
        """Return the day as YYYY-MM-DD."""
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> dt.date:
        """Return the day that a client wrote.

        Raises:
            GraphQLError: when it is no day in the form YYYY-MM-DD.
        """
        try:
            if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise GraphQLError("A Date is written as YYYY-MM-DD, for example 2026-05-29.")

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, _variables: Any = None) -> dt.date:
        """Return the day that a client wrote into the document itself.

        Raises:
            GraphQLError: as `parse_value` does, with the place in the document.
        """
        try:
            return cls.parse_value(getattr(node, "value", None))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None


class JSON(graphene.Scalar):
    """Any JSON value."""

    specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259"

    @staticmethod
    def serialize(value: Any) -> Any:
        """Return the value as it is."""
        return value


def say_where_scalars_are_specified(schema: GraphQLSchema) -> None:
    """Put each scalar's `specified_by_url` into the schema, which graphene leaves out."""
    for scalar in (DateTime, Date, JSON):
        kind = schema.type_map.get(scalar.__name__)
        if isinstance(kind, GraphQLScalarType):
            kind.specified_by_url = scalar.specified_by_url
