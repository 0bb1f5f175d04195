"""The addresses of feeds, sitemaps and robots.txt that the crawl reads, of public and of hidden subjects."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from wagtail.models import Page

from cms.access.models import AccessToken, digest
from news.feeds.addresses import FEED_SUBJECTS, FeedAddress, FeedContent, FeedFormat
from news.feeds.sitemaps import PAGES_PER_SITEMAP
from news.models import Author, Category, Tag
from tests.crawl.planting.newsroom import Newsroom

SUBJECT_MODELS: dict[str, Any] = dict(zip(FEED_SUBJECTS, (Category, Tag, Author), strict=True))
LOCALES = ["en", "fr", "es", "de"]
AGENCY_SECRET = "dateline_the-crawl"
AGENCY_FEED = "ninjs.json"


def feed_paths(newsroom: Newsroom) -> Iterator[str]:
    """Yields the paths: of each site and language, of each category, tag and author, and of each sitemap."""
    for number, host in enumerate(newsroom.hosts):
        for locale in LOCALES:
            yield from (address.path for address in FeedAddress(host, locale).variants())
        yield from (f"/feeds/{host}/{name}" for name in ("sitemap.xml", "news-sitemap-1.xml", "robots.txt"))
        if number == 0:
            yield from _subjects(host)
        yield from (f"/feeds/{host}/{locale}/{AGENCY_FEED}" for locale in LOCALES)
    chunks = sorted({pk // PAGES_PER_SITEMAP for pk in Page.objects.values_list("pk", flat=True)})
    yield from (f"/feeds/{host}/sitemap-{chunk}.xml" for host in newsroom.hosts for chunk in chunks)
    yield "/robots.txt"


def plant_agency() -> None:
    """Plant the access token with which the crawl reads the feeds for agencies; it opens nothing else."""
    key_hash = digest(AGENCY_SECRET, settings.SECRET_KEY)
    AccessToken.objects.create(name="Agency", reads_agency_feed=True, key_hash=key_hash)


def _subjects(host: str) -> Iterator[str]:
    for subject, model in SUBJECT_MODELS.items():
        for slug in model._default_manager.order_by("pk").values_list("slug", flat=True):
            yield FeedAddress(host, "en", subject, slug, FeedContent.FULL, FeedFormat.JSON).path
