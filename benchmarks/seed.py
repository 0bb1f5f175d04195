"""Fills this project's database with the content of the benchmark. Run by `benchmarks.databases`."""

import json
import sys
from typing import Any
from uuid import UUID, uuid5

import django

NAMESPACE = UUID("6d657269-6469-616e-8000-000000000001")


def seed(count: int) -> None:
    """Add a site with a home page, a listing and its articles to a migrated database."""
    from wagtail.models import Collection, Page, Site

    from benchmarks import content
    from cms.images.models import CreditedImage
    from news.models import Category, HomePage, NewsIndexPage

    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home})
    listing = home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    categories = [Category(name=name, slug=name.lower(), locale=home.locale) for name in content.CATEGORIES]
    Category.objects.bulk_create(categories)
    collection = Collection.get_first_root_node()
    pictures = CreditedImage.objects.bulk_create(
        CreditedImage(
            title=picture.title,
            description=picture.title,
            credit=picture.credit,
            file=f"original_images/photo-{picture.key:02}.jpg",
            width=1200,
            height=800,
            file_hash=f"{picture.key:040}",
            collection=collection,
            variants={"of": [f"original_images/photo-{picture.key:02}.jpg"], "CARD": _card(picture.key)},
        )
        for picture in content.pictures()
    )
    keys = [picture.pk for picture in pictures]
    add_articles(listing, [category.pk for category in categories], keys, count)


def add_articles(listing: Any, categories: list[int], pictures: list[int], count: int) -> None:
    """Insert the articles in chunks, with the demo's bulk insert."""
    from django.contrib.contenttypes.models import ContentType
    from tqdm import tqdm
    from wagtail.models import Page

    from benchmarks import content
    from demo.bulk import ARTICLES_PER_INSERT, insert
    from news.models import ArticlePage

    content_type = ContentType.objects.get_for_model(ArticlePage)
    rows: list[ArticlePage] = []
    for article in tqdm(content.articles(count), "Articles", count, unit="", leave=False, disable=None):
        row = ArticlePage(
            title=article.title,
            draft_title=article.title,
            slug=article.slug,
            content_type=content_type,
            locale_id=listing.locale_id,
            translation_key=uuid5(NAMESPACE, article.slug),
            path=Page._get_path(listing.path, listing.depth + 1, article.key),
            depth=listing.depth + 1,
            url_path=f"{listing.url_path}{article.slug}/",
            first_published_at=article.date,
            last_published_at=article.date,
            published_at=article.date,
            category_id=categories[article.category],
            summary=article.summary,
            image_id=pictures[article.picture - 1],
            body=json.dumps([_block(article.slug, place, *one, pictures) for place, one in enumerate(article.body)]),
        )
        row.tagged_items, row.bylines = [], []  # so that no query loads them
        rows.append(row)
        if len(rows) == ARTICLES_PER_INSERT or article.key == count:
            insert(rows, admin_finds=False)
            rows.clear()
    Page.objects.filter(pk=listing.pk).update(numchild=count)


def _block(slug: str, place: int, kind: str, value: Any, pictures: list[int]) -> dict[str, object]:
    stored = {
        "paragraph": lambda: {"html": value},
        "heading": lambda: {"text": value, "level": "2"},
        "image": lambda: {"image": pictures[value[0] - 1], "caption": value[1], "alt": "", "credit": ""},
        "quote": lambda: {"quote": value[0], "attribution": value[1]},
    }[kind]()
    return {"type": kind, "value": stored, "id": str(uuid5(NAMESPACE, f"{slug}/{place}"))}


def _card(key: int) -> list[list[object]]:
    return [
        [width, width * 2 // 3, *(f"images/photo-{key:02}.{width}.{name}" for name in ("jpg", "webp", "avif"))]
        for width in (400, 800)
    ]


if __name__ == "__main__":
    django.setup()
    seed(int(sys.argv[1]))
