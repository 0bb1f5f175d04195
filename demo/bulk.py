"""Adds generated articles by the thousand, for measurements.

Rows are written by bulk inserts without `save()`: a chunk of articles takes a fixed number of statements. They send no
signals and have no revisions (the first edit creates one). Wagtail's search and reference indexes are filled here.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backends

from cms.body.word_count import minutes_to_read
from cms.images.models import CreditedImage
from cms.pages import pages_written
from demo.bodies import stored_blocks
from demo.newsroom import OWN_LANGUAGE, Newsroom
from demo.prose import WeightedChoice, Writer
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, NewsIndexPage

ARTICLES_PER_INSERT = 1000
SPAN = timedelta(days=3650)
CONTRIBUTORS = 24
KICKERS = ("Analysis", "Data", "Interview", "Explainer", "Report")


class Press:
    """Adds generated articles below the English listing, all older than the hand-written ones.

    Attributes:
        count: number of articles to add.
        newest: the date of the newest of them.
    """

    def __init__(self, newsroom: Newsroom, count: int, newest: datetime) -> None:
        self.count = count
        self.newest = newest
        self.writer = Writer()
        self.listing = NewsIndexPage.objects.get(pk=newsroom.listings[OWN_LANGUAGE].pk)
        self.content_type = ContentType.objects.get_for_model(ArticlePage)
        self.categories = {slug: row.pk for (code, slug), row in newsroom.categories.items() if code == OWN_LANGUAGE}
        self.pictures = [pk for key, pk in newsroom.shelf.pictures.items() if key not in newsroom.authors]
        names = [self.writer.name(random.Random(number)) for number in range(CONTRIBUTORS)]  # noqa: S311
        contributors = [Author(name=name, slug=f"{slugify(name)}-{place}") for place, name in enumerate(names)]
        self.authors = WeightedChoice([*newsroom.authors.values(), *Author.objects.bulk_create(contributors)])
        self.tags = {name: _tag(name) for subject in self.writer.subjects.values() for name in subject["tags"]}

    def run(self) -> Iterator[int]:
        """Add the articles in chunks; yield the size of each chunk."""
        last = self.listing.get_children().order_by("path").last()
        place = last._get_lastpos_in_path() if last else 0
        for first in range(0, self.count, ARTICLES_PER_INSERT):
            numbers = range(first, min(first + ARTICLES_PER_INSERT, self.count))
            insert([self._article(number, place + 1 + number) for number in numbers])
            yield len(numbers)
        Page.objects.filter(pk=self.listing.pk).update(numchild=self.listing.numchild + self.count)
        pages_written.send(sender=ArticlePage, path=self.listing.path)

    def _article(self, number: int, place: int) -> ArticlePage:
        """Return an unsaved article, with its tags and bylines."""
        draft = self.writer.write(number)
        rng = random.Random(f"article {number}")  # noqa: S311  # it draws lots, it guards nothing
        slug = f"{slugify(draft.title)[:80]}-{number + 1}"
        moment = self.newest - SPAN + SPAN * ((number + rng.random()) / self.count)
        moment = moment.replace(second=0, microsecond=0)
        body = list(draft.body)
        if rng.random() < 0.2:
            figure = {"image": rng.choice(self.pictures), "caption": "", "alt": "", "credit": ""}
            body.insert(1, ("image", figure))
        article = ArticlePage(
            title=draft.title,
            draft_title=draft.title,
            slug=slug,
            content_type=self.content_type,
            locale_id=self.listing.locale_id,
            translation_key=uuid.UUID(int=rng.getrandbits(128), version=4),
            path=Page._get_path(self.listing.path, self.listing.depth + 1, place),
            depth=self.listing.depth + 1,
            url_path=f"{self.listing.url_path}{slug}/",
            first_published_at=moment,
            last_published_at=moment,
            published_at=moment,
            kicker=rng.choice(KICKERS) if rng.random() < 0.05 else "",
            category_id=self.categories[draft.subject] if rng.random() < 0.96 else None,
            summary=draft.summary,
            image_id=rng.choice(self.pictures) if rng.random() < 0.7 else None,
            body=json.dumps(stored_blocks(slug, body)),
            reading_minutes=minutes_to_read(draft.words, self.listing.locale.language_code),
        )
        article.tagged_items = [ArticleTag(tag=self.tags[name]) for name in draft.tags]
        authors = dict.fromkeys(self.authors.draw(rng) for _ in range(rng.choice((1, 1, 1, 2))))
        article.bylines = [ArticleAuthor(author=author, sort_order=order) for order, author in enumerate(authors)]
        return article


def insert(articles: list[ArticlePage], *, admin_finds: bool = True) -> None:
    """Insert a chunk of articles with their tags, bylines and references.

    Args:
        articles: unsaved articles, complete except for primary keys; tags and bylines may be set.
        admin_finds: also add them to the index of the admin's search, which takes longer than all the rest.
    """
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    pages = [Page(**{column: getattr(article, column) for column in columns}) for article in articles]
    for article, page in zip(articles, Page.objects.bulk_create(pages), strict=True):
        article.pk = article.page_ptr_id = page.pk
    # Django's bulk_create rejects multi-table models. Its internal second step, which lacks this check, inserts the
    # child table's rows.
    rows: Any = QuerySet(ArticlePage)
    rows._batched_insert(articles, ArticlePage._meta.local_concrete_fields, None)
    for relation in ("tagged_items", "bylines"):
        children = [child for article in articles for child in _children(article, relation)]
        if children:
            type(children[0]).objects.bulk_create(children)
    for backend in get_search_backends(with_auto_update=True) if admin_finds else []:
        backend.add_bulk(ArticlePage, articles)
    ReferenceIndex.objects.bulk_create(reference for article in articles for reference in _references(article))


def _children(article: ArticlePage, relation: str) -> list[Any]:
    children = list(getattr(article, relation).all())
    for child in children:
        child_key = "content_object_id" if relation == "tagged_items" else "page_id"
        setattr(child, child_key, article.pk)
    return children


def _references(article: ArticlePage) -> Iterator[ReferenceIndex]:
    """Yield the reference index entries of an article: its category, pictures, tags and authors.

    Wagtail's own extraction runs several queries per page.
    """
    base, own = ContentType.objects.get_for_model(Page), ContentType.objects.get_for_model(ArticlePage)
    for model, pk, model_path, content_path in _uses(article):
        yield ReferenceIndex(
            content_type=own,
            base_content_type=base,
            object_id=article.pk,
            to_content_type=ContentType.objects.get_for_model(model),
            to_object_id=pk,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )


def _uses(article: ArticlePage) -> Iterator[tuple[type[Model], int, str, str]]:
    """Yield model and primary key of each referenced row, with the index's model path and content path."""
    if article.category_id:
        yield Category, article.category_id, "category", "category"
    if article.image_id:
        yield CreditedImage, article.image_id, "image", "image"
    for row in article.tagged_items.all():
        yield Tag, row.tag_id, "tagged_items.item.tag", f"tagged_items.{row.pk}.tag"
    for row in article.bylines.all():
        yield Author, row.author_id, "bylines.item.author", f"bylines.{row.pk}.author"
    for block in article.body.raw_data:
        if block["type"] == "image":
            yield CreditedImage, block["value"]["image"], "body.image.image", f"body.{block['id']}.image"


def _tag(name: str) -> Tag:
    tag = Tag.objects.filter(name=name).first() or Tag(name=name)
    tag.save()
    return tag
