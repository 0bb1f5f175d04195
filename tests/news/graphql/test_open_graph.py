"""What the API gives for previews of links, and where it says that feeds are."""

import datetime as dt

import pytest
from wagtail.models import Site

from cms.images.tasks import make_renditions
from news.models import ArticlePage, NewsIndexPage, SiteSettings
from tests.client import GraphQLClient
from tests.factories import NOON, AuthorFactory, CategoryFactory, ImageFactory, make_article

FIELDS = """type title description url siteName locale twitterCard image { url width height alt }
    publishedTime modifiedTime section tags authors"""
HOME = "https://www.example.org"


def open_graph(api: GraphQLClient, path: str) -> dict[str, object]:
    data = api.data(f'{{ page(path: "{path}") {{ seo {{ openGraph {{ {FIELDS} }} }} }} }}')
    found: dict[str, object] = data["page"]["seo"]["openGraph"]
    return found


def test_the_preview_of_an_article(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = ImageFactory(description="A ferry", file__width=1600, file__height=900)
    make_renditions(image)
    story = make_article(
        index,
        title="The ferry sails",
        slug="ferry",
        summary="At last.",
        category=CategoryFactory(name="Sea"),
        authors=[AuthorFactory(slug="ana"), AuthorFactory(slug="max")],
        tags=["Ports", "Ferries"],
        image=image,
        published_at=NOON,
    )
    ArticlePage.objects.filter(pk=story.pk).update(updated_at=NOON + dt.timedelta(hours=1))
    image.refresh_from_db()

    assert open_graph(api, "/news/ferry/") == {
        "type": "ARTICLE",
        "title": "The ferry sails",
        "description": "At last.",
        "url": f"{HOME}/news/ferry/",
        "siteName": "The Wire",
        "locale": "en",
        "twitterCard": "summary_large_image",
        "image": {
            "url": f"http://testserver/media/{image.sizes('SOCIAL')[-1][2]}",
            "width": 1200,
            "height": 630,
            "alt": "A ferry",
        },
        "publishedTime": "2026-05-29T12:00:00+00:00",
        "modifiedTime": "2026-05-29T13:00:00+00:00",
        "section": "Sea",
        "tags": ["Ferries", "Ports"],
        "authors": [f"{HOME}/author/ana/", f"{HOME}/author/max/"],
    }


def test_the_preview_of_another_page_shows_the_picture_of_the_site(site: Site, api: GraphQLClient) -> None:
    image = ImageFactory(description="Our ship")
    make_renditions(image)
    SiteSettings.objects.create(site=site, social_image=image)

    found = open_graph(api, "/news/")

    assert found["type"] == "WEBSITE"
    assert found["image"] is not None
    assert found["image"]["alt"] == "Our ship"  # type: ignore[index]  # it is a dictionary
    assert {found[name] for name in ("publishedTime", "modifiedTime", "section")} == {None}
    assert (found["tags"], found["authors"]) == ([], [])


def test_a_picture_that_is_not_made_yet_is_in_no_preview(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, slug="ferry", image=ImageFactory())

    found = open_graph(api, "/news/ferry/")

    assert (found["image"], found["twitterCard"]) == (None, "summary")


@pytest.mark.parametrize(
    ("field", "kind", "path"),
    [("category", "WEBSITE", "category/sea"), ("author", "PROFILE", "author/ana"), ("tag", "WEBSITE", "tag/ports")],
)
def test_the_previews_and_feeds_of_categories_authors_and_tags(
    index: NewsIndexPage, api: GraphQLClient, field: str, kind: str, path: str
) -> None:
    make_article(index, category=CategoryFactory(slug="sea"), authors=[AuthorFactory(slug="ana")], tags=["Ports"])

    [found] = api.data(
        f"""{{ {field}(slug: "{path.split("/")[1]}") {{ feeds {{ url mediaType format content }}
        seo {{ openGraph {{ type url siteName locale image {{ url }} }} }} }} }}"""
    ).values()

    assert found["seo"]["openGraph"] == {
        "type": kind,
        "url": f"{HOME}/{path}/",
        "siteName": "The Wire",
        "locale": "en",
        "image": None,
    }
    assert [tuple(feed.values()) for feed in found["feeds"]] == [
        (f"http://testserver/feeds/localhost/en/{path}/{name}.{ending}", media_type, ending.upper(), name.upper())
        for name in ("summary", "full")
        for ending, media_type in (
            ("rss", "application/rss+xml"),
            ("atom", "application/atom+xml"),
            ("json", "application/feed+json"),
        )
    ]


def test_the_feeds_of_a_site_are_there(index: NewsIndexPage, api: GraphQLClient) -> None:
    query = '{ site { sitemapUrl feeds { url } none: feeds(locale: "de") { url } } }'
    site = api.data(query)["site"]

    assert site["sitemapUrl"] == "http://testserver/feeds/localhost/sitemap.xml"
    assert site["none"] == []
    assert len(site["feeds"]) == 6
    for url in [site["sitemapUrl"], *(feed["url"] for feed in site["feeds"])]:
        assert api.http.get(url.removeprefix("http://testserver")).status_code == 200
