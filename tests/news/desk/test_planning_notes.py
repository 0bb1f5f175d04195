"""Planning notes in the admin: writing, listing, filtering, and the panel in the form of an article."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cms.accounts.models import User
from news.models import ArticlePage, NewsIndexPage, PlanningNote
from tests.factories import make_article
from tests.news.desk.newsroom import DAY, make_note, make_section, make_section_editor
from tests.user_accounts import log_in, make_user

LIST = "/admin/desk/planning/"
ADD = f"{LIST}new/"


@pytest.fixture
def ann(index: NewsIndexPage) -> User:
    return make_user("Editors", first_name="Ann", last_name="Marsh")


@pytest.fixture
def editor(ann: User) -> Client:
    return log_in(ann)


def note_form(**values: Any) -> dict[str, Any]:
    """Returns what the form of a note sends."""
    empty = {"time": "", "text": "", "article": "", "assignee": ""}
    return {"title": "Interview", "day": "2026-12-07", **empty, **values}


def titles(browser: Client, query: str = "") -> list[str]:
    """Returns the titles in the listing, in its order."""
    return [note.title for note in browser.get(f"{LIST}{query}").context["object_list"]]


def errors(response: Any) -> dict[str, list[str]]:
    """Returns the errors of a form that was not saved."""
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def test_a_note_is_written_read_changed_and_deleted(index: NewsIndexPage, ann: User, editor: Client) -> None:
    article = make_article(index, title="Harbour reopens")
    bob = make_user("Moderators", first_name="Bob")
    sent = note_form(time="15:30", text="Bring the\nrecorder", article=article.pk, assignee=bob.pk)

    answer = editor.post(ADD, sent)

    note = PlanningNote.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert (note.title, note.day, note.time, note.text) == ("Interview", DAY, dt.time(15, 30), "Bring the\nrecorder")
    assert (note.article, note.assignee, note.written_by, note.is_done) == (article, bob, ann, False)
    listing = editor.get(LIST).content.decode()
    assert all(text in listing for text in ("Interview", "Harbour reopens", "Ann Marsh", "Bob"))

    editor.post(f"{LIST}edit/{note.pk}/", note_form(title="Interview at the harbour", is_done="on"))
    note.refresh_from_db()
    assert (note.title, note.article, note.is_done, note.written_by) == ("Interview at the harbour", None, True, ann)

    editor.post(f"{LIST}delete/{note.pk}/")
    assert not PlanningNote.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"day": "2026-02-30"}, "day", "Enter a valid date."),
        ({"day": ""}, "day", "This field is required."),
        ({"title": " "}, "title", "This field is required."),
        ({"time": "25:00"}, "time", "Enter a valid time."),
        ({"title": "x" * 121}, "title", "Ensure this value has at most 120 characters (it has 121)."),
    ],
)
def test_what_is_no_note_is_refused_and_kept_in_the_form(
    editor: Client, values: dict[str, str], field: str, message: str
) -> None:
    answer = editor.post(ADD, note_form(text="Kept", **values))

    assert errors(answer) == {field: [message]}
    assert "Kept" in answer.content.decode()
    assert not PlanningNote.objects.exists()


def test_only_accounts_of_the_admin_are_assigned(editor: Client) -> None:
    reader, former = make_user(), make_user("Editors", is_active=False)
    message = "This account cannot use the admin, or not any more. Choose another one."

    for user in (reader, former):
        assert errors(editor.post(ADD, note_form(assignee=user.pk))) == {"assignee": [message]}


def test_a_note_is_about_an_article_that_one_may_edit(index: NewsIndexPage) -> None:
    own, sport = make_section(index, "Culture"), make_section(index, "Sport")
    public, draft = make_article(sport), make_article(sport, title="Secret transfer", live=False)
    alias = make_article(own).create_alias(update_slug="alias")
    browser = log_in(make_section_editor(own))
    message = "You may not edit this article. Choose one that you may edit."

    assert errors(browser.post(ADD, note_form(article=public.pk))) == {"article": [message]}
    assert errors(browser.post(ADD, note_form(article=alias.pk))) == {"article": [message]}
    refused = browser.post(ADD, note_form(article=draft.pk), follow=True)
    assert refused.redirect_chain == [("/admin/", 302)]
    assert "Secret transfer" not in refused.content.decode()
    for key in (public.pk, draft.pk, alias.pk, 999_999, "x"):
        assert browser.get(f"{ADD}?article={key}")["Location"] == "/admin/"
    assert not PlanningNote.objects.exists()


def test_notes_of_another_section_look_as_if_they_were_not_there(index: NewsIndexPage) -> None:
    own, sport = make_section(index, "Culture"), make_section(index, "Sport")
    make_note("Opera", article=make_article(own))
    make_note("Whole desk")
    secret = make_note("Secret", article=make_article(sport, title="Transfer"))
    browser = log_in(make_section_editor(own))

    assert titles(browser) == ["Opera", "Whole desk"]
    assert "Transfer" not in browser.get(LIST).content.decode(), "nor is it among the choices of the filter"
    for query in ("?q=Secret", f"?article={secret.article_id}", "?is_done=False"):
        assert "Secret" not in titles(browser, query)
    for action in ("edit", "delete"):
        address = f"{LIST}{action}/{secret.pk}/"
        assert (browser.get(address).status_code, browser.post(address, note_form()).status_code) == (404, 404)
    secret.refresh_from_db()
    assert secret.title == "Secret"


def test_the_listing_begins_with_what_is_to_be_done_and_is_narrowed(
    index: NewsIndexPage, ann: User, editor: Client
) -> None:
    article = make_article(index)
    make_note("Done", is_done=True, written_by=ann)
    make_note("At nine", time=dt.time(9), assignee=ann)
    make_note("Any time", article=article)
    make_note("Earlier", DAY - dt.timedelta(days=1))

    assert titles(editor) == ["Earlier", "Any time", "At nine", "Done"]
    assert titles(editor, "?mine=assignee") == ["At nine"]
    assert titles(editor, "?mine=written_by") == ["Done"]
    assert titles(editor, "?is_done=True") == ["Done"]
    assert titles(editor, "?is_done=False") == ["Earlier", "Any time", "At nine"]
    assert titles(editor, "?day_from=2026-12-07&day_to=2026-12-07") == ["Any time", "At nine", "Done"]
    assert titles(editor, f"?article={article.pk}") == ["Any time"]
    assert titles(editor, "?q=time") == ["Any time"]


def test_the_form_of_an_article_lists_its_notes_and_is_led_back_to(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(index)
    form = f"/admin/pages/{article.pk}/edit/"
    assert "Nothing is noted about this article." in editor.get(form).content.decode()
    add = re.search(r'href="(/admin/desk/planning/new/[^"]*)"', editor.get(form).content.decode())
    assert add is not None
    address = add[1].replace("&amp;", "&")

    assert f'value="{article.pk}"' in editor.get(address).content.decode()
    sent_to = editor.get(address).context["action_url"]
    answer = editor.post(sent_to, note_form(article=article.pk, text="Ask about <b>cranes</b>"))

    assert answer["Location"] == form
    shown = editor.get(form).content.decode()
    note = PlanningNote.objects.get()
    assert f'<a href="{LIST}edit/{note.pk}/?next=%2Fadmin%2Fpages%2F{article.pk}%2Fedit%2F">Interview</a>' in shown
    assert "Ask about &lt;b&gt;cranes&lt;/b&gt;" in shown
    edit = f"{LIST}edit/{note.pk}/?next={form}"
    assert editor.post(editor.get(edit).context["action_url"], note_form())["Location"] == form
    assert editor.post(f"{ADD}?next=https://elsewhere.example/", note_form())["Location"] == LIST


def test_the_form_shows_twenty_notes_and_leads_to_the_rest(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(index)
    more = "Show all notes about this article"
    for number in range(20):
        make_note(f"Note {number}", article=article)
    assert more not in editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()

    make_note("One more", DAY + dt.timedelta(days=1), article=article)

    form = editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert more in form
    assert "One more" not in form
    assert len(titles(editor, f"?article={article.pk}")) == 21


def test_a_day_in_the_address_is_filled_in_or_said_to_be_none(editor: Client) -> None:
    assert editor.get(f"{ADD}?day=2026-12-07").context["form"]["day"].value() == DAY
    for wrong in ("2026-02-30", "Monday"):
        shown = editor.get(f"{ADD}?day={wrong}")
        assert f"“{wrong}” is no day. Choose one below." in shown.content.decode()
        assert shown.context["form"]["day"].value() is None


def test_a_note_that_a_colleague_has_changed_meanwhile_is_not_overwritten(editor: Client) -> None:
    note = make_note("Interview", text="Old")
    address = f"{LIST}edit/{note.pk}/"
    loaded = editor.get(address).context["loaded_version"]
    PlanningNote.objects.update(text="Theirs")

    refused = editor.post(address, note_form(text="Mine", loaded_version=loaded))

    assert refused.status_code == 409
    assert "Mine" in refused.content.decode()
    assert "Theirs" in refused.content.decode()
    assert PlanningNote.objects.get().text == "Theirs"


def test_notes_go_with_their_article_and_stay_without_their_people(index: NewsIndexPage) -> None:
    bob, article = make_user("Editors"), make_article(index)
    make_note("About it", article=article)
    kept = make_note("Kept", assignee=bob, written_by=bob)

    article.delete()
    bob.delete()

    assert list(PlanningNote.objects.all()) == [kept]
    kept.refresh_from_db()
    assert (kept.assignee, kept.written_by) == (None, None)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_listing_costs_the_same_for_any_number_of_notes(
    index: NewsIndexPage, editor: Client, ann: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_note(f"Note {number}", article=make_article(index), assignee=make_user("Editors"), written_by=ann)
    editor.get(LIST)

    with django_assert_num_queries(14):
        editor.get(LIST)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_form_of_an_article_costs_the_same_for_any_number_of_notes(
    index: NewsIndexPage, editor: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article: ArticlePage = make_article(index)
    for number in range(rows):
        make_note(f"Note {number}", article=article, assignee=make_user("Editors"))
    editor.get(f"/admin/pages/{article.pk}/edit/")

    with django_assert_num_queries(55):
        editor.get(f"/admin/pages/{article.pk}/edit/")
