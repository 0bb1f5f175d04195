"""What happens when an account is first used, at a login, and when a wrong password is noted."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from wagtail.users.models import UserProfile

from cms.accounts.login_locks import forget_typed_data
from cms.accounts.sessions import start_session


def set_comment_notifications(sender: type[UserProfile], instance: UserProfile, **kwargs: Any) -> None:
    """Give a new profile the default of the settings. Wagtail's is always on, which no setting of its own changes."""
    if instance._state.adding and not kwargs.get("raw"):
        instance.updated_comments_notifications = settings.COMMENT_NOTIFICATIONS


def connect_account_signals() -> None:
    """Connect the handlers."""
    pre_save.connect(set_comment_notifications, sender=UserProfile, dispatch_uid="accounts.comment_notifications")
    pre_save.connect(forget_typed_data, sender=AccessAttempt, dispatch_uid="accounts.login_attempts")
    user_logged_in.connect(start_session, dispatch_uid="accounts.start_session")
