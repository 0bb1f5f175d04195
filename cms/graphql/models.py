"""Trusted documents: the queries that frontends were built with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrustedDocument(models.Model):
    """A document that a frontend's build registered, and that its clients name by its id."""

    document_id = models.CharField(
        _("id"),
        max_length=200,
        unique=True,
        help_text=_("What clients send instead of the document, often its hash."),
    )
    text = models.TextField(_("document"), help_text=_("The query as it was registered."))
    operation = models.CharField(
        _("operation"), max_length=200, blank=True, help_text=_("The name of the query in the frontend's code.")
    )
    client = models.CharField(
        _("client"), max_length=100, blank=True, help_text=_("Which frontend registered it first, if it said so.")
    )
    cost = models.PositiveIntegerField(
        _("cost"), help_text=_("What it costs when all variables have their default values.")
    )
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)

    class Meta:
        verbose_name = _("trusted document")
        verbose_name_plural = _("trusted documents")
        ordering = ["client", "operation", "pk"]
        default_permissions = ("view", "delete")

    def __str__(self) -> str:
        return self.operation or self.document_id
