"""Two editors in one page: nobody's text is lost without somebody having seen it."""

import html
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page, Revision

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.people import log_in, make_user


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
    assert '<span class="deletion">Ada' in shown
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
