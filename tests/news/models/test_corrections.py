"""A published correction can be amended, not removed, whichever way somebody takes."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import RestrictedError
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset

from news.models import ArticlePage, Correction, CorrectionWording, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_translation
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

DAY = dt.date(2026, 11, 27)
SHOWN = "{ articles { nodes { corrections { text } } } }"


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    article = make_article(index, slug="harbour-reopens", live=False)
    article.corrections.add(Correction(date=DAY, kind="correction", text="It was Monday."))
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def desk(db: None) -> Client:
    return log_in(make_user("Moderators", first_name="Ada", last_name="Okafor"))


def send(browser: Client, article: ArticlePage, rows: list[dict[str, Any]], initial: int, action: str = "") -> Any:
    form = article_form(action, corrections=inline_formset(rows, initial=initial))
    return browser.post(f"/admin/pages/{article.pk}/edit/", form)


def row(article: ArticlePage, **values: Any) -> dict[str, Any]:
    pk = Correction.objects.get(page=article).pk
    return {"id": pk, "date": "2026-11-27", "kind": "correction", "text": "It was Monday.", **values}


def texts(api: GraphQLClient) -> list[str]:
    [node] = api.data(SHOWN)["articles"]["nodes"]
    return [correction["text"] for correction in node["corrections"]]


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_the_form_refuses_to_remove_it(desk: Client, article: ArticlePage, api: GraphQLClient, action: str) -> None:
    answer = send(desk, article, [row(article, DELETE="on")], 1, action)
    assert answer.status_code == 200
    assert "has been published and cannot be removed. Amend its wording instead." in answer.content.decode()
    assert texts(api) == ["It was Monday."]


def test_a_request_that_leaves_it_out_removes_nothing(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    assert send(desk, article, [], 0, "action-publish").status_code == 302
    assert texts(api) == ["It was Monday."]


def test_an_old_version_that_lacks_it_brings_it_back_with_it(
    desk: Client, article: ArticlePage, api: GraphQLClient
) -> None:
    revision = article.revisions.order_by("pk").first()
    assert revision is not None
    revision.content = {**revision.content, "corrections": []}
    revision.save()
    assert [correction.text for correction in revision.as_object().corrections.all()] == ["It was Monday."]
    revision.publish()
    assert texts(api) == ["It was Monday."]


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_the_form_refuses_a_day_in_the_future(
    desk: Client, article: ArticlePage, api: GraphQLClient, action: str
) -> None:
    today = timezone.localdate()
    tomorrow = row(article, date=str(today + dt.timedelta(days=1)), text="It was Tuesday.")

    answer = send(desk, article, [tomorrow], 1, action)

    assert answer.status_code == 200
    assert (
        f"This day is in the future. Give the day of the change: today, {today}, or an earlier one."
        in answer.content.decode()
    )
    assert "It was Tuesday." in answer.content.decode()
    assert texts(api) == ["It was Monday."]
    assert send(desk, article, [row(article, date=str(today), text="It was Tuesday.")], 1, action).status_code == 302


def test_an_amended_one_keeps_its_earlier_wording(desk: Client, article: ArticlePage, api: GraphQLClient) -> None:
    assert send(desk, article, [row(article, text="It was Tuesday.")], 1, "").status_code == 302
    assert texts(api) == ["It was Monday."]
    assert list(CorrectionWording.objects.values_list("text", flat=True)) == ["It was Monday."]

    assert send(desk, article, [row(article, text="It was Tuesday.")], 1, "action-publish").status_code == 302
    assert texts(api) == ["It was Tuesday."]
    assert list(CorrectionWording.objects.values_list("text", flat=True)) == ["It was Monday.", "It was Tuesday."]
    form = desk.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert "Earlier wordings of these corrections" in form
    assert "Correction, 27 Nov 2026: It was Monday." in " ".join(form.split())


def test_code_that_deletes_it_is_refused_by_the_database_but_the_page_can_go(article: ArticlePage) -> None:
    with pytest.raises(RestrictedError):
        Correction.objects.all().delete()
    article.delete()
    assert not CorrectionWording.objects.exists()


def test_one_that_was_never_published_can_be_removed(desk: Client, index: NewsIndexPage) -> None:
    article = make_article(index, slug="harbour-reopens", live=False)
    article.corrections.add(Correction(date=DAY, kind="correction", text="It was Monday."))
    article.save()
    assert send(desk, article, [row(article, DELETE="on")], 1).status_code == 302
    assert not Correction.objects.exists()


@pytest.mark.parametrize("way", ["copy", "translation"])
def test_neither_a_copy_nor_a_translation_takes_it_over(
    index: NewsIndexPage, article: ArticlePage, api: GraphQLClient, way: str
) -> None:
    article.corrections.add(Correction(date=DAY, kind="update", text="A draft of one."))
    article.save_revision()
    if way == "translation":
        locale = make_translation(index, "fr").locale
        copied = article.copy_for_translation(locale)
    else:
        copied = article.copy(update_attrs={"slug": "copied"}, keep_live=False)

    for revision in copied.revisions.all():
        assert revision.content["corrections"] == []
    ArticlePage.objects.get(pk=copied.pk).get_latest_revision().publish()

    assert ArticlePage.objects.get(pk=copied.pk).live
    assert list(Correction.objects.values_list("page_id", "text")) == [(article.pk, "It was Monday.")]
    assert list(CorrectionWording.objects.values_list("page_id", flat=True)) == [article.pk]
    assert list(ArticlePage.objects.get(pk=article.pk).corrections.values_list("text", flat=True)) == [
        "It was Monday."
    ]
