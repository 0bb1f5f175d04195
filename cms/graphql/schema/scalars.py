"""The custom scalars of the schema, each with its specification."""

import datetime as dt
import re
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema
from graphql.language import ast

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})")


class DateTime(graphene.Scalar):
    """A moment in time with its offset from UTC, as in RFC 3339: 2026-05-29T08:00:00+00:00."""

    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"

    @staticmethod
    def serialize(value: dt.datetime) -> str:
        """Return the moment in RFC 3339's form."""
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> dt.datetime:
        """Return the moment, in UTC, that a client wrote.

        Raises:
            GraphQLError: when it is none, or has no offset.
        """
        try:
            if isinstance(value, str) and _MOMENT.fullmatch(value):
                return dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        raise GraphQLError(
            "A DateTime is a moment with its offset from UTC, for example 2026-05-29T08:00:00+02:00 or "
            "2026-05-29T06:00:00Z."
        )

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, _variables: Any = None) -> dt.datetime:
        """Return the moment, in UTC, that a client wrote into the document itself.

        Raises:
            GraphQLError: as `parse_value` does, with the place in the document.
        """
        try:
            return cls.parse_value(getattr(node, "value", None))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None


class Date(graphene.Scalar):
    """A day without a time, as in RFC 3339: 2026-05-29.

    Where it is an argument it may be a moment as well, with its offset from UTC: 2026-05-29T08:00:00+02:00.
    """

    specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html"

    @staticmethod
    def serialize(value: dt.date) -> str:
        """Return the day as YYYY-MM-DD."""
        return value.isoformat()

    @staticmethod
    def parse_value(value: Any) -> dt.date | dt.datetime:
        """Return the day, or the moment in UTC, that a client wrote.

        Raises:
            GraphQLError: when it is neither.
        """
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return dt.date.fromisoformat(value)
            if isinstance(value, str) and _MOMENT.fullmatch(value):
                return dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        raise GraphQLError(
            "A Date is written as YYYY-MM-DD, for example 2026-05-29, or as a moment with its offset from UTC, "
            "for example 2026-05-29T08:00:00+02:00 or 2026-05-29T06:00:00Z."
        )

    @classmethod
    def parse_literal(cls, node: ast.ValueNode, _variables: Any = None) -> dt.date | dt.datetime:
        """Return the day, or the moment in UTC, that a client wrote into the document itself.

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


def set_specified_by_urls(schema: GraphQLSchema) -> None:
    """Set `specified_by_url` on the scalars of a built schema: graphene has no option for it."""
    for scalar in (DateTime, Date, JSON):
        kind = schema.type_map.get(scalar.__name__)
        if isinstance(kind, GraphQLScalarType):
            kind.specified_by_url = scalar.specified_by_url
