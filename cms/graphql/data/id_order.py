"""The order of primary keys, which no edit changes: for lists that are read from end to end."""

import base64
import binascii
import json
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OrderBy, Q

from cms.graphql.data.cursors import BROKEN_CURSOR, TotalOrder
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.errors import BadUserInput

MAX_ID = 2**63


@dataclass(frozen=True)
class IdOrder(TotalOrder):
    """Rows by primary key.

    Attributes:
        epoch: names the list in its cursors, beside `name`; empty for a list that never begins anew.
    """

    key: str = "pk"
    epoch: str = ""

    @property
    def order_by(self) -> list[OrderBy]:
        """The arguments of `QuerySet.order_by`."""
        return [OrderBy(F("pk"), descending=self.descending)]

    def after_cursor(self, cursor: str) -> Q:
        """Return the condition for the rows after a cursor.

        Raises:
            BadUserInput: when the cursor is broken or of another list.
        """
        _key, pk = self.decode(cursor)
        return Q(**{"pk__lt" if self.descending else "pk__gt": pk})

    def cursor(self, row: Any) -> str:
        """Return the cursor of a row."""
        return self.cursor_at(row.pk)

    def cursor_at(self, pk: int) -> str:
        """Return the cursor of a place: the row with this primary key, or where it would be."""
        text = json.dumps([self.name, self.epoch, pk])
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")

    def decode(self, cursor: str) -> tuple[str, int]:
        """Return the epoch and primary key of a cursor.

        Raises:
            BadUserInput: when the cursor is broken or of another list.
        """
        try:
            name, epoch, pk = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
            if type(pk) is not int or not 0 <= pk < MAX_ID or not isinstance(epoch, str):
                raise ValueError(cursor)
        except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput(BROKEN_CURSOR) from None
        if name != self.name:
            raise BadUserInput("This cursor belongs to another list. Begin again without it.")
        return epoch, pk


class OpenEndedSlice(ConnectionSlice):
    """A slice of a list that grows at its end, from which a reader goes on later, also where it holds no rows."""

    @property
    @abstractmethod
    def end_cursor(self) -> str:
        """The cursor from which to go on."""
