from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from cms.accounts.models import User
from cms.scheduling.models import ScheduleFailure
from cms.scheduling.schedule import run_schedule
from news.models import ArticlePage, Author, NewsIndexPage
from tests.factories import AuthorFactory, make_article
from tests.scheduling.newsroom import make_clash, make_scheduled, schedule
from tests.user_accounts import log_in, make_user


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="x"))
    return client


@pytest.fixture
def stuck(index: NewsIndexPage) -> ArticlePage:
    """An article that is due and whose slug a colleague took."""
    (article,) = make_scheduled(index, 1)
    ArticlePage.objects.filter(pk=article.pk).update(slug="due-0-draft")
    make_clash(index, "due-0")
    run_schedule()
    return article


def test_the_report_lists_the_failure_with_its_reason(admin: Client, stuck: ArticlePage) -> None:
    response = admin.get(reverse("failed_schedules"))
    page = response.content.decode()

    assert [row.content_object for row in response.context["object_list"]] == [stuck]
    assert reverse("wagtailadmin_pages:edit", args=[stuck.pk]) in page
    assert "Slug: “due-0” is the slug of another page in the same place." in page


def test_an_empty_report_says_so(admin: Client, index: NewsIndexPage) -> None:
    page = admin.get(reverse("failed_schedules")).content.decode()

    assert "Everything that was due has been published or taken down." in page


def test_the_export_holds_what_the_list_shows(admin: Client, stuck: ArticlePage) -> None:
    lines = b"".join(admin.get(reverse("failed_schedules"), {"export": "csv"})).decode("utf-8-sig").splitlines()

    assert lines[0] == "Title,Planned,Was due,Reason,Last attempt"
    assert lines[1].startswith("Due 0,Publish,")


def test_the_dashboard_and_the_form_say_it(admin: Client, stuck: ArticlePage) -> None:
    dashboard = admin.get("/admin/").content.decode()
    form = admin.get(reverse("wagtailadmin_pages:edit", args=[stuck.pk])).content.decode()

    assert "These were due and could not be published or taken down." in dashboard
    assert (
        "which failed. It is tried again every minute. Slug: “due-0” is the slug of another page in the same place."
        in form
    )
    assert "tell the administrator" not in form


def test_without_failures_the_dashboard_says_nothing(admin: Client, index: NewsIndexPage) -> None:
    assert 'id="failed-schedules"' not in admin.get("/admin/").content.decode()


def test_editors_of_nothing_see_nothing(stuck: ArticlePage) -> None:
    author = AuthorFactory(name="Secret author", slug="secret-author", live=False)
    schedule(author, slug="taken-author")
    Author.objects.filter(pk=author.pk).update(slug="secret-author")
    AuthorFactory(slug="taken-author")
    run_schedule()
    assert ScheduleFailure.objects.count() == 2
    outsider = make_user("Editors")
    group = outsider.groups.get()
    GroupPagePermission.objects.filter(group=group).delete()
    group.permissions.exclude(codename="access_admin").delete()

    client = log_in(outsider)

    assert list(client.get(reverse("failed_schedules")).context["object_list"]) == []
    assert "These were due" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(("group", "statements"), [("", 10), ("Moderators", 13)])
def test_the_report_takes_as_many_statements_for_30_failures_as_for_3(
    group: str, statements: int, admin: Client, index: NewsIndexPage, django_assert_num_queries: Any
) -> None:
    client = log_in(make_user(group)) if group else admin
    client.get(reverse("failed_schedules"))
    made = 0
    for count in (3, 30):
        while made < count:
            article = make_article(index, title=f"Article {made}", slug=f"article-{made}")
            ScheduleFailure.objects.create(
                content_object=article, action="publish", due_at=timezone.now(), reason="No."
            )
            made += 1
        with django_assert_num_queries(statements):
            response = client.get(reverse("failed_schedules"))
        assert len(response.context["object_list"]) == count
