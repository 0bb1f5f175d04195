"""The purges that are still to be sent to the CDN."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purge(models.Model):
    """The tags of one commit, written with it, so that a process that dies after the commit takes nothing with it.

    Attributes:
        tags: what was written; see `cms.performance.response_cache.cache_tags`.
        written_at: just before the commit.
        due_at: when it is to be sent next.
        attempts: how often that has failed.
    """

    tags = models.JSONField()
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("purge")

    def __str__(self) -> str:
        return " ".join(self.tags)
