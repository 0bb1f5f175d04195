"""The filters of the listing of all articles by section, tag, update, kind of correction and take-down."""

import datetime as dt
import html
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import GroupPagePermission

from cms.takedowns.actions import take_down
from news.models import ArticlePage, Correction, NewsIndexPage
from tests.factories import make_article, make_index, make_site
from tests.news.admin.test_articles import row, titles
from tests.user_accounts import log_in, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def press_officer(index: NewsIndexPage) -> Client:
    """Somebody who may change what lies in one section alone, "Press releases"."""
    press = make_index(index.get_site(), title="Press releases")
    group = Group.objects.create(name="Press office")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=press, permission=change)
    return log_in(make_user("Press office"))


def errors(browser: Client, query: str) -> dict[str, list[str]]:
    """Returns what the filters refuse, by field; the listing is shown unfiltered then, and says so."""
    answer = browser.get(f"/admin/articles/?{query}")
    found: dict[str, list[str]] = answer.context["filters"].form.errors
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "The filters are not applied." in shown
    assert all(f": {message}</li>" in shown for messages in found.values() for message in messages)
    assert [article.title for article in answer.context["object_list"]] == ["Harbour reopens"]
    return found


def test_filters_by_section(index: NewsIndexPage, editor: Client) -> None:
    press = make_index(index.get_site(), title="Press releases")
    make_article(index, title="News")
    make_article(press, title="Release")

    assert titles(editor, f"section={press.pk}") == ["Release"]
    assert titles(editor, f"section={index.pk}") == ["News"]
    assert titles(editor, f"section={press.pk}&q=release") == ["Release"]


def test_a_section_is_named_with_the_page_above_it(index: NewsIndexPage, editor: Client) -> None:
    make_site("press.localhost", default=False, name="Press")

    offered = editor.get("/admin/articles/").context["filters"].form.fields["section"].choices

    assert [str(label) for _pk, label in offered] == [
        "All",
        "The Wire home › News and articles (English)",
        "Press home › News and articles (English)",
    ]


def test_filters_by_tag_in_capitals_or_not(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Both", tags=["Clean Air", "Velmark"])
    make_article(index, title="One", tags=["Velmark"])
    make_article(index, title="None")

    assert titles(editor, "tag=Clean+Air") == ["Both"]
    assert titles(editor, "tag=clean-air") == ["Both"]
    assert titles(editor, "tag=VELMARK") == ["One", "Both"]
    assert titles(editor, "tag=Velmark&q=one") == ["One"]


def test_filters_by_the_update_that_readers_see(index: NewsIndexPage, editor: Client) -> None:
    today = timezone.localdate()
    updated = make_article(index, title="Updated")
    updated.save_revision().publish()
    minor = make_article(index, title="Minor edit")
    minor.save_revision().publish()
    ArticlePage.objects.filter(pk=minor.pk).update(updated_at=timezone.now() - 3 * DAY)
    make_article(index, title="Published long ago", published_at=timezone.now() - 9 * DAY)
    make_article(index, title="Drafted today", published_at=timezone.now(), live=False)
    held = make_article(index, title="Held", live=False, embargo=True, embargo_until=timezone.now() + DAY)
    held.save_revision().publish()

    assert titles(editor, f"updated_since={today}") == ["Updated"]
    assert titles(editor, f"updated_since={today - 3 * DAY}") == ["Minor edit", "Updated"]
    assert titles(editor, f"updated_since={today - 9 * DAY}&q=long") == ["Published long ago"]


def test_filters_by_the_kind_of_correction(index: NewsIndexPage, editor: Client) -> None:
    for kind in ("correction", "clarification", "update"):
        article = make_article(index, title=kind)
        article.corrections = [Correction(kind=kind, text="It was Monday.")]
        article.save()
    make_article(index, title="right")

    assert titles(editor, "correction_kind=clarification") == ["clarification"]
    assert titles(editor, "correction_kind=correction&correction_kind=update") == ["update", "correction"]


def test_what_was_taken_down_says_so_and_is_filtered_by(index: NewsIndexPage, editor: Client) -> None:
    withdrawn = make_article(index, title="Withdrawn")
    withdrawn.save_revision().publish()
    take_down(withdrawn, None, "A court order")
    make_article(index, title="Draft", live=False)
    make_article(index, title="Live")

    assert row(editor, withdrawn).endswith("Current page status: taken down")
    assert titles(editor, "status=taken_down") == ["Withdrawn"]
    assert titles(editor, "status=draft") == ["Draft"]
    assert titles(editor, "status=taken_down&q=draft") == []
    assert '"Withdrawn"' not in editor.get("/admin/articles/?export=csv&status=draft").getvalue().decode()
    exported = editor.get("/admin/articles/?export=csv&status=taken_down").getvalue().decode().splitlines()
    assert [line.rsplit(",", 1)[1] for line in exported] == ["Status", "taken down"]


def test_the_form_and_the_explorer_say_that_an_article_was_taken_down(index: NewsIndexPage, editor: Client) -> None:
    withdrawn = make_article(index, title="Withdrawn")
    withdrawn.save_revision().publish()
    form = f"/admin/pages/{withdrawn.pk}/edit/"
    assert "Taken down" not in editor.get(form).content.decode()

    take_down(withdrawn, None, "A court order")

    panel = editor.get(form).content.decode().split('class="form-side__panel')[1]
    assert "Taken down" in re.sub(r"<[^>]+>", " ", panel)
    assert "taken down" in editor.get(f"/admin/pages/{index.pk}/").content.decode()


def test_each_bad_value_gets_the_error_of_its_field(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Harbour reopens", tags=["Climate policy", "Climate"])
    choice = "Select a valid choice. That choice is not one of the available choices."

    assert errors(editor, "tag=climat") == {
        "tag": ["No article has the tag “climat”. Similar tags: Climate, Climate policy."]
    }
    assert errors(editor, "tag=sport") == {"tag": ["No article has the tag “sport”."]}
    assert errors(editor, "tag=%00") == {"tag": ["Null characters are not allowed."]}
    assert errors(editor, "section=news") == {"section": [choice]}
    assert errors(editor, f"section={9**30}") == {"section": [choice]}
    assert errors(editor, f"section={index.get_parent().pk}") == {"section": [choice]}
    assert errors(editor, "updated_since=yesterday") == {"updated_since": ["Enter a valid date."]}
    assert errors(editor, "status=gone") == {
        "status": ["Select a valid choice. gone is not one of the available choices."]
    }
    assert errors(editor, "correction_kind=rumour") == {
        "correction_kind": ["Select a valid choice. rumour is not one of the available choices."]
    }


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_days_at_the_ends_of_the_calendar(index: NewsIndexPage, editor: Client, settings: Settings, zone: str) -> None:
    settings.TIME_ZONE = zone
    make_article(index, title="Harbour reopens")

    assert titles(editor, "updated_since=0001-01-01") == ["Harbour reopens"]
    assert titles(editor, "updated_since=9999-12-31") == []


def test_sections_and_tags_of_others_are_not_told_of(index: NewsIndexPage, press_officer: Client) -> None:
    press = NewsIndexPage.objects.get(title="Press releases")
    make_article(index, title="News", tags=["Secret"])
    make_article(press, title="Harbour reopens", tags=["Sector"])

    offered = press_officer.get("/admin/articles/").context["filters"].form.fields["section"].choices
    assert [str(label) for _pk, label in offered] == ["All", "The Wire home › Press releases (English)"]
    assert list(errors(press_officer, f"section={index.pk}")) == ["section"]
    assert errors(press_officer, "tag=secret") == {"tag": ["No article has the tag “secret”."]}
    assert errors(press_officer, "tag=sec") == {"tag": ["No article has the tag “sec”. Similar tags: Sector."]}


@pytest.mark.parametrize("rows", [3, 30])
def test_the_explorer_asks_once_for_all_take_downs(index: NewsIndexPage, editor: Client, rows: int) -> None:
    for _number in range(rows):
        take_down(make_article(index), None, "A court order")

    with CaptureQueriesContext(connection) as queries:
        explorer = editor.get(f"/admin/pages/{index.pk}/").content.decode()

    assert explorer.count("taken down") == rows
    asked = [query for query in queries if "takedowns_takedown" in (query["sql"] or "")]
    assert len(asked) == 2, "of the rows and of the page above them"


@pytest.mark.parametrize("rows", [3, 30])
def test_the_filtered_listing_costs_the_same_for_any_number_of_articles(
    index: NewsIndexPage, editor: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        article = make_article(index, tags=["Velmark"])
        article.corrections = [Correction(kind="update", text="It was Monday.")]
        article.save()
        take_down(article, None, "A court order")
    today = timezone.localdate()
    query = f"section={index.pk}&tag=velmark&correction_kind=update&status=taken_down"
    assert len(titles(editor, query)) == rows

    with django_assert_num_queries(23):
        editor.get(f"/admin/articles/?{query}&updated_since={today - 9999 * DAY}")
