"""Access tokens and what each of them opens."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from cms.visibility import Viewer

PREFIX = "dateline_"
SHOWN_CHARACTERS = len(PREFIX) + 4
TOUCH_EVERY = timedelta(minutes=1)


class AccessToken(models.Model):
    """A named credential of a trusted client. Only a keyed digest of it is stored."""

    name = models.CharField(
        _("name"), max_length=100, help_text=_("Who uses it and for what, for example “Website, production”.")
    )
    site = models.ForeignKey(
        Site,
        verbose_name=_("site"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The only site it may read. Empty: all sites."),
    )
    embargoed = models.BooleanField(
        _("sees embargoed articles"),
        default=False,
        help_text=_("For agencies and partners that have agreed to keep embargoes."),
    )
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("restricted pages of"),
        blank=True,
        help_text=_("It may read the pages and files that are open to these groups only."),
    )
    registers_documents = models.BooleanField(
        _("registers documents"),
        default=False,
        help_text=_("For the build of a frontend, which registers the queries that its clients may send."),
    )
    reads_agency_feed = models.BooleanField(
        _("reads the agency feed"),
        default=False,
        help_text=_("For agencies and partners that take over whole articles, as ninjs."),
    )
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, help_text=_("Empty: it lasts until it is revoked.")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    shown = models.CharField(_("begins with"), max_length=SHOWN_CHARACTERS, editable=False)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a new token that could never be used.

        Raises:
            ValidationError: on `expires_at`.
        """
        super().clean()
        if self.pk is None and self.expires_at is not None and self.expires_at <= timezone.now():
            raise ValidationError({"expires_at": _("This moment has passed. Choose a later one, or leave it empty.")})

    def issue(self) -> str:
        """Give the token its secret and return it; it cannot be had again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        self.key_hash = digest(secret, settings.SECRET_KEY)
        self.shown = secret[:SHOWN_CHARACTERS]
        return secret

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the token opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def viewer(self) -> Viewer:
        """Return what the token's bearer may see."""
        return Viewer(
            sites=None if self.site_id is None else frozenset([self.site_id]),
            embargoed=self.embargoed,
            groups=frozenset(group.pk for group in self.groups.all()),
        )

    def touch(self, now: datetime) -> None:
        """Note that the token is in use, at most once a minute."""
        if self.last_used_at is None or self.last_used_at <= now - TOUCH_EVERY:
            stale = Q(last_used_at=None) | Q(last_used_at__lte=now - TOUCH_EVERY)
            AccessToken.objects.filter(stale, pk=self.pk).update(last_used_at=now)

    @property
    def status(self) -> Any:
        """What to show of the token's state."""
        if self.revoked_at is not None:
            return _("Revoked")
        return _("In force") if self.is_valid(timezone.now()) else _("Expired")


def digest(secret: str, key: str) -> str:
    """Return the keyed digest under which a secret is stored: HMAC-SHA-256 in hexadecimal."""
    return salted_hmac("cms.access", secret, secret=key, algorithm="sha256").hexdigest()


def find_token(secret: str) -> AccessToken | None:
    """Return the valid token with this secret, or None.

    The secret itself is never compared: the index finds its digest, whose bytes no client chooses, and the digest is
    compared again in constant time. Digests under SECRET_KEY_FALLBACKS count, so that keys can be rotated.
    """
    if not secret.startswith(PREFIX) or len(secret) > 100 or not secret.isascii():
        return None
    digests = [
        digest(secret, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if isinstance(key, str)
    ]
    token = AccessToken.objects.filter(key_hash__in=digests).prefetch_related("groups").first()
    if token is None or not any(constant_time_compare(token.key_hash, one) for one in digests):
        return None
    return token if token.is_valid(timezone.now()) else None
