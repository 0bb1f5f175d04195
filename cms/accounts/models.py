"""The account model, and the locks that keep passwords from being guessed."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Someone who logs in.

    Attributes:
        password_link_sent_at: when a link to set a new password was last sent.
    """

    password_link_sent_at = models.DateTimeField(null=True, editable=False)


class LoginLock(models.Model):
    """A time during which logins are refused, because too many wrong passwords were tried.

    There is one row for each name and address, which a later lock of the same renews.

    Attributes:
        username: the name that was tried, whether or not an account has it; empty for all names.
        ip_address: the address they came from, of IPv6 its network of 64 bits; empty for all addresses.
        failures: how many wrong passwords there were.
        locked_at: when it began.
        expires_at: when it ends.
    """

    username = models.CharField(_("name"), max_length=255, blank=True)
    ip_address = models.CharField(_("address"), max_length=39, blank=True)
    failures = models.PositiveIntegerField(_("wrong passwords"))
    locked_at = models.DateTimeField(_("locked at"), db_index=True)
    expires_at = models.DateTimeField(_("locked until"))

    class Meta:
        verbose_name = _("login lock")
        verbose_name_plural = _("login locks")
        constraints = [
            models.UniqueConstraint(fields=["username", "ip_address"], name="unique_login_lock"),
        ]

    def __str__(self) -> str:
        return f"{self.username or '*'} @ {self.ip_address or '*'}"

    @property
    def is_active(self) -> bool:
        """Whether it still refuses logins."""
        return self.expires_at > timezone.now()
