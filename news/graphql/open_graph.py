"""Open Graph properties of articles, in addition to those of all pages.

Source: https://ogp.me/#type_article
"""

from datetime import datetime
from typing import Any

from wagtail.models import Page

from cms.graphql.context import Info
from cms.graphql.data.visible_query import images
from cms.graphql.schema.head import OpenGraphKind, open_graph_resolver, site_of_head
from news.graphql.address_fields import url
from news.graphql.article_fields import authors, category_of, tags
from news.graphql.edition_fields import updated_at
from news.graphql.site_fields import settings_by_site
from news.models import ArticlePage


@open_graph_resolver(Page, "image")
def social_image_of_site(page: Any, info: Info) -> Any:
    """Return the site's picture for social networks, the fallback for a page without one."""
    site_settings = info.context.load(settings_by_site, site_of_head(page, info).pk)
    return info.context.load(images, site_settings.social_image_id) if site_settings else None


@open_graph_resolver(ArticlePage, "type")
def article_type(article: ArticlePage, info: Info) -> OpenGraphKind:
    """Return the type of articles."""
    return OpenGraphKind.ARTICLE


@open_graph_resolver(ArticlePage, "published_time", only=["published_at", "first_published_at", "go_live_at"])
def article_published_time(article: ArticlePage, info: Info) -> datetime:
    """Return the article's dateline."""
    return article.dateline


@open_graph_resolver(ArticlePage, "modified_time", only=["updated_at", "last_published_at"])
def article_modified_time(article: ArticlePage, info: Info) -> datetime:
    """Return the time of the latest update that is not a minor edit."""
    modified: datetime = updated_at(article, info)
    return modified


@open_graph_resolver(ArticlePage, "section", only=["category_id"])
def article_section(article: ArticlePage, info: Info) -> str | None:
    """Return the name of the article's category."""
    category = category_of(article, info)
    return category.name if category else None


@open_graph_resolver(ArticlePage, "tags")
def article_tag_names(article: ArticlePage, info: Info) -> list[str]:
    """Return the names of the article's tags."""
    names: list[str] = tags(article, info)
    return names


@open_graph_resolver(ArticlePage, "authors")
def article_author_urls(article: ArticlePage, info: Info) -> list[str]:
    """Return the addresses of the pages of the article's authors."""
    return [url(author, info) for author in authors(article, info)]
