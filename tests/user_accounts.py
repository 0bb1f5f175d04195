"""Accounts of the newsroom for tests, and their logins.

Not in the package `tests.accounts`, whose tests are those of `cms.accounts`: nearly all tests of the admin use it.
"""

import itertools
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from cms.accounts.models import User

PASSWORD = "a long password"
_numbers = itertools.count(1)


def make_user(*groups: str, **fields: Any) -> User:
    """Returns an account in these groups, such as Editors or Moderators."""
    user: User = User.objects.create_user(f"user-{next(_numbers)}", password=PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def log_in(user: User) -> Client:
    """Returns the browser of somebody who has just logged in by the form."""
    browser = Client()
    answer = browser.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    return browser


def account_form(browser: Client) -> dict[str, Any]:
    """Returns what the account page of the admin holds."""
    tabs = browser.get("/admin/account/").context["panels_by_tab"].values()
    fields = [field for panels in tabs for panel in panels for field in panel.get_form()]
    return {field.html_name: field.value() or "" for field in fields}
