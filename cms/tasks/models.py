"""The workers that are running."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WorkerProcess(models.Model):
    """A worker, from its start to its end; its tasks are lost when its heartbeat stops.

    Attributes:
        worker_id: the name under which it claims tasks.
        hostname: the machine or container that it runs in.
        pid: its process there.
        started_at: when it started, by the database's clock.
        heartbeat_at: when it last said that it runs, by the database's clock, which all machines share.
    """

    worker_id = models.CharField(max_length=64, primary_key=True)
    hostname = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.hostname}:{self.pid}"
