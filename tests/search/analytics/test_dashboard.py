"""What readers search for most, on the dashboard."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from search.models import PastQuery
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


def dashboard(*groups: str) -> str:
    page: str = log_in(make_user(*groups)).get(reverse("wagtailadmin_home")).content.decode()
    return page


def record(text: str, searches: int, days_ago: int = 0) -> None:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    PastQuery.objects.create(locale="en", key=text, text=text, searches=searches, found=1, last_on=day)


def test_the_five_most_frequent_of_the_week_are_shown(site: Site) -> None:
    for number in range(6):
        record(f"ferry {number}", 10 + number, days_ago=number)
    record("regatta", 900, days_ago=7)

    panel = dashboard("Editors").split("Most searched this week")[1].split("All searches")[0]
    assert [panel.find(f"ferry {number}") > 0 for number in range(6)] == [False, True, True, True, True, True]
    assert "regatta" not in panel
    assert panel.index("ferry 5") < panel.index("ferry 4")
    assert '<rect width="100" height="8" />' in panel


def test_nothing_is_shown_where_nobody_searched(site: Site) -> None:
    record("regatta", 900, days_ago=7)

    assert "Most searched this week" not in dashboard("Editors")
