"""Things to test with: each call makes what it names, with sensible values for all that is not given."""

import datetime as dt
import itertools
import json
from io import BytesIO
from typing import Any

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from cms.images.models import CreditedImage
from news.models import ArticleAuthor, ArticlePage, Author, Category, HomePage, NewsIndexPage, StandardPage

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)


def animation_bytes(kind: str = "GIF", frames: int = 3, size: tuple[int, int] = (64, 48)) -> bytes:
    """Returns a picture whose frames differ."""
    pictures = [Pillow.new("RGB", size, (20 * number % 256, number % 256, number // 256)) for number in range(frames)]
    out = BytesIO()
    pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], duration=40, loop=0)
    return out.getvalue()


def picture_bytes(width: int = 64, height: int = 48, colour: str = "teal", file_format: str = "JPEG") -> bytes:
    """Returns the bytes of a one-coloured picture."""
    out = BytesIO()
    Pillow.new("RGB", (width, height), colour).save(out, file_format)
    return out.getvalue()


class ImageFactory(wagtail_factories.ImageFactory):
    """A picture with a description and a credit, in the root collection."""

    class Meta:
        model = CreditedImage

    title = factory.Sequence(lambda n: f"Picture {n}")
    description = factory.LazyAttribute(lambda image: f"What {image.title} shows")
    credit = "© Ana Duarte 2026"
    collection = factory.LazyFunction(Collection.get_first_root_node)  # the library would make a new root
    file = factory.django.ImageField(width=64, height=48, color="teal")


class CategoryFactory(factory.django.DjangoModelFactory):
    """A category in the site's own language."""

    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.Sequence(lambda n: f"category-{n}")
    locale = factory.LazyFunction(Locale.get_default)


class AuthorFactory(factory.django.DjangoModelFactory):
    """An author without a portrait."""

    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n}")
    slug = factory.Sequence(lambda n: f"author-{n}")


class DocumentFactory(factory.django.DjangoModelFactory):
    """A small text file in the root collection."""

    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.LazyFunction(lambda: ContentFile(b"figures", name=f"figures-{next(_numbers)}.txt"))


@transaction.atomic
def make_site(hostname: str = "localhost", *, default: bool = True, name: str = "The Wire") -> Site:
    """Returns a site with a home page and a listing at /news/."""
    home = HomePage(title=f"{name} home", slug=f"home-{hostname.replace('.', '-')}")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.filter(hostname=hostname).delete()
    site = Site.objects.create(hostname=hostname, site_name=name, root_page=home, is_default_site=default)
    home.add_child(instance=NewsIndexPage(title="News and articles", slug="news"))
    return site


def index_of(site: Site) -> NewsIndexPage:
    """Returns the listing of a site made by make_site."""
    index: NewsIndexPage = NewsIndexPage.objects.descendant_of(site.root_page).get()
    return index


@transaction.atomic
def make_article(index: NewsIndexPage, *, authors: list[Author] | None = None, **fields: Any) -> ArticlePage:
    """Returns a live article below a listing; `tags` are names, `body` is a list of (block, value) or stored data."""
    number = next(_numbers)
    tags = fields.pop("tags", [])
    fields.setdefault("title", f"Article {number}")
    fields.setdefault("slug", f"article-{number}")
    fields.setdefault("published_at", NOON + dt.timedelta(minutes=number))
    article = ArticlePage(**fields)
    article.tags.add(*tags)
    article.bylines = [ArticleAuthor(author=author, sort_order=n) for n, author in enumerate(authors or [])]
    index.add_child(instance=article)
    return article


@transaction.atomic
def make_page(parent: Page, **fields: Any) -> StandardPage:
    """Returns a live standard page below another page."""
    number = next(_numbers)
    fields.setdefault("title", f"Page {number}")
    fields.setdefault("slug", f"page-{number}")
    page: StandardPage = parent.add_child(instance=StandardPage(**fields))
    return page


@transaction.atomic
def make_index(site: Site, **fields: Any) -> NewsIndexPage:
    """Returns a further listing of a site."""
    number = next(_numbers)
    fields.setdefault("title", f"Listing {number}")
    fields.setdefault("slug", f"listing-{number}")
    listing: NewsIndexPage = site.root_page.add_child(instance=NewsIndexPage(**fields))
    return listing


@transaction.atomic
def make_hidden_articles(index: NewsIndexPage, **fields: Any) -> list[ArticlePage]:
    """Returns an article for each way in which the public cannot see one; the titles begin with "Secret"."""
    fields.pop("slug", None)
    site, root, day = index.get_site(), Page.objects.get(depth=1), dt.timedelta(days=1)
    hidden = [
        make_article(index, title="Secret draft", live=False, **fields),
        # As between the hour of expiry and the next run of publish_scheduled.
        make_article(index, title="Secret, expired", expire_at=timezone.now() - day, **fields),
        # Wagtail would not leave it live; a script may.
        make_article(index, title="Secret, scheduled", go_live_at=timezone.now() + day, **fields),
        make_article(index, title="Secret, under embargo", embargo=True, **fields),
    ]
    for kind in ("login", "password", "groups"):
        hidden.append(make_article(index, title=f"Secret, restricted by {kind}", **fields))
        restrict(hidden[-1], kind)
    closed = make_index(site, title="Secret listing")
    restrict(closed)
    hidden.append(make_article(closed, title="Secret, below a restricted page", **fields))
    orphan = root.add_child(instance=NewsIndexPage(title="Secret orphan", slug="orphan"))
    hidden.append(make_article(orphan, title="Secret, outside every site", **fields))
    # As after a language was taken out of LANGUAGES.
    german, _created = Locale.objects.get_or_create(language_code="de")
    home = HomePage(title="Geheim", slug="home-de", locale=german, translation_key=site.root_page.translation_key)
    root.add_child(instance=home)
    home.add_child(instance=NewsIndexPage(title="Geheim", slug="news", locale=german))
    german_index = NewsIndexPage.objects.child_of(home).get()
    hidden.append(make_article(german_index, title="Secret, in no configured language", locale=german, **fields))
    return hidden


@transaction.atomic
def make_translation(page: Page, code: str, **fields: Any) -> Any:
    """Returns a live translation of a page, in the tree of that language, which is made where it is lacking."""
    locale, _created = Locale.objects.get_or_create(language_code=code)
    translation = page.specific.copy_for_translation(locale, copy_parents=True)
    for name, value in fields.items():
        setattr(translation, name, value)
    for one in (*translation.get_ancestors().filter(depth__gte=2, locale=locale).specific(), translation):
        one.live = True
        one.save()
    return translation


def make_collection(name: str, parent: Collection | None = None, *, private: bool = False) -> Collection:
    """Returns a collection below another or below the root; a private one is for logged-in users alone."""
    collection: Collection = (parent or Collection.get_first_root_node()).add_child(name=name)
    if private:
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def restrict(page: Page, kind: str = "login") -> PageViewRestriction:
    """Returns a new view restriction on a page: "login", "password" or "groups"."""
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")


def stored(*blocks: tuple[str, Any]) -> str:
    """Returns a body as the database keeps it, of (block, stored value) pairs; the ids are 00000001-…, 00000002-…."""
    return json.dumps(
        [
            {"type": name, "value": value, "id": f"{number:08}-0000-4000-8000-000000000000"}
            for number, (name, value) in enumerate(blocks, 1)
        ]
    )


def list_of(*values: Any) -> list[dict[str, Any]]:
    """Returns the entries of a ListBlock as the database keeps them; the ids are item-1, item-2…."""
    return [{"type": "item", "value": value, "id": f"item-{number}"} for number, value in enumerate(values, 1)]
