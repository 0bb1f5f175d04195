"""What every page type has in common, as editors and their visitors meet it."""

from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, Site

from cms.accounts.models import User
from cms.sites import SiteIndex
from news.models import NewsIndexPage, StandardPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, make_article, make_page, make_translation


def test_addresses_lead_to_the_frontend(site: Site, index: NewsIndexPage) -> None:
    page = make_article(index, slug="harbour")
    french = make_translation(page, "fr", slug="port")
    request = RequestFactory().get("/")

    assert page.get_url_parts() == (site.pk, "https://www.example.org", "/news/harbour/")
    assert page.full_url == page.get_full_url(request) == "https://www.example.org/news/harbour/"
    assert page.url == page.get_url(request) == "https://www.example.org/news/harbour/"
    assert french.full_url == french.url == "https://www.example.org/fr/news/port/"


def test_a_page_outside_every_site_has_no_address(site: Site) -> None:
    orphan = StandardPage(title="Orphan", slug="orphan")
    Page.objects.get(depth=1).add_child(instance=orphan)

    assert (orphan.get_url_parts(), orphan.full_url, orphan.url) == (None, None, None)


def test_a_page_knows_whether_readers_see_it(
    index: NewsIndexPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    public, draft = make_article(index), make_article(index, live=False)

    assert (public.is_public, draft.is_public) == (True, False)
    with django_assert_num_queries(0):
        assert (public.is_public, public.url is not None, draft.get_url()) == (True, True, draft.url)


def test_pages_of_a_listing_share_the_query_of_the_sites(
    index: NewsIndexPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pages = [make_article(index, slug="harbour"), make_article(index, slug="quay")]
    sites = SiteIndex()
    for page in pages:
        page.site_index = sites

    with django_assert_num_queries(1):
        assert [page.url for page in pages] == [
            "https://www.example.org/news/harbour/",
            "https://www.example.org/news/quay/",
        ]


def test_visitors_of_the_editors_server_are_sent_to_the_frontend(site: Site, index: NewsIndexPage) -> None:
    page = make_article(index, slug="harbour")
    orphan = StandardPage(title="Orphan", slug="orphan")
    Page.objects.get(depth=1).add_child(instance=orphan)
    request = RequestFactory().get("/")

    answers = [one.serve(request) for one in (page, orphan)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "https://www.example.org/news/harbour/"),
        (302, "/"),
    ]


def test_the_admin_links_to_the_frontend(index: NewsIndexPage, client: Client) -> None:
    page = make_article(index, slug="harbour")
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "secret"))

    for address in (f"/admin/pages/{index.pk}/", f"/admin/pages/{page.pk}/edit/"):
        html = client.get(address).content.decode()
        assert 'href="https://www.example.org/news/harbour/"' in html, address
        assert 'href="/news/harbour/"' not in html, address


def test_what_search_engines_are_told(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    own, social = ImageFactory(title="Own"), ImageFactory(title="Social")
    make_article(index, title="Plain", slug="plain", summary="A summary.", image=own)
    make_article(
        index,
        title="Told",
        slug="told",
        summary="A summary.",
        image=own,
        seo_title="As told",
        search_description="A description.",
        social_image=social,
        noindex=True,
    )
    make_page(site.root_page, title="About", slug="about")

    answer = api.data(
        """query {
          plain: page(path: "/news/plain/") { ...seo }
          told: page(path: "/news/told/") { ...seo }
          about: page(path: "/about/") { ...seo }
        }
        fragment seo on Page { seo { title description canonicalUrl noindex image { title } } }"""
    )

    assert {name: page["seo"] for name, page in answer.items()} == {
        "plain": {
            "title": "Plain",
            "description": "A summary.",
            "canonicalUrl": "https://www.example.org/news/plain/",
            "noindex": False,
            "image": {"title": "Own"},
        },
        "told": {
            "title": "As told",
            "description": "A description.",
            "canonicalUrl": "https://www.example.org/news/told/",
            "noindex": True,
            "image": {"title": "Social"},
        },
        "about": {
            "title": "About",
            "description": "",
            "canonicalUrl": "https://www.example.org/about/",
            "noindex": False,
            "image": None,
        },
    }
