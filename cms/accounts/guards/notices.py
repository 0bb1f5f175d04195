"""Mail to the owner of an account about what happened to it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from cms.accounts.models import User


def mail_notice(user: User, address: str, title: Any, happened_at: str, *, is_wrong_codes: bool = False) -> None:
    """Send a notice, in the language and time zone of the account.

    Args:
        user: the account.
        address: where the mail goes.
        title: what happened, as a lazy translation.
        happened_at: when, in ISO 8601.
        is_wrong_codes: whether wrong codes followed the right password.
    """
    profile = UserProfile.get_for_user(user)
    with override(profile.get_preferred_language()):
        subject = str(title)
        context = {
            "username": user.get_username(),
            "subject": subject,
            "is_wrong_codes": is_wrong_codes,
            "happened_at": datetime.fromisoformat(happened_at),
            "time_zone": profile.get_current_time_zone(),
            "account_url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_account"),
        }
        send_mail(subject, render_to_string("accounts/notice.txt", context), [address])


@task()
def send_address_notice(user_pk: int, old_address: str, happened_at: str) -> None:
    """Tell the former address of an account that mail goes to another now."""
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if user is not None:
        mail_notice(user, old_address, _("E-mail address changed"), happened_at)


class FormerAddressMixin:
    """A form of an account that tells the former address when the e-mail address changes."""

    changed_data: list[str]
    initial: dict[str, Any]

    def save(self, commit: bool = True) -> User:
        """Save the account, and enqueue the notice once the transaction is committed; nothing is sent for no save."""
        user: User = super().save(commit)  # type: ignore[misc]  # Django's
        old_address = self.initial.get("email")
        if commit and "email" in self.changed_data and old_address:
            happened_at = timezone.now().isoformat()
            notice = partial(send_address_notice.enqueue, user.pk, old_address, happened_at)
            transaction.on_commit(notice, robust=True)
        return user
