"""The mail backend of a production server that has no mail server."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger("cms.backends.mail")

UNSENT_MAIL_BACKEND = "cms.backends.mail.UnsentMailBackend"


class UnsentMailBackend(BaseEmailBackend):
    """Drops mail and logs that it did, without the text: a message may hold a link that resets a password."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send nothing; return that nothing was sent."""
        for message in email_messages:
            logger.error("EMAIL_URL is not set: %r was not sent.", message.subject)
        return 0
