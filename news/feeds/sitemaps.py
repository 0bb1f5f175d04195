"""Sitemaps of a site: an index, files with ranges of primary keys, and the news of the last two days.

A page never changes its file, and a database index finds a file's pages, so that the last file costs as much as the
first. Sources: https://www.sitemaps.org/protocol.html,
https://developers.google.com/search/docs/specialty/international/localized-versions,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import datetime as dt
from collections import defaultdict
from io import StringIO
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.encoding import iri_to_uri
from django.utils.timezone import now as moment_of_now
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page

from cms.graphql.context import Context
from cms.graphql.schema.registry import page_models
from cms.http.deadline import check_deadline
from cms.pages import BasePage
from cms.sites import SiteLocale
from news.feeds.addresses import site_file_url
from news.feeds.entries import without_control_characters
from news.feeds.execution import FeedError
from news.models import ArticlePage

PAGES_PER_SITEMAP = 2_500
"""Range of primary keys of one file.

The protocol allows 50,000 URLs and 50 MB, older readers 10 MB. This many pages in ten languages, with URLs of 150
characters, make 6 MB.
"""

NEWS_PER_SITEMAP = 1_000
NEWS_AGE = dt.timedelta(days=2)
NEWS_WINDOW = dt.timedelta(minutes=15)
"""Rounding of the two days of news: a stored file is correct until the next multiple."""

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def sitemap_index(context: Context, trees: list[SiteLocale]) -> bytes:
    """Return the index of a site's sitemaps, each with the time of its latest change.

    Args:
        context: a request of an anonymous client.
        trees: the public pages of the site in all its languages.
    """
    hostname = trees[0].site.hostname
    chunk = ExpressionWrapper(F("pk") / PAGES_PER_SITEMAP, output_field=BigIntegerField())
    chunks = _listed(context, trees).order_by().annotate(chunk=chunk).values("chunk")
    latest = chunks.annotate(latest=Max("changed")).order_by("chunk").values_list("chunk", "latest")
    files = [(f"sitemap-{number}.xml", changed) for number, changed in latest]
    news = _recent(context, trees)
    count, newest = news.count(), news.aggregate(newest=Max("published_at"))["newest"]
    files += [(f"news-sitemap-{n + 1}.xml", newest) for n in range(-(-count // NEWS_PER_SITEMAP))]
    out, handler = _begin("sitemapindex", {"xmlns": SITEMAP})
    for name, changed in files:
        handler.startElement("sitemap", {})
        handler.addQuickElement("loc", site_file_url(hostname, name))
        if changed:
            handler.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        handler.endElement("sitemap")
    return _end(out, handler, "sitemapindex")


def sitemap(context: Context, trees: list[SiteLocale], number: int) -> bytes:
    """Return one file of the public pages of a site in all languages, with their translations.

    Args:
        context: a request of an anonymous client.
        trees: the public pages of the site in all its languages.
        number: the number of its range of primary keys.

    Raises:
        FeedError: 404, when it has no pages.
    """
    first = number * PAGES_PER_SITEMAP
    pages = _listed(context, trees)
    here = pages.filter(pk__gte=first, pk__lt=first + PAGES_PER_SITEMAP)
    translations = _translations(context, pages, here) if len(trees) > 1 else {}
    out, handler = _begin("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    is_empty = True
    rows = here.order_by("pk").values_list("path", "url_path", "translation_key", "changed")
    for path, url_path, key, changed in rows.iterator(chunk_size=1_000):
        is_empty = False
        check_deadline()
        handler.startElement("url", {})
        handler.addQuickElement("loc", _address(context, path, url_path))
        if changed:
            handler.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        kin = translations.get(key, [])
        for language, address in kin if len(kin) > 1 else ():
            attributes = {"rel": "alternate", "hreflang": language, "href": address}
            handler.addQuickElement("xhtml:link", None, attributes)
        handler.endElement("url")
    if is_empty:
        raise FeedError(404, f"This site has no sitemap {number}. Its index names those that there are.")
    return _end(out, handler, "urlset")


def news_sitemap(context: Context, trees: list[SiteLocale], number: int) -> bytes:
    """Return one file of the articles of the last two days, newest first.

    Args:
        context: a request of an anonymous client.
        trees: the public pages of the site in all its languages.
        number: the number of the file, from 1.

    Raises:
        FeedError: 404, when there is no such file. The first one exists even without articles.
    """
    begin = (number - 1) * NEWS_PER_SITEMAP
    rows = _recent(context, trees).order_by("-published_at", "-pk")[begin : begin + NEWS_PER_SITEMAP]
    found = list(rows.values_list("path", "url_path", "title", "published_at"))
    if not found and number > 1:
        raise FeedError(404, f"This site has no news sitemap {number}. Its index names those that there are.")
    name = without_control_characters(trees[0].site.site_name or trees[0].site.hostname)
    out, handler = _begin("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for path, url_path, title, published in found:
        tree = context.sites.tree_at(path)
        assert tree is not None, "a public page is in a site"
        handler.startElement("url", {})
        handler.addQuickElement("loc", _address(context, path, url_path))
        handler.startElement("news:news", {})
        handler.startElement("news:publication", {})
        handler.addQuickElement("news:name", name)
        handler.addQuickElement("news:language", tree.locale)
        handler.endElement("news:publication")
        handler.addQuickElement("news:publication_date", published.isoformat(timespec="seconds"))
        handler.addQuickElement("news:title", without_control_characters(title))
        handler.endElement("news:news")
        handler.endElement("url")
    return _end(out, handler, "urlset")


def news_window() -> dt.datetime:
    """Return the end of the two days of news: now, rounded down to NEWS_WINDOW."""
    current = moment_of_now()
    return current - dt.timedelta(seconds=current.timestamp() % NEWS_WINDOW.total_seconds())


def _listed(context: Context, trees: list[SiteLocale]) -> QuerySet[Any]:
    """Return the public pages of a site that may be listed, with `changed`: when each was last changed."""
    pages = context.visibility.pages(Page.objects.all(), trees).exclude(_in_other_sites(context, trees))
    for model in page_models():
        if issubclass(model, BasePage):
            pages = pages.exclude(pk__in=model._default_manager.filter(noindex=True).values("pk"))
    # `updated_at` of an article ignores minor edits.
    updated = Coalesce("articlepage__updated_at", "last_published_at")
    annotated: QuerySet[Any] = pages.annotate(changed=updated)
    return annotated


def _recent(context: Context, trees: list[SiteLocale]) -> QuerySet[Any]:
    """Return the public articles of a site that were published within NEWS_AGE and may be listed."""
    articles = context.visibility.pages(ArticlePage.objects.all(), trees).exclude(_in_other_sites(context, trees))
    return articles.filter(published_at__gt=news_window() - NEWS_AGE, noindex=False)


def _in_other_sites(context: Context, trees: list[SiteLocale]) -> Q:
    """Match the pages of other sites whose root is within the trees of this one."""
    roots = [tree.root for tree in trees]
    others = [tree.root for tree in context.sites.trees if tree.site != trees[0].site]
    nested = [root for root in others if root not in roots and root.startswith(tuple(roots))]
    return Q(path__at_or_below=nested)


def _translations(context: Context, pages: QuerySet[Any], here: QuerySet[Any]) -> dict[Any, list[tuple[str, str]]]:
    """Return the language and address of the translations of pages, themselves included, by translation key."""
    found: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    kin = pages.filter(translation_key__in=here.order_by().values("translation_key")).order_by("path")
    for path, url_path, key in kin.values_list("path", "url_path", "translation_key").iterator(chunk_size=1_000):
        tree = context.sites.tree_at(path)
        if tree is not None:
            found[key].append((tree.locale, _address(context, path, url_path)))
    return found


def _address(context: Context, path: str, url_path: str) -> str:
    """Return the address of a page by its treebeard path and Wagtail's `url_path`."""
    tree = context.sites.tree_at(path)
    assert tree is not None, "a public page is in a site"
    # The protocol requires URLs in ASCII.
    return iri_to_uri(tree.frontend + tree.path_at(url_path))


def _begin(element: str, attributes: dict[str, str]) -> tuple[StringIO, Any]:
    out = StringIO()
    handler = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    handler.startDocument()
    handler.startElement(element, attributes)  # type: ignore[arg-type]  # a dict works, and Django passes one itself
    return out, handler


def _end(out: StringIO, handler: Any, element: str) -> bytes:
    handler.endElement(element)
    return out.getvalue().encode()
