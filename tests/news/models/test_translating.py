"""What a new translation of an article starts with."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale

from news.models import ArticlePage, NewsIndexPage
from tests.factories import CategoryFactory, make_article, make_translation
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user


def test_a_translation_takes_the_category_of_its_own_language(index: NewsIndexPage) -> None:
    make_translation(index, "fr")
    french = Locale.objects.get(language_code="fr")
    english_ports = CategoryFactory(name="Ports", slug="ports")
    french_ports = english_ports.copy_for_translation(french)
    french_ports.name, french_ports.slug = "Les ports", "les-ports"
    french_ports.save()
    article = make_article(index, title="Tugs strike", category=english_ports)

    translated = article.copy_for_translation(french)

    assert ArticlePage.objects.get(pk=translated.pk).category == french_ports
    assert ArticlePage.objects.get(pk=translated.pk).get_latest_revision_as_object().category == french_ports
    assert ArticlePage.objects.get(pk=article.pk).category == english_ports


def test_a_headline_of_emoji_alone_gets_a_slug(index: NewsIndexPage) -> None:
    form = article_form(title="🚢🚢🚢", slug="")

    answer = log_in(make_user("Editors")).post(f"/admin/pages/add/news/articlepage/{index.pk}/", form)

    assert answer.status_code == 302
    assert ArticlePage.objects.get().slug == "article"


HOUR = dt.timedelta(hours=1)


def release_of(article: ArticlePage) -> tuple[Any, ...]:
    return (article.go_live_at, article.expire_at, article.embargo, article.embargo_until, article.embargo_note)


@pytest.mark.parametrize("way", ["translation", "copy"])
def test_a_schedule_and_an_embargo_that_are_past_are_not_taken_over(index: NewsIndexPage, way: str) -> None:
    make_translation(index, "fr")
    past = timezone.now() - HOUR
    embargo: dict[str, Any] = {"embargo": True, "embargo_until": past, "embargo_note": "Held."}
    article = make_article(index, slug="story", go_live_at=past, **embargo)
    article.save_revision()

    copied = copy(article, way)

    drafted = ArticlePage.objects.get(pk=copied.pk).get_latest_revision_as_object()
    assert release_of(drafted) == (None, None, False, None, "")
    drafted.save_revision().publish()
    assert ArticlePage.objects.get(pk=copied.pk).live is True


@pytest.mark.parametrize("way", ["translation", "copy"])
@pytest.mark.parametrize("until", [None, dt.datetime(2050, 5, 29, 8, 30, tzinfo=dt.UTC)])
def test_those_ahead_hold_for_the_copy_too(index: NewsIndexPage, way: str, until: dt.datetime | None) -> None:
    make_translation(index, "fr")
    past = timezone.now() - HOUR
    article = make_article(index, slug="story", embargo=True, embargo_until=past, embargo_note="Held.")
    article.embargo_until = until
    article.save_revision()

    copied = copy(article, way)

    assert ArticlePage.objects.get(pk=copied.pk).embargo is True
    if way == "copy":
        drafted = ArticlePage.objects.get(pk=copied.pk).get_latest_revision_as_object()
        assert release_of(drafted) == (None, None, True, until, "Held.")


def copy(article: ArticlePage, way: str) -> ArticlePage:
    """Returns a new draft with the text of an article."""
    if way == "translation":
        return article.copy_for_translation(Locale.objects.get(language_code="fr"))  # type: ignore[no-any-return]
    return article.copy(update_attrs={"slug": "copied"}, keep_live=False)  # type: ignore[no-any-return]
