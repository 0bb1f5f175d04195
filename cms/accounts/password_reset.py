"""Forgotten passwords: a link by mail, of which the form's answer does not tell whether it was sent."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from axes.utils import reset
from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.mail import send_mail
from wagtail.admin.views import account
from wagtail.users.models import UserProfile

from cms.accounts.models import User

MAIL_INTERVAL = timedelta(minutes=5)
"""How long an account gets no second link after the first, which is still good then."""


class QueuedPasswordResetForm(PasswordResetForm):
    """Leaves the search for an account and the mail to the worker, so that the form takes as long without one."""

    def save(self, **options: Any) -> None:
        """Queue the mail."""
        send_password_link.enqueue(self.cleaned_data["email"])


class PasswordLinkForm(PasswordResetForm):
    """Sends the link: to each account at most once in a while, in the account's language."""

    def get_users(self, email: str) -> Iterator[User]:
        """Yield the accounts of an address that have had no link lately, and note that they get one."""
        now = timezone.now()
        is_due = Q(password_link_sent_at=None) | Q(password_link_sent_at__lte=now - MAIL_INTERVAL)
        for user in super().get_users(email):
            if User.objects.filter(is_due, pk=user.pk).update(password_link_sent_at=now):
                yield user

    def send_mail(
        self, subject_template_name: str, email_template_name: str, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        """Send one mail. Where that fails, the account is due again and the worker tries again."""
        user = context["user"]
        try:
            with override(UserProfile.get_for_user(user).get_preferred_language()):
                subject = " ".join(render_to_string(subject_template_name, context).split())
                send_mail(subject, render_to_string(email_template_name, context), [user.email])
        except Exception:
            User.objects.filter(pk=user.pk).update(password_link_sent_at=None)
            raise


@task()
def send_password_link(email: str) -> None:
    """Send a link to set a new password to each account that has this address."""
    form = PasswordLinkForm({"email": email})
    if form.is_valid():
        view = account.PasswordResetView
        form.save(
            domain_override=urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc,
            subject_template_name=view.subject_template_name,
            email_template_name=view.email_template_name,
        )


class PasswordResetConfirmView(account.PasswordResetConfirmView):
    """Sets the new password, and lifts the account's locks: who has its mail need not guess."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Lift the locks of the name, wherever it was tried."""
        response: HttpResponse = super().form_valid(form)
        reset(username=self.user.get_username())
        return response
