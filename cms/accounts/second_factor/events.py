"""Changes of an account's second factor: written to Wagtail's log, and mailed to its owner."""

import logging
from functools import partial

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.log_actions import LogActionRegistry, log

from cms.accounts.guards.notices import mail_notice
from cms.accounts.models import User

logger = logging.getLogger(__name__)


class Event(models.TextChoices):
    """What happened; the label is the subject of the mail and the line in the log."""

    SET_UP = "set_up", _("Second factor set up")
    MOVED = "moved", _("Second factor moved to another app")
    SWITCHED_OFF = "switched_off", _("Second factor switched off")
    RESET = "reset", _("Second factor reset by an administrator")
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed", _("New recovery codes made")
    RECOVERY_CODE_USED = "recovery_code_used", _("Recovery code used")
    WRONG_CODES = "wrong_codes", _("Wrong codes typed after the right password")

    @property
    def action(self) -> str:
        """The name of the event in Wagtail's log."""
        return f"accounts.second_factor.{self.value}"


def register_actions(registry: LogActionRegistry) -> None:
    """Give Wagtail's log the names of the events."""
    for event in Event:
        registry.register_action(event.action, event.label, event.label)


def record(user: User, event: Event, by: User | None) -> None:
    """Log an event of an account, and send its owner mail once the transaction is committed.

    `by` is the account that did it; None for a management command.
    """
    level = logging.WARNING if event == Event.WRONG_CODES else logging.INFO
    logger.log(level, "Second factor of account %s: %s.", user.get_username(), event.value.replace("_", " "))
    log(user, event.action, user=by)
    if user.email:
        happened_at = timezone.now().isoformat()
        transaction.on_commit(partial(send_notice.enqueue, user.pk, event.value, happened_at), robust=True)


@task()
def send_notice(user_pk: int, event: str, happened_at: str) -> None:
    """Send the owner of an account mail about an event, in their language and time zone."""
    user = User.objects.filter(pk=user_pk, is_active=True).exclude(email="").first()
    if user is not None:
        mail_notice(user, user.email, Event(event).label, happened_at, is_wrong_codes=event == Event.WRONG_CODES)
