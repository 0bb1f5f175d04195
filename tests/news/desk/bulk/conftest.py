"""Who acts on many articles at once, and with which categories."""

import pytest
from django.test import Client

from news.models import Category, NewsIndexPage
from tests.factories import CategoryFactory
from tests.user_accounts import log_in, make_user


@pytest.fixture
def moderator(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


@pytest.fixture
def world(index: NewsIndexPage) -> Category:
    category: Category = CategoryFactory(name="World")
    return category


@pytest.fixture
def europe(world: Category) -> Category:
    category: Category = CategoryFactory(name="Europe", parent=world)
    return category
