"""A section of its own editors, and what they may not choose."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from news.models import NewsIndexPage
from tests.factories import DocumentFactory, ImageFactory, make_article, make_collection, make_index
from tests.user_accounts import log_in, make_user


@pytest.fixture
def section(index: NewsIndexPage) -> NewsIndexPage:
    """A section with a collection in which its editors may choose pictures."""
    section = make_index(index.get_site(), title="Press")
    group = Group.objects.create(name="Press")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    choose = Permission.objects.get(codename="choose_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=make_collection("Press"), permission=choose)
    return section


@pytest.fixture
def editor(section: NewsIndexPage) -> Client:
    return log_in(make_user("Press"))


@pytest.fixture
def hidden(index: NewsIndexPage) -> dict[str, Any]:
    """A page, a picture and a document that the editors of the section may not choose."""
    return {
        "page": make_article(index, title="Canary page", slug="canary", live=False),
        "image": ImageFactory(title="Canary picture"),
        "document": DocumentFactory(title="Canary document"),
    }
