"""The purges that are still to be sent to the CDN."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.backoff import Backoff
from cms.outbox import OutboxRow


class Purge(OutboxRow):
    """The tags of one commit, written with it, so that a process that dies after the commit takes nothing with it.

    Attributes:
        tags: what was written; see `cms.performance.response_cache.cache_tags`.
        written_at: just before the commit.
    """

    tags = models.JSONField()
    written_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)  # a wider column than the other outboxes'

    backoff = Backoff(initial_delay=timedelta(seconds=5), max_delay=timedelta(minutes=10))

    class Meta:
        verbose_name = _("purge")

    def __str__(self) -> str:
        return " ".join(self.tags)
