"""Embargoes as editors see them: in the form, in the listing, in the report of what lifts when."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Site

from cms.accounts.models import User
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_page
from tests.user_accounts import make_user

LIFTS = dt.datetime(2999, 5, 1, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


@pytest.fixture
def held(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Held", embargo=True, embargo_until=LIFTS, embargo_note="For the ministry")


def test_the_form_says_that_an_embargo_holds(admin: Client, held: ArticlePage) -> None:
    form = admin.get(reverse("wagtailadmin_pages:edit", args=[held.pk])).content.decode()
    assert "Under embargo until 1 May 2999, 08:30 UTC. For the ministry" in form

    ArticlePage.objects.update(embargo_until=timezone.now() - dt.timedelta(seconds=1))
    assert "Under embargo until" not in admin.get(reverse("wagtailadmin_pages:edit", args=[held.pk])).content.decode()


def test_the_listing_marks_what_is_held_back(admin: Client, held: ArticlePage) -> None:
    listing = admin.get(reverse("articles:index")).content.decode()
    assert '<time datetime="2999-05-01T08:30:00+00:00">1 May 2999, 08:30 UTC</time>' in listing


def test_the_report_lists_the_next_to_lift_first(admin: Client, held: ArticlePage, index: NewsIndexPage) -> None:
    make_article(index, title="Open-ended", embargo=True)
    make_article(index, title="Sooner", embargo=True, embargo_until=LIFTS - dt.timedelta(days=1))
    make_article(index, title="Lifted", embargo=True, embargo_until=timezone.now() - dt.timedelta(days=1))
    make_article(index, title="Free")

    response = admin.get(reverse("embargoes"))

    assert [page.title for page in response.context["object_list"]] == ["Sooner", "Held", "Open-ended"]
    assert "When an editor ends it" in response.content.decode()


def test_an_empty_report_says_so(admin: Client, index: NewsIndexPage) -> None:
    assert "Nothing is under embargo." in admin.get(reverse("embargoes")).content.decode()


def test_the_report_and_its_export_hold_what_an_account_may_change(
    admin: Client, held: ArticlePage, site: Site
) -> None:
    """Titles and desk notes of other sections are for those sections."""
    section = make_page(site.root_page, title="Section")
    group = Group.objects.create(name="Section")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=section, permission=change)
    browser = Client()
    browser.force_login(make_user("Section"))

    for address in (reverse("embargoes"), f"{reverse('embargoes')}?export=csv", f"{reverse('embargoes')}?export=xlsx"):
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"Held" not in body
        assert b"For the ministry" not in body
    assert b"For the ministry" in b"".join(admin.get(f"{reverse('embargoes')}?export=csv"))
