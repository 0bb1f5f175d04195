"""What the content model allows, keeps and computes."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Locale, Page, Revision

from cms.body.text import plain_text
from cms.body.word_count import count_words
from news.models import (
    ArticleAuthor,
    ArticlePage,
    Author,
    Category,
    HomePage,
    Menus,
    NewsIndexPage,
    SiteSettings,
    StandardPage,
)
from tests.factories import NOON, AuthorFactory, CategoryFactory, ImageFactory, make_article, make_translation, stored

PAGES = (HomePage, NewsIndexPage, ArticlePage, StandardPage)


def test_the_tree_holds_only_what_makes_sense() -> None:
    below = {model: set(model.allowed_subpage_models()) & set(PAGES) for model in (*PAGES, Page)}
    above = {model: set(model.allowed_parent_page_models()) for model in PAGES}

    assert below == {
        Page: {HomePage},
        HomePage: {NewsIndexPage, StandardPage},
        NewsIndexPage: {ArticlePage},
        ArticlePage: set(),
        StandardPage: {StandardPage},
    }
    assert above == {
        HomePage: {Page},
        NewsIndexPage: {HomePage},
        ArticlePage: {NewsIndexPage},
        StandardPage: {HomePage, StandardPage},
    }


def test_used_categories_and_authors_cannot_be_deleted(index: NewsIndexPage) -> None:
    """Not even by a script that knows nothing of the admin's own checks."""
    category, author = CategoryFactory(), AuthorFactory()
    make_article(index, category=category, authors=[author])

    for used in (category, author):
        with pytest.raises(ProtectedError), transaction.atomic():
            used.delete()

    assert (Category.objects.count(), Author.objects.count()) == (1, 1)
    ArticlePage.objects.get().delete()
    category.delete()
    author.delete()


def test_a_deleted_picture_leaves_the_article(index: NewsIndexPage) -> None:
    image = ImageFactory()
    article = make_article(index, image=image, social_image=image)

    image.delete()

    article.refresh_from_db()
    assert (article.image, article.social_image) == (None, None)


def test_slugs_are_unique_where_they_name_something(index: NewsIndexPage) -> None:
    french = Locale.objects.create(language_code="fr")
    CategoryFactory(slug="safety")
    CategoryFactory(slug="safety", locale=french)
    AuthorFactory(slug="ana")

    for make in (lambda: CategoryFactory(slug="safety"), lambda: AuthorFactory(slug="ana")):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    with pytest.raises(ValidationError, match="this Slug and Locale already exists"):
        Category(name="Safety", slug="safety", locale=Locale.get_default()).full_clean()


def test_nobody_signs_an_article_twice(index: NewsIndexPage) -> None:
    author = AuthorFactory()
    article = make_article(index, authors=[author])

    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleAuthor.objects.create(page=article, author=author)


def test_the_dateline_is_that_of_the_first_publication_and_stays(index: NewsIndexPage) -> None:
    article = ArticlePage(title="Story", live=False)
    index.add_child(instance=article)
    assert article.published_at is None

    before = timezone.now()
    article.save_revision().publish()
    article.refresh_from_db()
    first = article.published_at
    assert first is not None
    assert before <= first <= timezone.now()
    assert first == article.first_published_at

    article.unpublish()
    revised = ArticlePage.objects.get()
    revised.title = "Story, revised"
    revised.published_at = None
    revised.save_revision().publish()

    again = ArticlePage.objects.get()
    assert (again.title, again.published_at, again.first_published_at) == ("Story, revised", first, first)
    assert again.last_published_at is not None
    assert again.last_published_at > first


def test_an_editors_dateline_is_kept(index: NewsIndexPage) -> None:
    article = ArticlePage(title="Story", published_at=NOON, live=False)
    index.add_child(instance=article)

    article.save_revision().publish()

    assert ArticlePage.objects.get().published_at == NOON


def test_a_draft_that_is_published_from_an_older_revision_keeps_its_dateline(index: NewsIndexPage) -> None:
    article = ArticlePage(title="Story", live=False)
    index.add_child(instance=article)
    old = article.save_revision()
    old.publish()
    first = ArticlePage.objects.get().published_at

    Revision.objects.get(pk=old.pk).publish()

    assert ArticlePage.objects.get().published_at == first


def test_a_copy_in_another_language_has_its_own_first_publication(index: NewsIndexPage) -> None:
    """The translation carries the dateline over, which an editor may change: it is the same story."""
    article = make_article(index, published_at=NOON)

    french = make_translation(article, "fr")

    assert french.published_at == NOON
    assert french.first_published_at is None


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (356, 1), (357, 2), (2380, 10), (2498, 10), (2499, 11)]
)
def test_reading_minutes(index: NewsIndexPage, words: int, minutes: int) -> None:
    body = stored(("paragraph", {"html": f"<p>{'word ' * words}</p>"})) if words else ""

    assert make_article(index, body=body).reading_minutes == minutes


def test_the_words_of_the_story_count(index: NewsIndexPage) -> None:
    ten = " ".join(["word"] * 10)
    picture = {"image": None, "caption": ten, "alt": ten, "credit": ten}
    blocks: list[tuple[str, Any]] = [
        ("heading", {"text": ten, "level": "2"}),
        ("paragraph", {"html": f"<p>{ten}</p><p>Rock &amp;&nbsp;roll <b>f</b>or ten pounds and no pence more</p>"}),
        ("quote", {"quote": ten, "attribution": ten}),
        ("question_answer", {"question": ten, "answer": ten}),
        ("callout", {"title": ten, "html": f"<ul><li>{ten}<ol><li>{ten}</li></ol></li><li>{ten}</li></ul>"}),
        ("table", {"columns": [{"type": "text", "heading": ten}], "rows": [{"values": [ten, None]}], "caption": ten}),
        ("table", None),
    ]
    without = [
        ("image", picture),
        ("gallery", {"items": [picture, picture]}),
        ("embed", {"url": "https://example.org/two-words"}),
        ("document", {"document": None, "title": ten}),
        ("related_articles", {"heading": ten, "articles": []}),
    ]

    assert count_words(plain_text(make_article(index, body=stored(*blocks, *without)).body)) == 139


def test_a_language_that_is_read_more_slowly_takes_more_minutes(index: NewsIndexPage) -> None:
    article = make_article(index, body=stored(("paragraph", {"html": f"<p>{'كلمة ' * 1810}</p>"})))

    assert article.reading_minutes == 8
    assert make_translation(article, "ar").reading_minutes == 10


def test_settings_of_a_site_are_made_once(index: NewsIndexPage) -> None:
    site = index.get_site()

    assert SiteSettings.for_site(site) == SiteSettings.for_site(site)
    assert Menus.for_site(site) == Menus.for_site(site)
    assert str(CategoryFactory(name="Safety")) == "Safety"
    assert str(AuthorFactory(name="Ana")) == "Ana"


def test_dates_are_moments(index: NewsIndexPage) -> None:
    article = make_article(index, published_at=dt.datetime(2026, 5, 29, 10, tzinfo=dt.timezone(dt.timedelta(hours=2))))

    article.refresh_from_db()

    assert article.published_at == dt.datetime(2026, 5, 29, 8, tzinfo=dt.UTC)
