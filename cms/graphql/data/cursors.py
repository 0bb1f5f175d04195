"""Total orders of lists, and the cursors of rows in them."""

import base64
import binascii
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Combinable

from cms.graphql.errors import BadUserInput

BROKEN_CURSOR = "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it."


@dataclass(frozen=True)
class TotalOrder:
    """A total order: rows by one key, those with the same key by primary key.

    Attributes:
        name: what cursors call it; a cursor made under one order is refused under another.
        key: the field or annotation that rows are ordered by, never null.
        descending: greatest first.
        annotation: the expression behind `key` when it is no field.
        is_datetime: the key is a moment in time, not a text.
        is_date: the key is a day, not a text.
        is_number: the key is a whole number, not a text.
    """

    name: str
    key: str
    descending: bool = False
    annotation: Combinable | None = None
    is_datetime: bool = False
    is_date: bool = False
    is_number: bool = False

    @property
    def order_by(self) -> list[OrderBy]:
        """The arguments of `QuerySet.order_by`."""
        return [OrderBy(F(name), descending=self.descending) for name in (self.key, "pk")]

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Annotate the queryset with the key."""
        return queryset if self.annotation is None else queryset.annotate(**{self.key: self.annotation})

    @property
    def reversed(self) -> "TotalOrder":
        """The same order from the other end; its cursors are the same."""
        return replace(self, descending=not self.descending)

    def after_cursor(self, cursor: str) -> Q:
        """Return the condition for the rows after a cursor.

        Raises:
            BadUserInput: when the cursor is broken or was made under another order.
        """
        key, pk = self.decode(cursor)
        side = "lt" if self.descending else "gt"
        # With a condition on the key alone an index on it begins at the cursor; for two joined by OR it does not.
        return Q(**{f"{self.key}__{side}e": key}) & (Q(**{f"{self.key}__{side}": key}) | Q(**{f"pk__{side}": pk}))

    def cursor(self, row: Any) -> str:
        """Return the cursor of a row."""
        key = getattr(row, self.key)
        text = json.dumps([self.name, key.isoformat() if self.is_datetime or self.is_date else key, row.pk])
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")

    def decode(self, cursor: str) -> tuple[Any, int]:
        """Return the key and primary key of a cursor's row.

        Raises:
            BadUserInput: when the cursor is broken or was made under another order.
        """
        try:
            name, key, pk = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            value = self._key_of(name, key)
            if type(pk) is not int or not 0 <= pk < 2**63:
                raise ValueError(cursor)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput(BROKEN_CURSOR) from None
        if name != self.name:
            raise BadUserInput("This cursor belongs to a list in another order. Begin again without it.")
        return value, pk

    def _key_of(self, name: object, key: Any) -> Any:
        """Return the key in a cursor; that of another order as it is.

        Raises:
            ValueError: when it is none.
        """
        if type(key) is int and 0 <= key < 2**63 and (self.is_number or name != self.name):
            return key
        if not isinstance(key, str) or "\0" in key or (self.is_number and name == self.name):
            raise ValueError(key)
        key.encode()
        if name != self.name:
            return key
        if self.is_datetime:
            moment = datetime.fromisoformat(key)
            if moment.tzinfo is None:
                raise ValueError(key)
            return moment.astimezone(UTC)
        return date.fromisoformat(key) if self.is_date else key
