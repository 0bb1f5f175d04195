"""Fills vanilla's database with the content of the benchmark. Run by `benchmarks.databases`."""

import json
import sys

import django


def seed(count: int) -> None:
    """Add a site with its articles to a migrated database."""
    from django.contrib.contenttypes.models import ContentType
    from django.db.models import QuerySet
    from wagtail.models import Collection, Locale, Page, Site
    from wagtail.search.backends import get_search_backend

    from benchmarks import content
    from benchmarks.vanilla.press.models import ArticlePage, Category, NewsImage, NewsRendition

    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=Page(title="Home", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "127.0.0.1", "root_page": home})
    categories = Category.objects.bulk_create(Category(name=name, slug=name.lower()) for name in content.CATEGORIES)
    collection = Collection.get_first_root_node()
    pictures = NewsImage.objects.bulk_create(
        NewsImage(
            title=picture.title,
            credit=picture.credit,
            file=f"original_images/photo-{picture.key:02}.jpg",
            width=1200,
            height=800,
            collection=collection,
        )
        for picture in content.pictures()
    )
    NewsRendition.objects.bulk_create(
        NewsRendition(
            image=picture,
            filter_spec="width-400",
            file=f"images/photo-{place:02}.400.jpg",
            width=400,
            height=267,
            focal_point_key="",
        )
        for place, picture in enumerate(pictures, 1)
    )
    content_type, locale = ContentType.objects.get_for_model(ArticlePage), Locale.get_default()
    articles = [
        ArticlePage(
            title=one.title,
            draft_title=one.title,
            slug=one.slug,
            content_type=content_type,
            locale=locale,
            path=Page._get_path(home.path, 3, one.key),
            depth=3,
            url_path=f"/home/{one.slug}/",
            first_published_at=one.date,
            last_published_at=one.date,
            date=one.date,
            category=categories[one.category],
            summary=one.summary,
            image=pictures[one.picture - 1],
            body=json.dumps([_block(kind, value, pictures) for kind, value in one.body]),
        )
        for one in content.articles(count)
    ]
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    pages = [Page(**{column: getattr(article, column) for column in columns}) for article in articles]
    for article, page in zip(articles, Page.objects.bulk_create(pages), strict=True):
        article.pk = article.page_ptr_id = page.pk
    QuerySet(ArticlePage)._batched_insert(articles, ArticlePage._meta.local_concrete_fields, None)
    Page.objects.filter(pk=home.pk).update(numchild=count)
    get_search_backend().add_bulk(ArticlePage, articles)


def _block(kind: str, value: object, pictures: list[object]) -> dict[str, object]:
    if kind == "image":
        return {"type": kind, "value": {"image": pictures[value[0] - 1].pk, "caption": value[1]}}
    if kind == "quote":
        return {"type": kind, "value": {"text": value[0], "attribution": value[1]}}
    return {"type": kind, "value": value}


if __name__ == "__main__":
    django.setup()
    seed(int(sys.argv[1]))
