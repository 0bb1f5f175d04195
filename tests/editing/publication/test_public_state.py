"""What the form of a page says of what the public sees of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from cms.editing.publication.public_state import PublicState
from news.models import ArticlePage, HomePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_hidden_articles, restrict
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

NOW = dt.datetime(2026, 11, 28, 5, 0, tzinfo=dt.UTC)


def said(page: Page, drafted: Page | None = None, now: dt.datetime | None = None) -> list[str]:
    published = type(page).objects.get(pk=page.pk)
    return PublicState(published, drafted or published, now).sentences


def test_nothing_is_said_where_the_public_sees_what_is_in_the_form(index: NewsIndexPage) -> None:
    assert said(make_article(index)) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"live": False}, "It has not been published yet."),
        ({"live": False, "last_published_at": NOW}, "It was unpublished after its last publication."),
        ({"live": False, "expired": True, "expire_at": NOW}, "It expired on 28 Nov 2026, 05:00 UTC."),
        ({"expire_at": NOW}, "It expired on 28 Nov 2026, 05:00 UTC."),
        ({"go_live_at": NOW + dt.timedelta(days=1)}, "It goes live on 29 Nov 2026, 05:00 UTC."),
        (
            {"embargo": True, "embargo_until": NOW + dt.timedelta(hours=1), "embargo_note": "For the ministry."},
            "Under embargo until 28 Nov 2026, 06:00 UTC. For the ministry.",
        ),
        ({"embargo": True}, "Under embargo until an editor takes the embargo away and publishes."),
    ],
)
def test_why_the_public_does_not_see_a_page(index: NewsIndexPage, fields: dict[str, Any], sentence: str) -> None:
    assert said(make_article(index, **fields), now=NOW) == ["Readers do not see this page.", sentence]


def test_private_pages_say_for_whom(index: NewsIndexPage) -> None:
    article = make_article(index)
    restrict(article, "password")
    restrict(index)
    assert said(article) == [
        "Readers do not see this page.",
        "“News and articles” above it is private, for those who log in.",
        "It is private, for those who have the password.",
    ]


def test_an_alias_says_in_the_place_of_its_form_that_its_source_is_hidden(index: NewsIndexPage) -> None:
    source = make_article(index)
    alias = source.create_alias(update_slug="mirrored")
    page = f"/admin/pages/{alias.pk}/edit/"
    browser = log_in(make_user("Moderators"))
    assert said(alias) == []
    assert "Readers do not see this page." not in browser.get(page).text

    restrict(source)
    sentences = ["Readers do not see this page.", "It is an alias, and readers do not see the page that it mirrors."]
    assert said(alias) == sentences
    shown = browser.get(page).text
    assert all(sentence in shown for sentence in sentences)
    assert "This page is an alias of another page." in shown


def test_a_hidden_home_page_is_named(site: Site, index: NewsIndexPage) -> None:
    article = make_article(index)
    HomePage.objects.filter(pk=site.root_page_id).update(live=False)
    assert said(article) == [
        "Readers do not see this page.",
        "The home page of its site, or of its language, is not public.",
    ]


def test_every_page_that_the_public_does_not_see_says_why(index: NewsIndexPage) -> None:
    hidden = make_hidden_articles(index)
    for article in hidden:
        sentences = said(article)
        assert sentences[0] == "Readers do not see this page."
        assert len(sentences) > 1, article.title


def test_a_schedule_is_told_with_its_moment(index: NewsIndexPage) -> None:
    article = make_article(index, live=False, go_live_at=timezone.now() + dt.timedelta(hours=1))
    revision = article.save_revision()
    revision.publish()
    revision.approved_go_live_at = NOW
    revision.save()
    assert said(article, now=NOW - dt.timedelta(hours=1))[-1] == (
        "A version is scheduled to go live on 28 Nov 2026, 05:00 UTC."
    )
    assert said(article, now=NOW)[-1] == (
        "A version should have gone live on 28 Nov 2026, 05:00 UTC: tell the administrator."
    )


def test_an_editor_who_ticks_the_embargo_of_a_live_article_hides_nothing_and_is_told(
    index: NewsIndexPage, api: GraphQLClient
) -> None:
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens", last_published_at=NOW)
    browser = log_in(make_user("Editors"))
    url = f"/admin/pages/{article.pk}/edit/"

    saved = browser.post(url, article_form(embargo="on"), headers={"accept": "application/json"})
    assert saved.json()["success"] is True
    assert "The embargo is set in this form only: it holds once this form is published." in saved.json()["html"]
    assert api.data('{ page(path: "/news/harbour-reopens/") { title } }') == {"page": {"title": "Harbour reopens"}}
    form = browser.get(url).content.decode()
    assert "Readers see the version of 28 Nov 2026, 05:00 UTC, without the changes in this form." in form

    publish(log_in(make_user("Moderators")), article, embargo="on")
    assert api.data('{ page(path: "/news/harbour-reopens/") { title } }') == {"page": None}
    untick = browser.post(url, article_form(), headers={"accept": "application/json"})
    assert "it holds until this form is published" in untick.json()["html"]
    assert api.data('{ page(path: "/news/harbour-reopens/") { title } }') == {"page": None}


def test_an_editor_cannot_publish_an_embargo_by_a_crafted_request(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour reopens", slug="harbour-reopens")
    publish(log_in(make_user("Editors")), article, embargo="on")
    assert ArticlePage.objects.filter(pk=article.pk, live=True, embargo=False).exists()
    assert api.data("{ articles { totalCount } }") == {"articles": {"totalCount": 1}}


def publish(browser: Client, article: ArticlePage, **values: Any) -> None:
    answer = browser.post(f"/admin/pages/{article.pk}/edit/", article_form("action-publish", **values))
    assert answer.status_code == 302


def test_the_form_of_a_new_page_gets_the_notice_with_its_first_autosave(index: NewsIndexPage) -> None:
    browser = log_in(make_user("Editors"))
    url = f"/admin/pages/add/news/articlepage/{index.pk}/"
    saved = browser.post(url, article_form(), headers={"accept": "application/json"}).json()
    hydrated = browser.get(saved["hydrate_url"]).content.decode()
    assert "It has not been published yet." in hydrated
