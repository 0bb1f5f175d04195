"""Earlier versions of an article that are published again print each correction once, and lose none."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset

from news.models import ArticlePage, Correction, CorrectionWording, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.news.desk.editions.test_versions import text_of
from tests.user_accounts import log_in, make_user

SHOWN = "{ articles { nodes { corrections { text } } } }"
MONDAY, TUESDAY, WEDNESDAY = "It was Monday.", "It was Tuesday.", "It was Wednesday."


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    """A published article without corrections."""
    article = make_article(index, slug="harbour-reopens", live=False)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def desk(db: None) -> Client:
    return log_in(make_user("Moderators"))


def send(
    desk: Client, article: ArticlePage, *texts: str, action: str = "action-publish", revision: str = ""
) -> Revision:
    """Send the form with these corrections, as it shows them; return the revision that it makes."""
    page = ArticlePage.objects.get(pk=article.pk)
    shown = shown_in_form(desk, article, revision or str(page.latest_revision_id))
    rows = [
        {"id": pk or "", "date": "2026-11-27", "kind": "correction", "text": text}
        for pk, text in zip([*(pk for pk, _text in shown), *[None] * len(texts)], texts, strict=False)
    ]
    form = article_form(action, corrections=inline_formset(rows, initial=len(shown)))
    answer = desk.post(f"/admin/pages/{article.pk}/edit/", form | {"revision": revision} if revision else form)
    assert answer.status_code == 302, answer.context["form"].errors
    latest: Revision = ArticlePage.objects.get(pk=article.pk).latest_revision
    return latest


def shown_in_form(desk: Client, article: ArticlePage, revision: str) -> list[tuple[int | None, str]]:
    """Return the corrections in the form in which a version is reviewed."""
    url = f"/admin/pages/{article.pk}/revisions/{revision}/revert/"
    forms = desk.get(url).context["form"].formsets["corrections"].initial_forms
    return [(form.instance.pk, form.instance.text) for form in forms]


def publish(revision: Revision) -> None:
    Revision.objects.get(pk=revision.pk).publish()


def printed(api: GraphQLClient) -> list[str]:
    [node] = api.data(SHOWN)["articles"]["nodes"]
    return sorted(correction["text"] for correction in node["corrections"])


def wordings() -> list[tuple[str, int]]:
    """Return the text of each wording and the number of the edition that made it."""
    return list(CorrectionWording.objects.values_list("text", "edition__number"))


def test_the_version_that_made_it_does_not_repeat_it(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    first = article.latest_revision
    second = send(desk, article, MONDAY)
    assert second.content["corrections"][0]["pk"] is None

    for revision in (first, second, second):
        publish(revision)

    assert printed(api) == [MONDAY]
    assert wordings() == [(MONDAY, 2)]


def test_reviewing_it_in_the_form_does_not_repeat_it(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    second = send(desk, article, MONDAY)
    send(desk, article, MONDAY, TUESDAY)
    pks = dict(Correction.objects.values_list("text", "pk"))

    assert shown_in_form(desk, article, str(second.pk)) == [(pks[MONDAY], MONDAY), (pks[TUESDAY], TUESDAY)]
    send(desk, article, MONDAY, TUESDAY, WEDNESDAY, revision=str(second.pk))

    assert printed(api) == [MONDAY, TUESDAY, WEDNESDAY]
    assert wordings() == [(MONDAY, 2), (TUESDAY, 3), (WEDNESDAY, 4)]


def test_drafts_of_one_correction_print_it_once(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    drafts = [send(desk, article, MONDAY, action="") for _number in range(2)]

    for revision in (*drafts, drafts[0]):
        publish(revision)

    assert printed(api) == [MONDAY]
    assert wordings() == [(MONDAY, 2)]


def test_an_earlier_wording_does_not_come_back(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    second = send(desk, article, MONDAY)
    keyed = send(desk, article, MONDAY)
    send(desk, article, TUESDAY)

    for revision in (second, keyed):
        publish(revision)
        assert printed(api) == [TUESDAY]
    assert wordings() == [(MONDAY, 2), (TUESDAY, 4)]

    send(desk, article, MONDAY)
    assert printed(api) == [MONDAY]
    assert wordings() == [(MONDAY, 2), (TUESDAY, 4), (MONDAY, 7)]


def test_a_wording_that_was_drafted_before_another_publication_is_printed(
    desk: Client, article: ArticlePage, api: GraphQLClient
) -> None:
    second = send(desk, article, MONDAY)
    draft = send(desk, article, WEDNESDAY, action="")
    publish(second)

    publish(draft)

    assert printed(api) == [WEDNESDAY]
    assert wordings() == [(MONDAY, 2), (WEDNESDAY, 3)]


def test_a_workflow_that_approves_an_older_version(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    draft = send(desk, article, MONDAY, action="")
    page = ArticlePage.objects.get(pk=article.pk)
    state = page.get_workflow().start(page, make_user("Editors"))
    publish(draft)
    state.refresh_from_db()
    assert state.status == "cancelled"
    page = ArticlePage.objects.get(pk=article.pk)
    task = page.get_workflow().start(page, make_user("Editors")).current_task_state
    assert task.revision == draft
    answer = desk.post(reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", task.pk]))

    assert answer.status_code == 302
    assert printed(api) == [MONDAY]
    assert wordings() == [(MONDAY, 2)]
    assert list(page.editions.values_list("number", flat=True)) == [1, 2]


def test_comparisons_show_each_version_with_the_corrections_of_then(desk: Client, article: ArticlePage) -> None:
    first = article.latest_revision
    second = send(desk, article, MONDAY)
    third = send(desk, article, TUESDAY)

    def compared(old: Revision, new: Revision) -> str:
        return text_of(desk.get(f"/admin/pages/{article.pk}/revisions/compare/{old.pk}...{new.pk}/"))

    assert MONDAY in compared(first, second)
    assert "Tuesday" not in compared(first, second)
    assert "Tuesday" in compared(second, third)
    editions: Any = desk.get(f"/admin/editions/{article.pk}/compare/", {"from": "1", "to": "2"})
    assert MONDAY in text_of(editions)


def test_dates_are_kept(desk: Client, article: ArticlePage) -> None:
    send(desk, article, MONDAY)
    assert Correction.objects.get().date == dt.date(2026, 11, 27)
