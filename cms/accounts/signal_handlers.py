"""What happens when an account is first used."""

from typing import Any

from django.conf import settings
from django.db.models.signals import pre_save
from wagtail.users.models import UserProfile


def set_comment_notifications(sender: type[UserProfile], instance: UserProfile, **kwargs: Any) -> None:
    """Gives a new profile the default of the settings. Wagtail's is always on, which no setting of its own changes."""
    if instance._state.adding and not kwargs.get("raw"):
        instance.updated_comments_notifications = settings.COMMENT_NOTIFICATIONS


def connect() -> None:
    """Connects the handlers."""
    pre_save.connect(set_comment_notifications, sender=UserProfile, dispatch_uid="accounts.comment_notifications")
