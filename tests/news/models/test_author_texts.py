"""Job titles and biographies of authors in other languages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Locale, Page

from cms.changes.tags import TableKind, table_kinds
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage, Author, AuthorText, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, index_of, make_article, make_site, make_translation
from tests.news.author_form import author_form
from tests.user_accounts import log_in, make_user

AUTHORS = "/admin/snippets/news/author/"
OWN = {"jobTitle": "Editor", "bio": "She writes.", "locale": "en", "direction": "LTR"}
ARABIC = {"jobTitle": "محرّرة", "bio": "تكتب.", "locale": "ar", "direction": "RTL"}
FRENCH = {"jobTitle": "", "bio": "Elle écrit.", "locale": "fr", "direction": "LTR"}
TEXTS = "jobTitle bio locale direction"


def locale_of(code: str) -> Locale:
    locale: Locale = Locale.objects.get_or_create(language_code=code)[0]
    return locale


@pytest.fixture
def ana(index: NewsIndexPage, settings: Settings) -> Author:
    """An author with texts in three languages, and an article in each of four."""
    settings.FRONTEND_URL = "https://www.example.org"
    author = AuthorFactory(name="Ana Duarte", slug="ana", job_title="Editor", bio="She writes.")
    article = make_article(index, slug="fog", authors=[author])
    for code in ("ar", "fr", "es"):
        make_translation(article, code)
    AuthorText.objects.create(author=author, locale=locale_of("ar"), job_title="محرّرة", bio="تكتب.")
    AuthorText.objects.create(author=author, locale=locale_of("fr"), bio="Elle écrit.")
    return author


@pytest.mark.parametrize(("code", "expected"), [("en", OWN), ("ar", ARABIC), ("fr", FRENCH), ("es", OWN), ("xx", OWN)])
def test_texts_are_in_the_language_in_which_the_author_is_reached(
    ana: Author, api: GraphQLClient, code: str, expected: dict[str, str]
) -> None:
    query = f"""query($locale: String!) {{
      author(slug: "ana", locale: $locale) {{ {TEXTS} }}
      authors(locale: $locale) {{ nodes {{ {TEXTS} }} }}
      articles(locale: $locale) {{ nodes {{ authors {{ {TEXTS} }} }} }}
    }}"""
    has_pages = code != "xx"

    assert api.data(query, locale=code) == {
        "author": expected if has_pages else None,
        "authors": {"nodes": [expected] if has_pages else []},
        "articles": {"nodes": [{"authors": [expected]}] if has_pages else []},
    }


def test_arguments_choose_the_language(ana: Author, api: GraphQLClient) -> None:
    query = """{ author(slug: "ana", locale: "fr") {
      jobTitle(locale: "ar") bio(locale: "en") locale(locale: "es") direction(locale: "ar")
      there: bio(site: "localhost", locale: "xx") seo(locale: "ar") { description }
    } }"""

    assert api.data(query)["author"] == {
        "jobTitle": "محرّرة",
        "bio": "She writes.",
        "locale": "en",
        "direction": "RTL",
        "there": "She writes.",
        "seo": {"description": "تكتب."},
    }


def test_heads_feeds_and_structured_data(ana: Author, api: GraphQLClient) -> None:
    query = """query($locale: String!) {
      author(slug: "ana", locale: $locale) { seo { description } }
      articles(locale: $locale) { nodes { structuredData } }
    }"""
    described = {}
    for code in ("en", "ar", "fr"):
        answer = api.data(query, locale=code)
        [person] = answer["articles"]["nodes"][0]["structuredData"]["author"]
        feed = json.loads(Client().get(f"/feeds/localhost/{code}/author/ana/summary.json").content)
        described[code] = (answer["author"]["seo"]["description"], person.get("jobTitle"), feed["description"])

    assert described == {
        "en": ("She writes.", "Editor", "She writes."),
        "ar": ("تكتب.", "محرّرة", "تكتب."),
        "fr": ("Elle écrit.", None, "Elle écrit."),
    }


@pytest.mark.parametrize("size", [3, 30])
def test_one_statement_for_all_authors(
    index: NewsIndexPage, api: GraphQLClient, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    french = make_translation(index, "fr")
    for number in range(size):
        author = AuthorFactory(name=f"Author {number}")
        AuthorText.objects.create(author=author, locale=french.locale, bio=f"Texte {number}")
        make_article(french, authors=[author], locale=french.locale)
    names = "{ articles(locale: %s, first: 50) { nodes { authors { name } } } }"
    texts = "{ articles(locale: %s, first: 50) { nodes { authors { name bio locale jobTitle direction } } } }"
    for query in (names, texts):
        api.data(query % '"fr"')

    with django_assert_num_queries(4):
        api.data(names % '"fr"')
    with django_assert_num_queries(5):
        nodes = api.data(texts % '"fr"')["articles"]["nodes"]
    assert sorted(node["authors"][0]["bio"] for node in nodes) == sorted(f"Texte {number}" for number in range(size))


def test_editors_write_texts_that_readers_see_when_they_are_published(ana: Author, api: GraphQLClient) -> None:
    moderator = log_in(make_user("Moderators"))
    spanish = {"id": "", "locale": locale_of("es").pk, "job_title": "Redactora", "bio": "Escribe."}
    kept = [
        {"id": text.pk, "locale": text.locale_id, "job_title": text.job_title, "bio": text.bio}
        for text in ana.texts.all()
    ]
    form = author_form(*kept, spanish, name="Ana Duarte", slug="ana", job_title="Editor", bio="She writes.")
    address = f"{AUTHORS}edit/{ana.pk}/"

    assert moderator.post(address, form).status_code == 302
    revision = Author.objects.get(pk=ana.pk).latest_revision
    assert spanish_of(api) == OWN
    drafted = {text.bio for text in revision.as_object().texts.all()}
    assert drafted == {"تكتب.", "Elle écrit.", "Escribe."}

    assert moderator.post(address, form | {"action-publish": "1"}).status_code == 302
    assert spanish_of(api) == {"jobTitle": "Redactora", "bio": "Escribe.", "locale": "es", "direction": "LTR"}
    assert AuthorText.objects.filter(author=ana).count() == 3


def spanish_of(api: GraphQLClient) -> Any:
    return api.data(f'{{ author(slug: "ana", locale: "es") {{ {TEXTS} }} }}')["author"]


def test_the_form_refuses_what_no_reader_would_see(ana: Author) -> None:
    moderator = log_in(make_user("Moderators"))

    def errors(*texts: dict[str, Any]) -> list[Any]:
        form = author_form(*texts, name="Bo", slug="bo") | {"action-publish": "1"}
        answer = moderator.post(f"{AUTHORS}add/", form)
        assert answer.status_code == 200
        formset = answer.context["form"].formsets["texts"]
        return [
            *formset.non_form_errors(),
            *(text for one in formset.errors for found in one.values() for text in found),
        ]

    def text(code: str, bio: str = "Text") -> dict[str, Any]:
        return {"locale": locale_of(code).pk, "job_title": "", "bio": bio}

    assert errors(text("en")) == ["The texts further up are those in English. Change them there."]
    assert errors(text("fr", "")) == ["Type a job title or a biography, or remove this language."]
    assert (
        errors(text("fr"), text("fr"))[0]
        == "Please correct the duplicate data for author and locale, which must be unique."
    )
    assert not Author.objects.filter(slug="bo").exists()


def test_texts_of_hidden_authors_stay_hidden(ana: Author, api: GraphQLClient) -> None:
    query = f"""{{
      author(slug: "ana", locale: "ar") {{ {TEXTS} }}
      articles(locale: "ar") {{ nodes {{ authors {{ {TEXTS} }} structuredDataScript }} }}
    }}"""
    assert "محرّرة" in json.dumps(api.data(query), ensure_ascii=False)

    Author.objects.filter(pk=ana.pk).update(live=False)

    answer = api.data(query)
    assert (answer["author"], answer["articles"]["nodes"][0]["authors"]) == (None, [])
    assert "محرّرة" not in json.dumps(answer, ensure_ascii=False)


def test_a_revision_from_before_keeps_the_texts(ana: Author) -> None:
    revision = ana.save_revision()
    del revision.content["texts"]
    revision.save()

    revision.publish()

    assert sorted(AuthorText.objects.values_list("bio", flat=True)) == ["Elle écrit.", "تكتب."]


def test_texts_are_content_that_readers_see() -> None:
    assert table_kinds()["authortext"] is TableKind.SHOWN


@pytest.fixture
def cached(settings: Settings) -> Iterator[tuple[Author, Author]]:
    """Two authors whose texts are in cached answers."""
    settings.RESPONSE_CACHE_TTL = 3_600
    response_store.cache_clear()
    with transaction.atomic():
        Page.objects.filter(depth=2).delete()
        french = make_translation(index_of(make_site()), "fr")
        authors = AuthorFactory(slug="ana"), AuthorFactory(slug="bo")
        for author in authors:
            make_article(french, authors=[author], locale=french.locale, slug=f"by-{author.slug}")
            AuthorText.objects.create(author=author, locale=french.locale, bio="Texte")
    yield authors
    response_store.cache_clear()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_text_invalidates_the_answers_about_its_author_alone(cached: tuple[Author, Author]) -> None:
    client = Client()
    query = '{ page(path: "/fr/news/by-%s/") { ... on ArticlePage { authors { bio } } } }'

    def bio_of(slug: str) -> tuple[str, bool]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/graphql/", {"query": query % slug})
        [author] = response.json()["data"]["page"]["authors"]
        return author["bio"], len(queries) == 0

    for slug in ("ana", "bo"):
        assert bio_of(slug) == ("Texte", False)
        assert bio_of(slug) == ("Texte", True)

    with transaction.atomic():
        text = AuthorText.objects.get(author=cached[0])
        text.bio = "Mieux"
        text.save()
    assert (bio_of("ana"), bio_of("bo")) == (("Mieux", False), ("Texte", True))

    AuthorText.objects.update(bio="Autre")
    assert (bio_of("ana"), bio_of("bo")) == (("Autre", False), ("Autre", False))

    with transaction.atomic():
        AuthorText.objects.get(author=cached[0]).delete()
    assert (bio_of("ana"), bio_of("bo")) == (("", False), ("Autre", True))
    assert ArticlePage.objects.count() == 2
