"""The first autosave of a new page or snippet, and its form, sent again to create the same."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page

from news.models import ArticlePage, Author, NewsIndexPage
from tests.news.article_form import article_form
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

FORM = {"autosave_form": "1-2-3-4"}
JSON = {"accept": "application/json"}


def create(browser: Client, index: NewsIndexPage, action: str = "", *, autosave: bool = False, **values: Any) -> Any:
    address = f"/admin/pages/add/news/articlepage/{index.pk}/"
    return browser.post(address, FORM | article_form(action, **values), headers=JSON if autosave else {})


def drafts() -> list[tuple[str, str, bool]]:
    articles = [(row.get_latest_revision_as_object(), row.live) for row in ArticlePage.objects.order_by("pk")]
    return [(article.title, article.slug, live) for article, live in articles]


@pytest.fixture
def browser(db: None) -> Client:
    return log_in(make_user("Moderators"))


@pytest.mark.parametrize(("action", "live"), [("", False), ("action-publish", True)])
def test_a_form_replaces_the_draft_of_its_own_autosave(
    browser: Client, index: NewsIndexPage, action: str, live: bool
) -> None:
    assert create(browser, index, autosave=True, title="Harbour", slug="harbour").json()["success"] is True

    assert create(browser, index, action, title="Harbour reopens", slug="harbour").status_code == 302
    assert drafts() == [("Harbour reopens", "harbour", live)]
    assert (Page.find_problems(), Page.objects.get(pk=index.pk).numchild) == (([], [], [], [], []), 1)


def test_autosaves_whose_answers_are_lost_leave_one_draft(browser: Client, index: NewsIndexPage) -> None:
    for title in ("H", "Ha", "Harbour"):
        assert create(browser, index, autosave=True, title=title, slug="harbour").json()["success"] is True

    assert drafts() == [("Harbour", "harbour", False)]


@pytest.mark.parametrize("autosave", [False, True])
def test_a_form_with_errors_leaves_the_draft(browser: Client, index: NewsIndexPage, autosave: bool) -> None:
    pk = create(browser, index, autosave=True, title="Harbour", slug="harbour").json()["pk"]

    answer = create(browser, index, "action-publish", autosave=autosave, title="", slug="harbour")

    assert answer.status_code == (400 if autosave else 200)
    assert (drafts(), ArticlePage.objects.get().pk) == ([("Harbour", "harbour", False)], pk)


def test_another_form_is_refused_for_the_slug(browser: Client, index: NewsIndexPage) -> None:
    create(browser, index, autosave=True, title="Harbour", slug="harbour")

    for client, form in ((browser, "5-6-7-8"), (log_in(make_user("Moderators")), FORM["autosave_form"])):
        answer = create(client, index, title="Harbour reopens", slug="harbour", autosave_form=form)
        assert "slug" in answer.context["form"].errors
    assert drafts() == [("Harbour", "harbour", False)]


def test_a_draft_that_was_changed_since_is_left(browser: Client, index: NewsIndexPage) -> None:
    create(browser, index, autosave=True, title="Harbour", slug="harbour")
    draft = ArticlePage.objects.get()
    draft.title = "Ada’s"
    draft.save_revision(user=make_user("Moderators"), log_action=True)

    assert "slug" in create(browser, index, title="Harbour reopens", slug="harbour").context["form"].errors
    assert drafts() == [("Ada’s", "harbour", False)]


def test_what_was_saved_and_not_autosaved_is_left(browser: Client, index: NewsIndexPage) -> None:
    # Who goes back in the browser to the form of the last article, and writes the next one in it.
    assert create(browser, index, title="Harbour", slug="harbour").status_code == 302
    assert create(browser, index, title="Bridge", slug="bridge").status_code == 302

    assert drafts() == [("Harbour", "harbour", False), ("Bridge", "bridge", False)]


def test_a_snippet_replaces_the_draft_of_its_own_autosave(browser: Client) -> None:
    def add(name: str, autosave: bool) -> int:
        form = FORM | author_form(name=name, slug="ada")
        headers = JSON if autosave else {}
        return browser.post("/admin/snippets/news/author/add/", form, headers=headers).status_code

    assert [add("Ada", True), add("Ada O", True), add("Ada Okafor", False)] == [200, 200, 302]
    assert list(Author.objects.values_list("name", "slug", "live")) == [("Ada Okafor", "ada", False)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_form_and_its_autosave_at_once_leave_one_draft(index: NewsIndexPage) -> None:
    user = make_user("Moderators")
    browsers, together, statuses = [log_in(user) for _number in range(2)], threading.Barrier(2), []

    def send(browser: Client, autosave: bool) -> None:
        together.wait()
        statuses.append(create(browser, index, autosave=autosave, title="Harbour", slug="harbour").status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=sent) for sent in zip(browsers, (True, False), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert drafts() == [("Harbour", "harbour", False)]
    assert sorted(statuses) in ([200, 302], [302, 400]), "an autosave that comes after the form is refused"
