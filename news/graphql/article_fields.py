"""Resolvers of article fields that are not plain columns; related data is loaded in batches."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef

from cms.graphql.context import Context, Info
from cms.graphql.data.page_loaders import rows_of
from cms.graphql.data.pagination import page_size
from cms.graphql.data.projection import requires
from cms.graphql.data.visible_query import images
from cms.graphql.schema.types import resolver
from cms.performance.response_cache import cache_tags
from cms.sites import SiteLocale, media_url
from news.graphql.address_fields import url as author_url
from news.graphql.archive_fields import author_texts_of
from news.graphql.correction_fields import corrections
from news.graphql.edition_fields import updated_at
from news.graphql.places import fetch_in_tree, reached_in
from news.graphql.public_articles import articles_by_pk
from news.graphql.related import MAX_RELATED_ARTICLES, related_ids, related_to_draft
from news.graphql.site_fields import settings_by_site
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Correction, SiteSettings, Tag

RELATED = 3
"""Default number of related articles."""


@resolver(ArticlePage, "kicker")
@requires(only=["kicker", "category_id"], select_related=["category"], only_of_types={"Category": ["name"]})
def kicker(article: ArticlePage, info: Info) -> str | None:
    """Return the editor's own label, else the category's name."""
    if article.kicker:
        return article.kicker
    category = category_of(article, info)
    return category.name if category else None


@resolver(ArticlePage, "published_at")
@requires(only=["published_at", "first_published_at", "go_live_at"])
def published_at(article: ArticlePage, info: Info) -> datetime:
    """Return the editors' date, else the first publication."""
    return article.dateline


def category_of(article: ArticlePage, info: Info) -> Category | None:
    """Return the article's category."""
    ids = (sibling.category_id for sibling in info.context.batches.siblings(article))
    found: Category | None = info.context.load(rows_of(Category), article.category_id, ids)
    return found


@resolver(ArticlePage, "category")
@requires(only=["category_id", "path"], select_related=["category"])
def category_here(article: ArticlePage, info: Info) -> Category | None:
    """Return the article's category, resolved through the article's tree, so that its lists stay on the same site."""
    if article.category_id is None:
        return None
    filed = info.context.batches.siblings(article)
    keys = ((sibling.category_id, _tree_root(sibling, info)) for sibling in filed if sibling.category_id is not None)
    return info.context.load(fetch_in_tree(Category), (article.category_id, _tree_root(article, info)), keys)


@resolver(ArticlePage, "authors")
@requires()
def authors(article: ArticlePage, info: Info) -> list[Author]:
    """Return the bylines in the editors' order."""
    if info.context.is_draft(article):
        people = info.context.loader(rows_of(Author))
        ids = [byline.author_id for byline in article.bylines.all()]
        people.enqueue(ids)
        found = [copy(author) for pk in ids if (author := people.get(pk)) is not None]
        return reached_in(info.context, info.context.sites.tree_of(article), found)
    return info.context.load(authors_by_article, article.pk, _keys(article, info)) or []


@resolver(ArticlePage, "tags")
@requires(only=["path"])
def tags(article: ArticlePage, info: Info) -> list[str]:
    """Return the tag names in alphabetical order."""
    return [tag.name for tag in tag_list(article, info)]


@resolver(ArticlePage, "tag_list")
@requires(only=["path"])
def tag_list(article: ArticlePage, info: Info) -> list[Tag]:
    """Return the tags in alphabetical order, resolved through the article's tree (its site and language)."""
    if info.context.is_draft(article):
        found = [Tag(tag.pk, tag.name, tag.slug) for tag in article.tags.all()]
        return reached_in(info.context, info.context.sites.tree_of(article), sorted(found, key=_name))
    keys = ((sibling.pk, _tree_root(sibling, info)) for sibling in info.context.batches.siblings(article))
    return info.context.load(tags_by_article, (article.pk, _tree_root(article, info)), keys) or []


@resolver(ArticlePage, "related")
@requires()
def related(article: ArticlePage, info: Info, first: int | None = None) -> list[ArticlePage]:
    """Return the editors' picks, then articles with shared tags, then the newest of the category."""
    size = page_size(first, default=RELATED, max_size=MAX_RELATED_ARTICLES)
    loader = info.context.loader(articles_by_pk)
    if info.context.is_draft(article):
        ids = related_to_draft(info.context, article)[:size]
        loader.enqueue(ids)
        return [found for pk in ids if (found := loader.get(pk)) is not None]
    choices = info.context.loader(related_ids)
    if not choices.has(article.pk):
        choices.enqueue(_keys(article, info))
    chosen = (choices.get(article.pk) or [])[:size]
    if not all(map(loader.has, chosen)):
        loader.enqueue(pk for other in _keys(article, info) for pk in (choices.get(other) or [])[:size])
    return [found for pk in chosen if (found := loader.get(pk)) is not None]


@resolver(ArticlePage, "embargo")
@requires(only=["embargo", "embargo_until"])
def embargo(article: ArticlePage, info: Info) -> dict[str, Any] | None:
    """Return the embargo, if it is in force."""
    return {"until": article.embargo_until} if article.is_embargoed(info.context.visibility.now) else None


@resolver(ArticlePage, "reading_minutes")
@requires(only=["reading_minutes"])
def reading_minutes(article: ArticlePage, info: Info) -> int:
    """Return the stored reading time; that of a draft is computed."""
    return article.count_minutes() if info.context.is_draft(article) else article.reading_minutes


requires_structured_data = requires(
    only=[
        *("title", "search_description", "summary", "social_image_id", "image_id", "category_id", "path", "url_path"),
        *("published_at", "first_published_at", "last_published_at", "go_live_at", "updated_at"),
    ],
    select_related=["category"],
    only_of_types={"Category": ["name"], "Author": ["name", "job_title", "slug"], "Image": ["variants"]},
)
UNSAFE_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""JSON escapes of the characters that could end a script element, or a line in it."""


@resolver(ArticlePage, "structured_data")
@requires_structured_data
def structured_data(article: ArticlePage, info: Info) -> dict[str, Any]:
    """Return the article as schema.org's NewsArticle.

    Source: https://developers.google.com/search/docs/appearance/structured-data/article
    """
    tree = info.context.sites.public_tree_of(article)
    site_settings = info.context.load(settings_by_site, tree.site.pk)
    image_ids = (sibling.seo_image_id for sibling in info.context.batches.siblings(article))
    image = info.context.load(images, article.seo_image_id, image_ids)
    category = category_of(article, info)
    url, publisher = tree.url_of(article), _publisher(tree, site_settings, info)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "url": url,
        "headline": article.title,
        "description": article.seo_description,
        "datePublished": article.dateline.isoformat(),
        "dateModified": updated_at(article, info).isoformat(),
        "inLanguage": tree.locale,
        "articleSection": category.name if category else None,
        "keywords": tags(article, info),
        "author": [_person(author, info) for author in authors(article, info)] or [publisher],
        "publisher": publisher,
        "isAccessibleForFree": True,
        "image": image and [media_url(name) for name in image.ready_names("HERO", "FULL")],
        "correction": [_correction_comment(note) for note in corrections(article, info)],
    }
    return {name: value for name, value in data.items() if value}


@resolver(ArticlePage, "structured_data_script")
@requires_structured_data
def structured_data_script(article: ArticlePage, info: Info) -> str:
    """Return the structured data as JSON that is safe within a script element.

    Source: https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    return json.dumps(structured_data(article, info), ensure_ascii=False).translate(UNSAFE_IN_SCRIPT)


def _correction_comment(note: Correction) -> dict[str, str]:
    """Return a correction as schema.org's CorrectionComment.

    Source: https://schema.org/CorrectionComment
    """
    return {"@type": "CorrectionComment", "text": note.text, "datePublished": note.date.isoformat()}


def _publisher(tree: SiteLocale, site_settings: SiteSettings | None, info: Info) -> dict[str, Any]:
    """Return the publisher of a site as schema.org's NewsMediaOrganization, with its logo if there is one."""
    logo = info.context.load(images, site_settings.logo_id) if site_settings else None
    names = logo.ready_names("FULL") if logo else []
    publisher = {
        "@type": "NewsMediaOrganization",
        "name": (site_settings and site_settings.organisation) or tree.site.site_name or tree.site.hostname,
        "url": f"{tree.frontend}/",
    }
    return publisher | ({"logo": {"@type": "ImageObject", "url": media_url(names[0])}} if names else {})


def _person(author: Author, info: Info) -> dict[str, str]:
    """Return an author as schema.org's Person, with the job title in the language of the article."""
    person = {"@type": "Person", "name": author.name, "url": author_url(author, info)}
    _code, texts = author_texts_of(author, info)
    return person | {"jobTitle": texts.job_title} if texts.job_title else person


def authors_by_article(context: Context, keys: set[int]) -> Mapping[int, list[Author]]:
    """Load the public authors of articles."""
    shown = context.visibility.snippets(Author.objects.filter(pk=OuterRef("author_id")))
    bylines = ArticleAuthor.objects.filter(page_id__in=keys).select_related("author")
    bylines = bylines.annotate(page_path=F("page__path"), is_shown=Exists(shown))
    with cache_tags.reading_parts(ArticleAuthor, keys) as tag_parts:
        rows = list(bylines.order_by("sort_order", "pk"))
        tag_parts(byline.pk for byline in rows if byline.is_shown)
    cache_tags.add_hidden_tags(cache_tags.row_tags(Author, {byline.author_id for byline in rows}))
    rows = [byline for byline in rows if byline.is_shown]
    cache_tags.add_tags(cache_tags.row_tags(Author, {byline.author_id for byline in rows}))
    found: dict[int, dict[int, Author]] = defaultdict(dict)
    known: dict[SiteLocale | None, dict[int, Author]] = defaultdict(dict)
    for byline in rows:
        here = known[context.sites.tree_at(byline.page_path)]
        found[byline.page_id][byline.author_id] = here.setdefault(byline.author_id, byline.author)
    for tree, people in known.items():
        reached_in(context, tree, list(people.values()))
    return {page: list(authors.values()) for page, authors in found.items()}


def tags_by_article(context: Context, keys: set[tuple[int, str]]) -> Mapping[tuple[int, str], list[Tag]]:
    """Load the tags of articles by primary key of the article and root path of its tree."""
    found: dict[tuple[int, str], list[Tag]] = defaultdict(list)
    known: dict[str, dict[int, Tag]] = defaultdict(dict)
    roots = dict(keys)
    tagged = ArticleTag.objects.filter(content_object_id__in=roots)
    with cache_tags.reading_parts(ArticleTag, roots) as tag_parts:
        rows = list(tagged.values_list("pk", "content_object_id", "tag_id", "tag__name", "tag__slug"))
        tag_parts(row[0] for row in rows)
    cache_tags.add_tags(cache_tags.row_tags(Tag, {row[2] for row in rows}))
    for _pk, page, pk, name, slug in rows:
        root = roots[page]
        found[page, root].append(known[root].setdefault(pk, Tag(pk, name, slug)))
    for root, named in known.items():
        reached_in(context, context.sites.tree_at(root), list(named.values()))
    return {key: sorted(named, key=_name) for key, named in found.items()}


def _name(tag: Tag) -> str:
    return str(tag.name).casefold()


def _tree_root(article: ArticlePage, info: Info) -> str:
    """Return the root path of the article's tree; empty if it is in none."""
    tree = info.context.sites.tree_of(article)
    return tree.root if tree else ""


def _keys(article: ArticlePage, info: Info) -> Iterator[int]:
    return (sibling.pk for sibling in info.context.batches.siblings(article))
