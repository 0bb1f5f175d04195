"""System checks of what accounts need of a server."""

from typing import Any

from django.conf import settings
from django.core import checks

from cms.backends.mail import UNSENT_MAIL_BACKEND


def check_mail(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of a production server that sends no mail."""
    if settings.EMAIL_BACKEND != UNSENT_MAIL_BACKEND:
        return []
    hint = "Set EMAIL_URL, for example to smtp+tls://user:password@smtp.example.org:587."
    return [
        checks.Warning(
            "No mail is sent: neither password links nor news of failed schedules and comments.",
            hint=hint,
            id="accounts.W001",
        )
    ]
