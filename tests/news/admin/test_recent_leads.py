"""A picture that led a story in the last seven days may lead another, after a warning."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from cms.accounts.models import User
from cms.images.models import CreditedImage
from news.admin.recent_leads import recent_leads
from news.models import ArticlePage, NewsIndexPage
from tests.editing.publication.test_checks import bulk_publish, live
from tests.factories import ImageFactory, make_article, make_index
from tests.images.admin.test_deletion import section_editor, words
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

NOTE = "Readers may take both for the same story."


def days_ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def image(db: None) -> CreditedImage:
    image: CreditedImage = ImageFactory(title="Night train")
    return image


@pytest.fixture
def moderator(db: None) -> Client:
    return log_in(make_user("Moderators"))


def form_of(browser: Client, article: ArticlePage) -> Any:
    return browser.get(f"/admin/pages/{article.pk}/edit/")


def sentences(article: ArticlePage, user: User) -> list[str]:
    return [lead.sentence for lead in recent_leads([article], user).get(article.pk, [])]


def test_the_form_names_the_other_story(moderator: Client, index: NewsIndexPage, image: CreditedImage) -> None:
    moment = dt.datetime.now(dt.UTC).replace(hour=0, minute=0) - dt.timedelta(days=1)
    other = make_article(index, title="Night lines return", image=image, published_at=moment)
    draft = make_article(index, title="Strike", live=False, image=image)

    form = form_of(moderator, draft)

    sentence = f"“Night train” led “Night lines return” of {moment:%-d %b %Y}, 00:00 UTC already. Show the story"
    assert sentence in words(form)
    assert f'<a href="/admin/pages/{other.pk}/edit/">Show the story</a>' in form.content.decode()
    assert NOTE not in words(form_of(moderator, other)), "only what is published has led"


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": days_ago(7.1)},
        {"live": False, "published_at": days_ago(1)},
        {"image": None, "published_at": days_ago(1)},
        {"published_at": days_ago(-1)},
    ],
)
def test_what_is_older_unpublished_or_led_by_another_picture_is_no_reason(
    index: NewsIndexPage, image: CreditedImage, fields: dict[str, Any]
) -> None:
    make_article(index, **{"image": image, **fields})
    draft = make_article(index, live=False, image=image)

    assert sentences(draft, make_user("Moderators")) == []


def test_a_translation_and_an_alias_are_the_same_story(index: NewsIndexPage, image: CreditedImage) -> None:
    article = make_article(index, image=image, published_at=days_ago(1))
    article.create_alias(parent=index, update_slug="alias")
    assert sentences(article, make_user("Moderators")) == []


def test_other_sections_are_counted_and_not_named(site: Site, index: NewsIndexPage, image: CreditedImage) -> None:
    section = make_index(site, title="Section")
    for _ in range(2):
        make_article(index, title="Secret", image=image, published_at=days_ago(1))
    draft = make_article(section, live=False, image=image)

    found = sentences(draft, section_editor(section))

    assert found == ["“Night train” led 2 stories of other sections in the last seven days."]


def test_publishing_by_the_form_warns_and_publishes(
    moderator: Client, index: NewsIndexPage, image: CreditedImage
) -> None:
    make_article(index, title="Night lines return", image=image, published_at=days_ago(1))

    answer = moderator.post(
        f"/admin/pages/add/news/articlepage/{index.pk}/",
        article_form("action-publish", image=image.pk),
        follow=True,
    )

    assert "“Night train” led “Night lines return” of " in words(answer)
    assert ArticlePage.objects.filter(live=True).count() == 2


def test_publishing_from_a_list_warns_and_publishes(index: NewsIndexPage, image: CreditedImage) -> None:
    make_article(index, title="Night lines return", image=image, published_at=days_ago(1))
    draft = make_article(index, title="Strike", live=False, image=image)

    said = bulk_publish(draft)

    assert any("“Night train” led “Night lines return” of " in message for message in said)
    assert live(draft)


@pytest.mark.parametrize("rows", [3, 30])
def test_more_stories_cost_no_more_statements(
    index: NewsIndexPage, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    images = [ImageFactory() for _ in range(rows)]
    for picture in images:
        make_article(index, image=picture, published_at=days_ago(1))
    drafts = [make_article(index, live=False, image=picture) for picture in images]
    user = make_user("Moderators")
    recent_leads(drafts[:1], user)

    with django_assert_num_queries(2):
        found = recent_leads(drafts, user)

    assert [len(leads) for leads in found.values()] == [1] * rows
