"""Somebody who looks at the calendar."""

import pytest
from django.test import Client

from cms.accounts.models import User
from news.models import NewsIndexPage
from tests.user_accounts import log_in, make_user


@pytest.fixture
def ann(index: NewsIndexPage) -> User:
    """A moderator, who works on every section."""
    return make_user("Moderators")


@pytest.fixture
def editor(ann: User) -> Client:
    """Her browser."""
    return log_in(ann)
