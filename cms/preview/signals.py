"""Ends previews with their editor's session."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from cms.preview.tokens import revoke


def on_logged_out(user: Any, **kwargs: Any) -> None:
    """Revoke the previews of a user who logs out."""
    if user is not None:
        revoke(user)


def connect_preview_signals() -> None:
    """Listen to logouts; called once, by the app's `ready`."""
    user_logged_out.connect(on_logged_out, dispatch_uid="preview.logged_out")
