"""Redirects from the former addresses of pages that Wagtail leaves out."""

from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.editing.redirects import moved_pages
from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_article, make_index, make_site, make_translation
from tests.user_accounts import make_user

ROUTE = """query($path: String!, $site: String) { route(path: $path, site: $site) {
  __typename ... on RedirectRoute { location }
} }"""


def route(api: GraphQLClient, path: str, site: str | None = None) -> Any:
    found = api.data(ROUTE, path=path, site=site)["route"]
    return found and found.get("location", found["__typename"])


def publish(index: NewsIndexPage, slug: str) -> ArticlePage:
    article = make_article(index, slug=slug, live=False)
    article.save_revision().publish()
    article.refresh_from_db()
    return article


def rename(page: Page, slug: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.slug = slug
        page.save_revision().publish()


def move(page: Page, parent: Page) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        Page.objects.get(pk=page.pk).specific.move(Page.objects.get(pk=parent.pk), "last-child")


def test_pages_that_are_not_live_keep_their_addresses_when_a_page_above_is_renamed(
    index: NewsIndexPage, api: GraphQLClient
) -> None:
    gone, hidden, live = (publish(index, slug) for slug in ("gone", "hidden", "live"))
    draft = make_article(index, slug="draft", live=False)
    take_down(gone, make_user(is_superuser=True), "A court order")
    hidden.unpublish()

    rename(index, "stories")

    assert dict(Redirect.objects.values_list("old_path", "redirect_page")) == {
        "/news": index.pk,
        "/news/gone": gone.pk,
        "/news/hidden": hidden.pk,
        "/news/live": live.pk,
    }
    assert set(Redirect.objects.values_list("automatically_created", "is_permanent", "site")) == {
        (True, True, Site.objects.get().pk)
    }
    assert not Redirect.objects.filter(redirect_page=draft).exists()
    assert route(api, "/news/gone/") == "GoneRoute"
    assert route(api, "/news/hidden/") is None
    ArticlePage.objects.get(pk=hidden.pk).save_revision().publish()
    assert route(api, "/news/hidden/") == "/stories/hidden/"


def test_pages_that_are_not_live_keep_their_addresses_when_one_above_is_moved(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    archive, listing = make_index(site, slug="archive"), make_index(site, slug="listing")
    story = publish(listing, "story")
    story.unpublish()

    move(listing, archive)
    assert Redirect.objects.get(redirect_page=story).old_path == "/listing/story"
    move(listing, site.root_page)
    assert set(Redirect.objects.filter(redirect_page=story).values_list("old_path", flat=True)) == {
        "/listing/story",
        "/archive/listing/story",
    }

    ArticlePage.objects.get(pk=story.pk).save_revision().publish()
    assert route(api, "/listing/story/") == "PageRoute"
    assert route(api, "/archive/listing/story/") == "/listing/story/"


def test_what_was_taken_down_is_gone_at_both_addresses_when_a_page_above_is_moved(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    other = make_site(hostname="other.example", default=False)
    archive, listing = make_index(site, slug="archive"), make_index(site, slug="listing")
    story = publish(listing, "story")
    take_down(story, make_user(is_superuser=True), "A court order")

    move(listing, archive)
    assert route(api, "/listing/story/") == "GoneRoute"
    assert route(api, "/archive/listing/story/") == "GoneRoute"

    move(listing, index_of(other))
    assert route(api, "/listing/story/") == "GoneRoute"
    assert route(api, "/archive/listing/story/") == "GoneRoute"
    assert route(api, "/news/listing/story/", "other.example") == "GoneRoute"
    assert route(api, "/news/listing/story/") is None


def test_a_move_to_another_site_redirects(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    other = make_site(hostname="other.example", default=False)
    listing = make_index(site, slug="listing")
    story = publish(listing, "story")
    editors_own = Redirect.objects.create(old_path="/listing/kept", site=site, redirect_link="https://a.example/")
    publish(listing, "kept")

    move(listing, index_of(other))

    assert route(api, "/listing/story/") == f"{other.root_url}/news/listing/story/"
    assert not Redirect.objects.filter(site=other).exists()
    assert Redirect.objects.get(old_path="/listing/kept") == editors_own
    move(story, index)
    assert route(api, "/news/listing/story/", "other.example") == "https://www.example.org/news/story/"
    assert route(api, "/listing/story/") == "/news/story/"


def test_paths_of_other_languages_have_their_prefix(index: NewsIndexPage) -> None:
    french = make_translation(index, "fr")
    port = publish(french, "le-port")
    port.unpublish()

    rename(french, "actualites")

    assert Redirect.objects.get(redirect_page=port).old_path == "/fr/news/le-port"


def test_another_slug_of_a_languages_home_page_leaves_the_redirects(site: Site, index: NewsIndexPage) -> None:
    rename(publish(index, "port"), "harbour")
    french = make_translation(index, "fr").get_parent().specific

    with TestCase.captureOnCommitCallbacks(execute=True):
        french.slug = "accueil"
        french.save()

    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/news/port"]


def test_an_address_that_is_too_long_for_a_redirect_has_none(site: Site, index: NewsIndexPage) -> None:
    listing = make_index(site, slug="l" * 250)
    publish(listing, "story")

    rename(listing, "listing")

    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/" + "l" * 250]


def test_batches_are_no_larger_than_the_database_takes(index: NewsIndexPage, monkeypatch: Any) -> None:
    monkeypatch.setattr(moved_pages, "MAX_BATCH_SIZE", 2)
    for number in range(3):
        publish(index, f"live-{number}")
        publish(index, f"story-{number}").unpublish()

    rename(index, "stories")

    assert Redirect.objects.count() == 7


def test_a_home_page_may_be_renamed(site: Site, index: NewsIndexPage) -> None:
    publish(index, "story").unpublish()

    rename(site.root_page.specific, "start")

    assert not Redirect.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_page_that_is_renamed_and_moved_in_one_transaction_leaves_both_addresses(
    site: Site, index: NewsIndexPage
) -> None:
    archive = make_index(site, slug="archive")
    article = make_article(index, slug="moving")
    with transaction.atomic():
        page = ArticlePage.objects.get(pk=article.pk)
        page.slug = "moved"
        page.save_revision().publish()
        page.move(archive, pos="last-child")

    redirects = Redirect.objects.filter(redirect_page=article).order_by("old_path")
    assert list(redirects.values_list("old_path", flat=True)) == ["/news/moved", "/news/moving"]
