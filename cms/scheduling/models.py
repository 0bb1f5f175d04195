"""Scheduled changes that could not be made."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduledAction(models.TextChoices):
    """What a schedule does to a page or snippet."""

    PUBLISH = "publish", _("Publish")
    UNPUBLISH = "unpublish", _("Take down")


class ScheduleFailureQuerySet(models.QuerySet["ScheduleFailure"]):
    """Failures of schedules."""

    def for_instance(self, instance: models.Model) -> "ScheduleFailureQuerySet":
        """Return those of one page or snippet."""
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(instance.pk))


class ScheduleFailure(models.Model):
    """A page or snippet that is due and could not be published or taken down; deleted once it was, or was rescheduled.

    Attributes:
        content_object: the page or snippet.
        action: what should have happened.
        due_at: when.
        reason: why it has not, for its editor.
        failed_at: the first attempt.
        attempted_at: the last one.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    content_object = GenericForeignKey(for_concrete_model=False)
    action = models.CharField(_("planned"), max_length=10, choices=ScheduledAction.choices)
    due_at = models.DateTimeField(_("was due"))
    reason = models.TextField(_("reason"))
    failed_at = models.DateTimeField(_("first attempt"), auto_now_add=True)
    attempted_at = models.DateTimeField(_("last attempt"), auto_now=True)

    objects = ScheduleFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed schedule")
        verbose_name_plural = _("failed schedules")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "action"], name="scheduling_one_failure")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.content_object}"
