"""A desk of two sections, and people who may edit one of them."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from cms.accounts.models import User
from news.models import NewsIndexPage, PlanningNote
from tests.factories import make_index
from tests.user_accounts import make_user

DAY = dt.date(2026, 12, 7)


def make_section(index: NewsIndexPage, title: str) -> NewsIndexPage:
    """Returns another listing of the site."""
    return make_index(index.get_site(), title=title)


def make_section_editor(section: Page, **fields: Any) -> User:
    """Returns somebody with the permissions of Editors who may edit the pages below one listing alone."""
    group = Group.objects.create(name=f"Editors of {section.title}")
    group.permissions.set(Permission.objects.filter(group__name="Editors"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group, page=section, permission=Permission.objects.get(codename=codename)
        )
    return make_user(group.name, **fields)


def make_note(title: str, day: dt.date = DAY, **fields: Any) -> PlanningNote:
    """Returns a planning note."""
    return PlanningNote.objects.create(title=title, day=day, **fields)
