"""What the CDN has yet to be told."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purge(models.Model):
    """The tags of one commit, written with it, so that a process that dies after the commit takes nothing with it.

    Attributes:
        tags: what was written; see `cms.reading`.
        written_at: just before the commit.
        due_at: when the CDN is to be told next.
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
