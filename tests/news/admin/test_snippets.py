"""Categories and authors in the admin."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale

from news.models import ArticlePage, Author, Category, NewsIndexPage
from tests.factories import AuthorFactory, CategoryFactory, make_article
from tests.user_accounts import log_in, make_user

CATEGORIES = "/admin/snippets/news/category/"
AUTHORS = "/admin/snippets/news/author/"


@pytest.fixture
def moderator(db: None) -> Client:
    return log_in(make_user("Moderators"))


def names(browser: Client, url: str) -> list[str]:
    """Returns the names in a listing, from top to bottom."""
    answer = browser.get(url)
    assert answer.status_code == 200
    return [str(row) for row in answer.context["object_list"]]


def cells(browser: Client, url: str, name: str) -> list[str]:
    """Returns the words in each cell of the row that carries a name."""
    html = browser.get(url).content.decode()
    row = next(
        part for part in html.split("<tr")[1:] if f">{name}<" in re.sub(r">\s+|\s+<", lambda m: m[0].strip(), part)
    )
    found = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
    return [found[1].removesuffix("Edit Inspect Delete").strip(), *found[2:]]


def test_a_category_is_listed_with_slug_language_and_articles(index: NewsIndexPage, moderator: Client) -> None:
    safety = CategoryFactory(name="Safety", slug="safety")
    CategoryFactory(name="Unused", slug="unused")
    make_article(index, category=safety)
    make_article(index, category=safety, live=False)

    assert cells(moderator, CATEGORIES, "Safety") == ["Safety", "safety", "English", "2 articles"]
    assert cells(moderator, CATEGORIES, "Unused") == ["Unused", "unused", "English", "None"]
    assert f'href="/admin/articles/?category={safety.pk}"' in moderator.get(CATEGORIES).content.decode()


def test_a_category_is_inspected_without_its_keys(moderator: Client) -> None:
    category = CategoryFactory(name="Ports", slug="ports")

    page = moderator.get(f"{CATEGORIES}inspect/{category.pk}/").content.decode()

    assert "ports" in page
    assert "Translation key" not in page
    assert str(category.translation_key) not in page


def test_an_author_is_listed_with_job_title_articles_and_state(index: NewsIndexPage, moderator: Client) -> None:
    ana = AuthorFactory(name="Ana Duarte", job_title="Rail editor")
    AuthorFactory(name="Tom Okafor", live=False)
    make_article(index, authors=[ana])

    assert cells(moderator, AUTHORS, "Ana Duarte") == ["Ana Duarte", "Rail editor", "1 article", "live"]
    assert cells(moderator, AUTHORS, "Tom Okafor") == ["Tom Okafor", "", "None", "draft"]
    assert names(moderator, f"{AUTHORS}?live=false") == ["Tom Okafor"]


def test_categories_are_filtered_by_language_searched_and_ordered(moderator: Client) -> None:
    french = Locale.objects.create(language_code="fr")
    CategoryFactory(name="Culture", slug="culture")
    CategoryFactory(name="Transport", slug="transport")
    CategoryFactory(name="Transports", slug="transports", locale=french)

    assert names(moderator, CATEGORIES) == ["Culture", "Transport", "Transports"]
    assert names(moderator, f"{CATEGORIES}?locale=fr") == ["Transports"]
    assert names(moderator, f"{CATEGORIES}?ordering=-name") == ["Transports", "Transport", "Culture"]
    assert sorted(names(moderator, f"{CATEGORIES}?q=trans")) == ["Transport", "Transports"]
    assert names(moderator, f"{CATEGORIES}?q=trans&locale=fr&ordering=-name") == ["Transports"]


def test_authors_are_searched_and_ordered(moderator: Client) -> None:
    AuthorFactory(name="Ana Duarte", job_title="Reporter")
    AuthorFactory(name="Anatol Berg", job_title="Editor")
    AuthorFactory(name="Tom Okafor", job_title="Photographer")

    assert sorted(names(moderator, f"{AUTHORS}?q=ana&live=true&ordering=-name")) == ["Ana Duarte", "Anatol Berg"]
    assert names(moderator, f"{AUTHORS}?ordering=job_title") == ["Anatol Berg", "Tom Okafor", "Ana Duarte"]


def test_a_category_is_translated_from_the_listing(moderator: Client) -> None:
    Locale.objects.create(language_code="fr")
    culture = CategoryFactory(name="Culture", slug="culture")

    url = f"/admin/translation/submit/snippet/news/category/{culture.pk}/"

    assert url in moderator.get(CATEGORIES).content.decode()
    answer = moderator.post(url, {"locales": [Locale.objects.get(language_code="fr").pk]})

    assert answer.status_code == 302
    assert Category.objects.get(locale__language_code="fr").translation_key == culture.translation_key
    assert url not in moderator.get(CATEGORIES).content.decode(), "there is no language left"


@pytest.mark.parametrize("single", [True, False], ids=["one", "many"])
def test_a_used_category_cannot_be_deleted(index: NewsIndexPage, moderator: Client, single: bool) -> None:
    safety = CategoryFactory(name="Safety")
    make_article(index, category=safety)
    url = f"{CATEGORIES}delete/{safety.pk}/" if single else f"/admin/bulk/news/category/delete/?id={safety.pk}"

    for ask in (moderator.get, moderator.post):
        answer = ask(url)
        assert (answer.status_code, answer["Location"]) == (302, CATEGORIES)
        listing = moderator.get(CATEGORIES).content.decode()
        assert "“Safety” was not deleted: 1 article uses it. Change the article first." in listing
        assert f'href="/admin/articles/?category={safety.pk}"' in listing

    assert Category.objects.filter(pk=safety.pk).exists()


def test_what_only_a_draft_uses_cannot_be_deleted(index: NewsIndexPage, moderator: Client) -> None:
    safety, ana = CategoryFactory(name="Safety"), AuthorFactory(name="Ana Duarte")
    article = make_article(index)
    article.category = safety
    article.bylines.create(author=ana)
    article.save_revision()

    moderator.post(f"{CATEGORIES}delete/{safety.pk}/")
    moderator.post(f"{AUTHORS}delete/{ana.pk}/")

    assert Category.objects.filter(pk=safety.pk).exists()
    assert Author.objects.filter(pk=ana.pk).exists()
    assert "“Ana Duarte” was not deleted: 1 article uses it." in moderator.get(AUTHORS).content.decode()


def test_what_nothing_uses_is_deleted(index: NewsIndexPage, moderator: Client) -> None:
    safety, culture, ana = CategoryFactory(name="Safety"), CategoryFactory(), AuthorFactory()
    make_article(index, category=culture)

    assert "Are you sure" in moderator.get(f"{CATEGORIES}delete/{safety.pk}/").content.decode()
    moderator.post(f"{CATEGORIES}delete/{safety.pk}/")
    moderator.post(f"/admin/bulk/news/author/delete/?id={ana.pk}")

    assert list(Category.objects.all()) == [culture]
    assert not Author.objects.exists()


def test_an_old_revision_opens_without_what_was_deleted_since(index: NewsIndexPage, moderator: Client) -> None:
    safety, ana, tom = CategoryFactory(), AuthorFactory(), AuthorFactory()
    article = make_article(index, category=safety, authors=[ana, tom])
    old = article.save_revision()
    article.category = None
    article.bylines = []
    article.save_revision().publish()
    safety.delete()
    ana.delete()

    opened = old.as_object()
    answer = moderator.get(f"/admin/pages/{article.pk}/revisions/{old.pk}/revert/")

    assert (opened.category, [byline.author for byline in opened.bylines.all()]) == (None, [tom])
    assert answer.status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize(("url", "queries"), [(CATEGORIES, 14), (AUTHORS, 12)])
def test_the_listings_cost_the_same_for_any_number_of_rows(
    index: NewsIndexPage,
    moderator: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    url: str,
    queries: int,
    rows: int,
) -> None:
    category, author = CategoryFactory.create_batch(rows)[0], AuthorFactory.create_batch(rows)[0]
    make_article(index, category=category, authors=[author])
    moderator.get(url)

    with django_assert_num_queries(queries):
        answer = moderator.get(url)

    assert len(answer.context["object_list"]) == min(rows, 20)
    assert ArticlePage.objects.count() == 1
