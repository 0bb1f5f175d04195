"""Days of the demo newsroom: all counted back from the day of seeding, so that its news is always fresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Calendar:
    """The days before and after one day."""

    today: date

    def day(self, days_ago: int) -> date:
        """Return a day, counted back; a negative number lies ahead."""
        return self.today - timedelta(days=days_ago)

    def moment(self, days_ago: int, clock: str) -> datetime:
        """Return a time of day such as "08:30", in the time zone of the newsroom."""
        return timezone.make_aware(datetime.combine(self.day(days_ago), time.fromisoformat(clock)))
