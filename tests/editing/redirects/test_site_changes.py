"""The former addresses of pages whose site has another root page or hostname."""

from django.test import TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.takedowns.actions import take_down
from news.models import ArticlePage, HomePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.editing.redirects.test_moved_pages import move, publish, route
from tests.factories import make_article, make_index, make_site, make_translation
from tests.user_accounts import make_user


def root_at(site: Site, page: Page) -> None:
    """Give a site another root page, as the form of the site does."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        site = Site.objects.get(pk=site.pk)
        site.root_page = Page.objects.get(pk=page.pk)
        site.save()


def new_home() -> HomePage:
    home = HomePage(title="New home", slug="new-home")
    Page.objects.get(depth=1).add_child(instance=home)
    return home


def test_a_root_page_further_down_redirects_all_that_is_below_it(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    gone, live = publish(index, "gone"), publish(index, "live")
    make_article(index, slug="draft", live=False)
    take_down(gone, make_user(is_superuser=True), "A court order")

    root_at(site, index)

    assert {path: route(api, path) for path in ("/news/live/", "/news/gone/", "/gone/", "/live/", "/news/draft/")} == {
        "/news/live/": "/live/",
        "/news/gone/": "GoneRoute",
        "/gone/": "GoneRoute",
        "/live/": "PageRoute",
        "/news/draft/": None,
    }
    redirects = Redirect.objects.order_by("old_path").values_list("old_path", "redirect_page", "site")
    assert list(redirects) == [
        ("/news", index.pk, site.pk),
        ("/news/gone", gone.pk, site.pk),
        ("/news/live", live.pk, site.pk),
    ]


def test_pages_that_follow_to_a_new_home_page_keep_their_addresses(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    gone, live = publish(index, "gone"), publish(index, "live")
    take_down(gone, make_user(is_superuser=True), "A court order")
    home = new_home()

    root_at(site, home)
    assert [route(api, path) for path in ("/news/live/", "/news/gone/")] == [None, None]

    section = make_index(Site.objects.get(), slug="section")
    move(NewsIndexPage.objects.get(pk=index.pk), section)
    assert {path: route(api, path) for path in ("/news/live/", "/news/gone/", "/section/news/gone/")} == {
        "/news/live/": "/section/news/live/",
        "/news/gone/": "GoneRoute",
        "/section/news/gone/": "GoneRoute",
    }
    assert ArticlePage.objects.get(pk=live.pk).url == "https://www.example.org/section/news/live/"


def test_languages_and_other_sites_below_keep_what_is_theirs(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    french = make_translation(index, "fr")
    port = publish(french, "le-port")
    inner = make_index(site, slug="inner")
    story = publish(inner, "story")
    Site.objects.create(hostname="inner.example", root_page=inner)

    root_at(site, index)

    assert route(api, "/fr/news/le-port/") == "/fr/le-port/"
    assert set(Redirect.objects.values_list("old_path", "redirect_page")) == {
        ("/fr/news", french.pk),
        ("/fr/news/le-port", port.pk),
        ("/news", index.pk),
    }
    assert route(api, "/story/", "inner.example") == "PageRoute"
    assert not Redirect.objects.filter(redirect_page=story).exists()


def test_the_same_root_page_and_a_new_site_make_none(site: Site, index: NewsIndexPage) -> None:
    publish(index, "story")
    with TestCase.captureOnCommitCallbacks(execute=True):
        Site.objects.get().save()
        make_site(hostname="other.example", default=False)

    assert not Redirect.objects.exists()


def test_another_hostname_leaves_take_downs_and_redirects(
    site: Site, index: NewsIndexPage, api: GraphQLClient
) -> None:
    gone = publish(index, "gone")
    take_down(gone, make_user(is_superuser=True), "A court order")
    Redirect.add_redirect("/old", gone, site=site)
    Redirect.add_redirect("/older", "/news/gone/", site=site)

    site.hostname = "new.example"
    site.save()

    for path in ("/news/gone/", "/old/", "/older/"):
        assert route(api, path, "new.example") == "GoneRoute"
        assert route(api, path) == "GoneRoute"
