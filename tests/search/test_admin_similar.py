"""Articles that are likely the same story, for the form in which one is written."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.accounts.models import User
from news.models import NewsIndexPage
from tests.factories import CategoryFactory, make_article, make_index, make_translation, restrict
from tests.images.admin.test_deletion import section_editor
from tests.search.finding import index_all
from tests.user_accounts import log_in, make_user

ADDRESS = "/admin/similar-articles/"
HEADLINE = "Night ferry returns to Lisbon after a year"
TYPED = "Night ferry back in Lisbon after one-year pause"
NONE = {"message": "No similar article was found.", "html": ""}

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(index: NewsIndexPage) -> User:
    return make_user("Editors")


def asked(user: User, headline: str = TYPED, **fields: Any) -> Any:
    answer = log_in(user).post(ADDRESS, {"headline": headline, "locale": "en", **fields})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_published_article_is_listed_with_its_facts(index: NewsIndexPage, editor: User) -> None:
    moment = timezone.now().replace(hour=0, minute=0)
    category = CategoryFactory(name="Transport")
    article = make_article(index, title=HEADLINE, category=category, published_at=moment)
    make_article(index, title="Council approves budget for new tram line")
    index_all()

    found = asked(editor)

    assert found["message"] == "1 similar article"
    assert f'<a href="/admin/pages/{article.pk}/edit/" target="_blank" rel="noreferrer">{HEADLINE}' in found["html"]
    assert f"Transport · {moment:%-d %b %Y}, 00:00 UTC · Live" in found["html"]
    assert asked(editor, page=article.pk) == NONE, "the article in the form itself"
    assert asked(editor, "Ferry") == asked(editor, "The") == asked(editor, "") == NONE


def test_the_summary_is_compared_too(index: NewsIndexPage, editor: User) -> None:
    summary = "Forty thousand homes in the north are without power after the storm."
    make_article(index, title="Lights out in Varda", summary=summary)
    index_all()

    assert asked(editor, "A very dark night") == NONE
    assert "Lights out in Varda" in asked(editor, "A very dark night", summary=summary)["html"]


def test_drafts_are_listed_by_what_they_are_called_now(index: NewsIndexPage, editor: User) -> None:
    make_article(index, title=HEADLINE, live=False)
    live = make_article(index, title="Quite another story")
    live.title = "Night ferry: Lisbon has it back after a year"
    live.save_revision()
    index_all()

    html = asked(editor)["html"]

    assert (HEADLINE in html, live.title in html) == (True, True)
    assert "· Draft" in html


def test_no_more_than_five_are_listed_and_the_most_similar_first(index: NewsIndexPage, editor: User) -> None:
    for number in range(6):
        make_article(index, title=f"{HEADLINE} {'of waiting and waiting ' * number}", slug=f"ferry-{number}")
    make_article(index, title=TYPED)
    index_all()

    found = asked(editor)

    assert found["message"] == "5 similar articles"
    assert found["html"].count("<li>") == 5
    assert found["html"].index(TYPED) < found["html"].index(HEADLINE)


def test_other_languages_and_aliases_are_other_stories(index: NewsIndexPage, editor: User) -> None:
    french = make_translation(make_article(index, title="Something else"), "fr", title=HEADLINE)
    make_article(index, title="Elsewhere").create_alias(update_slug="alias", parent=index)
    index_all()

    assert asked(editor) == NONE
    assert asked(editor, "Elsewhere in alias")["html"].count("<li>") <= 1
    assert str(french.pk) in asked(editor, HEADLINE, locale="fr")["html"]


def test_what_an_account_may_not_edit_is_listed_as_readers_see_it(index: NewsIndexPage) -> None:
    other = make_index(index.get_site(), title="Sport", slug="sport")
    article = make_article(other, title=HEADLINE)
    article.title = "SECRET ferry scandal in Lisbon"
    article.save_revision()
    index_all()

    html = asked(section_editor(index))["html"]

    assert HEADLINE in html
    assert ("SECRET" in html, "/admin/" in html) == (False, False)
    assert f'href="{article.get_url()}"' in html


def test_nothing_of_another_section_shows_that_readers_do_not_see(index: NewsIndexPage) -> None:
    other = make_index(index.get_site(), title="Sport", slug="sport")
    make_article(other, title=f"{HEADLINE} draft", live=False)
    make_article(other, title=f"{HEADLINE} held", embargo=True)
    restrict(make_article(other, title=f"{HEADLINE} closed"))
    index_all()

    assert asked(section_editor(index)) == NONE
    html = asked(make_user("Editors"))["html"]
    assert [word in html for word in ("draft", "held", "closed")] == [True, True, True]


def test_headlines_are_text(index: NewsIndexPage, editor: User) -> None:
    make_article(index, title="Night ferry <script>alert(1)</script> Lisbon")
    index_all()

    html = asked(editor, "Night ferry script alert Lisbon")["html"]

    assert "&lt;script&gt;" in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"headline": "x" * 256}, "The headline is longer than 255 characters."),
        ({"summary": "x" * 1001}, "The summary is longer than 1000 characters."),
        ({"locale": "tlh"}, "The form does not say which article this is. Reload it."),
        ({"page": "7 OR 1=1"}, "The form does not say which article this is. Reload it."),
        ({"page": "9" * 30}, "The form does not say which article this is. Reload it."),
    ],
)
def test_bad_input_is_refused(editor: User, fields: dict[str, str], error: str) -> None:
    answer = log_in(editor).post(ADDRESS, {"headline": TYPED, "locale": "en", **fields})

    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize("headline", ['"', "-ferry -Lisbon", '"Night ferry" returns', "\x00 \ud83d", "OR AND *:* %_"])
def test_any_headline_is_taken(index: NewsIndexPage, editor: User, headline: str) -> None:
    index_all()

    assert asked(editor, headline.encode("utf-8", "replace").decode()) == NONE


def test_only_accounts_of_the_admin_may_ask(index: NewsIndexPage, editor: User) -> None:
    assert Client().post(ADDRESS).status_code == 302
    assert log_in(editor).get(ADDRESS).status_code == 405
    nobody = log_in(make_user("Editors"))
    nobody_user = User.objects.latest("pk")
    nobody_user.groups.clear()
    assert nobody.post(ADDRESS, {"headline": TYPED, "locale": "en"}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(ADDRESS, {"headline": TYPED, "locale": "en"}).status_code == 403


def test_every_engine_finds_them(opensearch: None, index: NewsIndexPage, editor: User) -> None:
    article = make_article(index, title=HEADLINE, summary="Boats sail at night again.")
    index_all()

    html = asked(editor, "Another headline", summary="At night boats sail again")["html"]

    assert f"/admin/pages/{article.pk}/edit/" in html


def test_without_an_index_drafts_are_found(index: NewsIndexPage, editor: User) -> None:
    make_article(index, title=HEADLINE, live=False)

    assert HEADLINE in asked(editor)["html"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_sql_does_not_grow_with_the_articles(
    index: NewsIndexPage, editor: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make_article(index, title=HEADLINE, category=CategoryFactory(), live=number % 2 == 0)
    index_all()
    browser = log_in(editor)
    found = browser.post(ADDRESS, {"headline": HEADLINE, "locale": "en"}).json()["html"]
    assert found.count("<li>") == min(rows, 5)

    with django_assert_num_queries(22):
        browser.post(ADDRESS, {"headline": HEADLINE, "locale": "en"})
