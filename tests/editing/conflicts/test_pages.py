"""Two editors in one page: nobody's text is lost without somebody having seen it."""

import html
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page, PageLogEntry, Revision

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens", summary="Boats return.")
    article.save_revision().publish()
    return article


def loaded(article: ArticlePage) -> dict[str, Any]:
    """Returns what a form that is opened now sends of its origin."""
    revision = Page.objects.get(pk=article.pk).latest_revision
    assert revision is not None
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def send(browser: Client, article: ArticlePage, action: str, origin: dict[str, Any], **values: Any) -> Any:
    return browser.post(f"/admin/pages/{article.pk}/edit/", {**article_form(action, **values), **origin})


def public(article: ArticlePage) -> tuple[str, str]:
    row = ArticlePage.objects.get(pk=article.pk)
    return row.title, row.summary


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_an_older_form_is_refused_and_given_back_with_the_difference(article: ArticlePage, action: str) -> None:
    ada, ben = log_in(make_user("Moderators", first_name="Ada", last_name="Okafor")), log_in(make_user("Moderators"))
    origin = loaded(article)
    assert send(ada, article, "action-publish", origin, summary="Ada’s summary.").status_code == 302

    answer = send(ben, article, action, origin, title="Ben’s headline")

    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Ada Okafor saved a newer version on" in shown
    differing = [comparison.field.name for comparison in answer.context["conflict"]["differences"]]
    assert differing[:2] == ["title", "summary"]
    assert "<del>" in shown
    assert 'value="Ben’s headline"' in shown
    assert f'name="loaded_revision_id" value="{origin["loaded_revision_id"]}"' in shown
    assert public(article) == ("Harbour reopens", "Ada’s summary.")
    assert Revision.page_revisions.filter(object_id=str(article.pk)).count() == 2


def test_who_has_seen_the_difference_may_replace_the_newer_version(article: ArticlePage) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    origin = loaded(article)
    send(ada, article, "action-publish", origin, summary="Ada’s summary.")
    version = send(ben, article, "action-publish", origin, title="Ben’s headline").context["conflict"]["version"]

    send(ada, article, "action-publish", loaded(article), summary="Ada’s second summary.")
    again = send(ben, article, "action-publish", {**origin, "replace_version": version}, title="Ben’s headline")
    assert again.status_code == 409, "Ada has saved once more since"

    version = again.context["conflict"]["version"]
    final = send(ben, article, "action-publish", {**origin, "replace_version": version}, title="Ben’s headline")
    assert final.status_code == 302
    assert public(article) == ("Ben’s headline", "Boats return.")
    kept = Revision.page_revisions.filter(object_id=str(article.pk)).values_list("content__summary", flat=True)
    assert "Ada’s second summary." in kept


def test_an_own_autosave_that_was_overtaken_is_refused_too(article: ArticlePage) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    origin = loaded(article)
    url = f"/admin/pages/{article.pk}/edit/"
    saved = ben.post(url, {**article_form(title="Ben’s"), **origin}, headers={"accept": "application/json"}).json()
    assert send(ada, article, "action-publish", loaded(article), title="Ada’s").status_code == 302

    autosaved = {**origin, "overwrite_revision_id": saved["revision_id"]}
    refused = send(ben, article, "action-publish", autosaved, title="Ben’s, longer")
    assert refused.status_code == 409
    version = refused.context["conflict"]["version"]
    assert (
        send(ben, article, "action-publish", {**autosaved, "replace_version": version}, title="B").status_code == 302
    )
    assert public(article)[0] == "B"


def test_a_form_of_a_page_without_versions_is_older_than_the_first_one(index: NewsIndexPage) -> None:
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens")
    ben = log_in(make_user("Moderators"))
    assert 'name="loaded_revision_id" value=""' in ben.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    article.save_revision()
    assert send(ben, article, "", {"loaded_revision_id": ""}).status_code == 409


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_publish_at_once_one_is_refused(article: ArticlePage) -> None:
    browsers = [log_in(make_user("Moderators")) for _number in range(2)]
    origin, together, statuses = loaded(article), threading.Barrier(2), []

    def publish(number: int) -> None:
        together.wait()
        answer = send(browsers[number], article, "action-publish", origin, title=f"Title {number}")
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302, 409]


def autosave(browser: Client, article: ArticlePage, origin: dict[str, Any], **values: Any) -> Any:
    """Returns the answer to an autosave: Wagtail's script overwrites the revision that the last one made."""
    address = f"/admin/pages/{article.pk}/edit/"
    return browser.post(address, {**article_form(**values), **origin}, headers={"accept": "application/json"}).json()


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_a_form_that_is_sent_during_its_own_autosave_is_saved(article: ArticlePage, action: str) -> None:
    ben = log_in(make_user("Moderators"))
    origin = {**loaded(article), "autosave_form": "1-2-3-4"}
    assert autosave(ben, article, origin, title="Ben’s")["success"] is True

    assert send(ben, article, action, origin, title="Ben’s, longer").status_code == 302
    assert Page.objects.get(pk=article.pk).get_latest_revision_as_object().title == "Ben’s, longer"


def test_so_is_one_that_is_sent_during_a_later_autosave(article: ArticlePage) -> None:
    ben = log_in(make_user("Moderators"))
    origin = {**loaded(article), "autosave_form": "1-2-3-4"}
    first = autosave(ben, article, origin, title="Ben’s")
    origin |= {
        "loaded_revision_id": str(first["revision_id"]),
        "loaded_revision_created_at": first["revision_created_at"],
    }
    second = autosave(ben, article, {**origin, "overwrite_revision_id": first["revision_id"]}, title="Ben’s, longer")
    assert second["revision_id"] == first["revision_id"]
    assert second["revision_created_at"] != first["revision_created_at"]

    assert send(ben, article, "", origin, title="Ben’s, longest").status_code == 302
    assert Page.objects.get(pk=article.pk).get_latest_revision_as_object().title == "Ben’s, longest"


def test_so_is_the_first_version_of_a_page(index: NewsIndexPage) -> None:
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens")
    ben = log_in(make_user("Moderators"))
    origin = {"loaded_revision_id": "", "autosave_form": "1-2-3-4"}
    assert autosave(ben, article, origin, title="Ben’s")["success"] is True

    assert send(ben, article, "", origin, title="Ben’s, longer").status_code == 302


@pytest.mark.parametrize("form", ["5-6-7-8", ""])
def test_an_autosave_of_another_tab_is_a_newer_version(article: ArticlePage, form: str) -> None:
    ben = log_in(make_user("Moderators"))
    origin = loaded(article)
    assert autosave(ben, article, {**origin, "autosave_form": "1-2-3-4"}, title="One tab")["success"] is True

    assert send(ben, article, "", {**origin, "autosave_form": form}, title="Other tab").status_code == 409


def test_an_autosave_of_another_account_is_a_newer_version(article: ArticlePage) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    origin = {**loaded(article), "autosave_form": "1-2-3-4"}
    assert autosave(ada, article, origin, title="Ada’s")["success"] is True

    assert send(ben, article, "", origin, title="Ben’s").status_code == 409


def test_a_version_that_was_saved_after_the_own_autosave_is_a_newer_one(article: ArticlePage) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    origin = {**loaded(article), "autosave_form": "1-2-3-4"}
    assert autosave(ben, article, origin, title="Ben’s")["success"] is True
    assert send(ada, article, "", loaded(article), title="Ada’s").status_code == 302

    assert send(ben, article, "", origin, title="Ben’s, longer").status_code == 409
    assert autosave(ben, article, origin, title="Ben’s, longer")["error_code"] == "invalid_revision"


def test_an_autosave_that_arrives_after_its_form_was_saved_is_refused(article: ArticlePage) -> None:
    ben = log_in(make_user("Moderators"))
    origin = {**loaded(article), "autosave_form": "1-2-3-4"}
    assert send(ben, article, "action-publish", origin, title="Ben’s, longer").status_code == 302

    assert autosave(ben, article, origin, title="Ben’s")["error_code"] == "invalid_revision"
    assert send(ben, article, "", origin, title="Sent twice").status_code == 409


def test_a_second_first_autosave_of_a_form_does_not_hide_the_other_in_the_history(article: ArticlePage) -> None:
    """Wagtail's history shows one log entry of each UUID."""
    ben = log_in(make_user("Moderators"))
    for title in ("One", "Two"):
        assert autosave(ben, article, {**loaded(article), "autosave_form": "1-2-3-4"}, title=title)["success"] is True

    entries = PageLogEntry.objects.for_instance(article).filter(action="wagtail.edit")
    assert entries.count() == 2
    assert entries.latest_by_uuid_and_action().count() == 2


def test_an_earlier_version_does_not_replace_a_newer_one_unseen(article: ArticlePage) -> None:
    ada, ben = log_in(make_user("Moderators")), log_in(make_user("Moderators"))
    earlier = Page.objects.get(pk=article.pk).latest_revision_id
    origin = loaded(article)
    assert send(ada, article, "action-publish", origin, summary="Ada’s correction.").status_code == 302

    form = {**article_form("action-publish", summary="Boats return."), **origin}
    answer = ben.post(f"/admin/pages/{article.pk}/revisions/{earlier}/revert/", form)

    assert answer.status_code == 409
    assert public(article) == ("Harbour reopens", "Ada’s correction.")
    again = {**form, **loaded(article)}
    assert ben.post(f"/admin/pages/{article.pk}/revisions/{earlier}/revert/", again).status_code == 302
    assert public(article) == ("Harbour reopens", "Boats return.")
