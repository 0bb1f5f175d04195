"""Take-downs: pages that were withdrawn from the public, by whom and why."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.editing.moments import moment_in_words

MAX_NOTE_CHARACTERS = 300


class TakeDownQuerySet(models.QuerySet["TakeDown"]):
    """Take-downs."""

    def in_force(self) -> "TakeDownQuerySet":
        """Return those that have not been lifted."""
        return self.filter(lifted_at=None)


class TakeDown(models.Model):
    """A page that was taken down. While it is in force, nothing publishes the page.

    Attributes:
        page: the page.
        since: when it was taken down.
        reason: why, for the desk; never given to frontends.
        note: a sentence for the public, if wanted.
        was_public: the public had seen the page, until then or before, so that its address may say that it is gone.
        taken_down_by: who did it.
        lifted_at: when it was lifted; None while it is in force.
        lifted_by: who lifted it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="take_downs")
    since = models.DateTimeField(gettext_lazy("taken down"), default=timezone.now)
    reason = models.TextField(gettext_lazy("reason"))
    note = models.CharField(gettext_lazy("note for readers"), max_length=MAX_NOTE_CHARACTERS, blank=True)
    was_public = models.BooleanField(gettext_lazy("readers had seen it"))
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(gettext_lazy("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("take-down")
        verbose_name_plural = gettext_lazy("take-downs")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(lifted_at=None), name="takedowns_one_in_force")
        ]

    def __str__(self) -> str:
        return str(self.page)

    @property
    def sentence(self) -> str:
        """When the page was taken down, by whom and why, for editors."""
        words = {"moment": moment_in_words(self.since), "reason": self.reason}
        if self.taken_down_by is None:
            return _("It was taken down on %(moment)s: %(reason)s") % words
        words["name"] = self.taken_down_by.get_full_name() or self.taken_down_by.get_username()
        return _("It was taken down on %(moment)s by %(name)s: %(reason)s") % words


def take_down_of(page: Any) -> TakeDown | None:
    """Return the take-down that is in force for a page, or None."""
    found = TakeDown.objects.in_force().filter(page_id=page.pk) if page.pk else TakeDown.objects.none()
    return found.select_related("taken_down_by").first()


def annotate_taken_down(pages: PageQuerySet) -> PageQuerySet:
    """Annotate each page of a listing with whether a take-down of it is in force, which its status tells."""
    return pages.annotate(is_taken_down=Exists(TakeDown.objects.in_force().filter(page=OuterRef("pk"))))


def lock_page(page: Any) -> None:
    """Lock the row of a page until the transaction ends.

    A publication and a take-down of it happen one after the other, and the second sees what the first wrote.
    """
    list(Page.objects.select_for_update().filter(pk=page.pk).values_list("pk"))


def refuse_taken_down(page: Any) -> None:
    """Refuse to publish a page while a take-down of it is in force.

    Raises:
        ValidationError: with when, by whom and why it was taken down, and how to publish it all the same.
    """
    if (take_down := take_down_of(page)) is not None:
        lift = _("To publish it all the same, choose “Lift the take-down” behind the three dots first.")
        raise ValidationError(f"{take_down.sentence} {lift}", code="taken_down")
