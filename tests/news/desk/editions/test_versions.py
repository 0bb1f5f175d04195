"""The editions of an article in the admin, and the comparison of two."""

import datetime as dt
import html as html_module
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Revision, Workflow, WorkflowTask

from cms.takedowns.actions import lift, take_down
from news.models import ArticlePage, Correction, Edition, NewsIndexPage
from tests.factories import make_article, make_index
from tests.news.article_form import article_form
from tests.news.desk.editions.test_history import publish
from tests.user_accounts import log_in, make_user

LIST_QUERIES = 18
COMPARISON_QUERIES = 24
NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, live=False, first_published_at=None, title="Harbour opens")


@pytest.fixture
def editor() -> Client:
    return log_in(make_user("Editors"))


def text_of(response: Any) -> str:
    """Return what a response shows, with its ins and del, and no other tag."""
    main = response.content.decode().split("<main", 1)[1]
    return " ".join(html_module.unescape(re.sub(r"<(?!/?(ins|del|form)\b)[^>]*>", "", main)).split())


def compare(client: Client, article: ArticlePage, **versions: Any) -> Any:
    response = client.get(f"/admin/editions/{article.pk}/compare/", versions)
    assert response.status_code == 200
    return response


def test_the_list_says_of_each_edition_what_it_was(article: ArticlePage, editor: Client) -> None:
    ann = make_user("Moderators", first_name="Ann", last_name="Marsh")
    publish(article, ann, edition_note="First report")
    publish(article, ann, corrections=[Correction(date=NOON.date(), text="It opens on <Monday>.")])
    publish(article, ann, title="Harbour opens today", edition_is_minor=True)
    take_down(ArticlePage.objects.get(pk=article.pk), ann, "Names a minor.", "")
    lift(ArticlePage.objects.get(pk=article.pk), ann)

    shown = editor.get(f"/admin/editions/{article.pk}/")
    found = {edition.number: edition for edition in shown.context["object_list"]}
    assert list(found) == [3, 2, 1]
    assert [len(edition.take_downs) for edition in found.values()] == [1, 0, 0]
    text = text_of(shown).split("</form>")[-1]
    assert text.index("Edition 3 latest minor edit was taken down") < text.index("Edition 2") < text.index("Edition 1")
    assert "Correction, 29 May 2026: It opens on <Monday>." in text
    assert "It was taken down on" in text
    assert "First report" in text
    assert text.count("Ann Marsh") == 4  # of each edition, and of the take-down


def test_any_two_editions_are_compared_from_the_earlier_to_the_later(article: ArticlePage, editor: Client) -> None:
    for title in ("Harbour opens", "Harbour closes", "<script>alert(1)</script>"):
        publish(article, None, title=title)

    shown = compare(editor, article, **{"from": 2, "to": 1})
    text = text_of(shown)
    assert "From “Edition 1, " in text
    assert "Title Harbour <del> [removed: opens] </del><ins> [added: closes] </ins>" in text
    assert [one.field.name for one in shown.context["comparisons"]] == ["title"]
    assert "<script>alert(1)" not in compare(editor, article, **{"from": 1, "to": 3}).content.decode()


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        ({"from": 1, "to": 1}, "You chose the same version twice. Choose two different ones."),
        ({"from": 1, "to": 77}, "This article has no edition 77."),
        ({"from": "<b>", "to": 1}, "This article has no edition <b>."),
        ({"from": "draft", "to": 1}, "This article has no edition draft."),
        ({"to": 1}, "Choose two versions."),
        ({}, "Choose two versions."),
    ],
)
def test_what_cannot_be_compared_is_said(
    article: ArticlePage, editor: Client, versions: dict[str, Any], message: str
) -> None:
    publish(article, None, title="One")
    publish(article, None, title="Two")
    shown = compare(editor, article, **versions)
    assert message in text_of(shown)
    assert "comparisons" not in shown.context
    assert "<b>." not in shown.content.decode()


def test_a_text_that_is_no_longer_kept_is_said(article: ArticlePage, editor: Client) -> None:
    purged = publish(article, None, title="One")
    publish(article, None, title="Two")
    purged.delete()
    text = text_of(compare(editor, article, **{"from": 1, "to": 2}))
    assert re.search("Edition 1, .*: its text is no longer kept", text)
    assert "Its text is no longer kept." in text_of(editor.get(f"/admin/editions/{article.pk}/"))


def test_the_latest_edition_is_what_is_published_without_its_revision_too(
    article: ArticlePage, editor: Client
) -> None:
    publish(article, None, title="One")
    purged = publish(article, None, title="Two")
    ArticlePage.objects.get(pk=article.pk).save_revision()
    purged.delete()
    text = text_of(compare(editor, article, **{"from": 1, "to": 2}))
    assert "<del> [removed: One] </del><ins> [added: Two] </ins>" in text


def test_what_publishing_will_change_is_the_draft_against_what_is_published(
    article: ArticlePage, editor: Client
) -> None:
    publish(article, None, title="Harbour opens")
    listing = f"/admin/editions/{article.pk}/"
    assert "What will publishing the draft change?" not in text_of(editor.get(listing))
    draft = ArticlePage.objects.get(pk=article.pk)
    draft.title = "Harbour closes"
    draft.save_revision()
    shown = editor.get(listing)
    assert "What will publishing the draft change?" in text_of(shown)
    assert shown.context["draft_url"] == f"{listing}compare/?from=live&to=draft"
    text = text_of(editor.get(shown.context["draft_url"]))
    assert "What publishing will change" in text
    assert "Harbour <del> [removed: opens] </del><ins> [added: closes] </ins>" in text


def test_corrections_are_compared_as_each_edition_had_them(article: ArticlePage, editor: Client) -> None:
    publish(article, None, title="One")
    publish(article, None, corrections=[Correction(date=NOON.date(), text="It opens on Monday.")])
    shown = compare(editor, article, **{"from": 1, "to": 2})
    assert [one.field_label() for one in shown.context["comparisons"]] == ["Corrections"]
    assert "added Date" in text_of(shown)


def test_an_edition_that_is_not_the_draft_can_be_restored(article: ArticlePage, editor: Client) -> None:
    first = publish(article, None, title="One")
    publish(article, None, title="Two")
    found = {
        edition.number: edition for edition in editor.get(f"/admin/editions/{article.pk}/").context["object_list"]
    }
    assert found[2].review_url == ""
    assert found[1].review_url == f"/admin/pages/{article.pk}/revisions/{first.pk}/revert/"
    assert editor.get(found[1].review_url).status_code == 200


def limited_editor(section: Page) -> Client:
    """Log in somebody who may edit one section alone."""
    group = Group.objects.create(name="Section")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    return log_in(make_user("Section"))


def test_who_may_not_edit_an_article_sees_none_of_it(article: ArticlePage) -> None:
    publish(article, None, title="One")
    publish(article, None, title="Two")
    other = limited_editor(make_index(article.get_site(), title="Sports"))
    for address in ("", "compare/?from=1&to=2"):
        refused = other.get(f"/admin/editions/{article.pk}/{address}")
        assert (refused.status_code, refused["Location"]) == (302, "/admin/")
    assert other.get(f"/admin/editions/{article.get_parent().pk}/").status_code == 404


def test_who_has_the_task_of_its_workflow_sees_its_editions(article: ArticlePage) -> None:
    publish(article, None, title="One")
    legal = Group.objects.create(name="Legal")
    legal.permissions.add(Permission.objects.get(codename="access_admin"))
    task = GroupApprovalTask.objects.create(name="Legal")
    task.groups.add(legal)
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    lawyer = log_in(make_user("Legal"))
    address = f"/admin/editions/{article.pk}/"
    assert lawyer.get(address).status_code == 302
    page = ArticlePage.objects.get(pk=article.pk)
    page.save_revision()
    workflow.start(page, make_user("Editors"))
    assert lawyer.get(address).status_code == 200


def test_an_alias_leads_to_the_editions_of_its_source(article: ArticlePage, editor: Client) -> None:
    publish(article, None, title="One")
    section = make_index(article.get_site(), title="Sports")
    alias = ArticlePage.objects.get(pk=article.pk).create_alias(parent=section)
    shown = editor.get(f"/admin/editions/{alias.pk}/")
    assert list(shown.context["object_list"]) == []
    assert f'href="/admin/editions/{article.pk}/"' in shown.content.decode()
    shown = limited_editor(section).get(f"/admin/editions/{alias.pk}/")
    assert "This article is an alias" in text_of(shown)
    assert f"/admin/editions/{article.pk}/" not in shown.content.decode()


def test_the_history_and_the_form_lead_to_the_editions(article: ArticlePage, editor: Client) -> None:
    publish(article, None, title="One")
    link = f'href="/admin/editions/{article.pk}/"'
    for view in ("edit", "history"):
        assert link in editor.get(f"/admin/pages/{article.pk}/{view}/").content.decode()


@pytest.mark.parametrize("rows", [3, 15])
def test_the_list_and_the_comparison_cost_the_same_for_all(
    index: NewsIndexPage, rows: int, django_assert_num_queries: Any
) -> None:
    article = make_article(index)
    client = log_in(make_user("Editors"))
    user = make_user("Moderators")
    for number in range(1, rows + 1):
        revision = article.save_revision(user=user)
        Edition.objects.create(article=article, number=number, published_at=NOON, revision=revision)
    client.get(f"/admin/editions/{article.pk}/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(f"/admin/editions/{article.pk}/")
    with django_assert_num_queries(COMPARISON_QUERIES):
        compare(client, article, **{"from": 1, "to": 3})


def test_an_autosave_does_not_overwrite_the_text_of_an_edition(article: ArticlePage) -> None:
    """The form of a writer stays open while a moderator publishes what it had saved."""
    user = make_user("Editors")
    writer, url = log_in(user), f"/admin/pages/{article.pk}/edit/"
    headers = {"accept": "application/json"}
    saved = writer.post(url, article_form(title="Harbour opens"), headers=headers).json()
    Revision.objects.get(pk=saved["revision_id"]).publish(user=make_user("Moderators"))

    sent = article_form(title="Harbour closes") | {"overwrite_revision_id": str(saved["revision_id"])}
    again = writer.post(url, sent, headers=headers).json()
    assert again["success"] is True
    assert again["revision_id"] != saved["revision_id"]
    texts = Edition.objects.filter(article=article).values_list("revision__content__title", flat=True)
    assert list(texts) == ["Harbour opens"]
    sent = article_form(title="Harbour is closed") | {"overwrite_revision_id": str(again["revision_id"])}
    assert writer.post(url, sent, headers=headers).json()["revision_id"] == again["revision_id"]
    assert ArticlePage.objects.get(pk=article.pk).title == "Harbour opens"
