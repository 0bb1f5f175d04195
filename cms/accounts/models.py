"""The account model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who logs in. It adds nothing yet; changing Django's own user model later would cost a hard migration."""
