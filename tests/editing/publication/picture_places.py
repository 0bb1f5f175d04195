"""The places of the newsroom where a picture can stand, and how each is filled."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Site

from cms.images.models import CreditedImage, Rendition
from news.models import HomePage, NewsIndexPage, SiteSettings
from news.models.imports import ImportedPicture
from tests.factories import AuthorFactory, ImageFactory, list_of, make_article, make_index, make_page, stored

EXPIRED = dt.datetime(2026, 5, 29, 12, 0, tzinfo=dt.UTC)

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "not to be used": (
        {"usage_terms": "FORBIDDEN"},
        "“Night train” is not to be used. Choose another picture.",
    ),
    "expired": (
        {"rights_expire_at": EXPIRED},
        "The rights of “Night train” expired on 29 May 2026, 12:00 UTC. Choose another picture.",
    ),
    "not described": (
        {"description": " "},
        "“Night train” has no description. Open it under Images and say what it shows.",
    ),
    "not credited": (
        {"credit": " "},
        "“Night train” has no credit. Open it under Images and add one, or tick “No credit needed”.",
    ),
}
"""What can be wrong with a picture: values of its columns, and what editors are told."""


def picture(**values: Any) -> CreditedImage:
    """Returns a picture called Night train, with values that its form would refuse."""
    image: CreditedImage = ImageFactory(title="Night train")
    CreditedImage.objects.filter(pk=image.pk).update(**values)
    return CreditedImage.objects.get(pk=image.pk)


def picture_block(image: CreditedImage) -> dict[str, Any]:
    """Returns the value of a block with one picture."""
    return {"image": image.pk, "caption": "", "alt": "", "credit": ""}


def embed(image: CreditedImage) -> str:
    """Returns rich text with the picture in it, as a paste or an import may bring it past the toolbar."""
    return f'<p>Words</p><embed embedtype="image" id="{image.pk}" format="left" alt=""/>'


def body(image: CreditedImage, block: str) -> str:
    """Returns a body whose second block shows the picture."""
    values: dict[str, Any] = {
        "paragraph": {"html": embed(image)},
        "callout": {"title": "", "html": embed(image)},
        "image": picture_block(image),
        "gallery": {"items": list_of(picture_block(ImageFactory()), picture_block(image))},
    }
    return stored(("heading", {"text": "Next", "level": "2"}), (block, values[block]))


class Place(NamedTuple):
    """A place where a picture can stand.

    Attributes:
        make: returns the unpublished object of a site with the picture in that place.
        words: the way to it, as editors are told.
    """

    make: Callable[[Site, CreditedImage], Any]
    words: str


def article(name: str, value: Callable[[CreditedImage], Any]) -> Callable[[Site, CreditedImage], Any]:
    """Returns what makes a draft of an article with the picture in a field."""

    def make(site: Site, image: CreditedImage) -> Any:
        return make_article(NewsIndexPage.objects.get(), live=False, **{name: value(image)})

    return make


def page(name: str, value: Callable[[CreditedImage], Any]) -> Callable[[Site, CreditedImage], Any]:
    """Returns what makes a draft of a standard page with the picture in a field."""
    return lambda site, image: make_page(site.root_page, live=False, **{name: value(image)})


def listing(name: str, value: Callable[[CreditedImage], Any]) -> Callable[[Site, CreditedImage], Any]:
    """Returns what makes a draft of a listing with the picture in a field."""
    return lambda site, image: make_index(site, live=False, **{name: value(image)})


def home(site: Site, image: CreditedImage) -> HomePage:
    """Returns a draft of a home page with the picture."""
    made: HomePage = site.root_page.add_sibling(
        instance=HomePage(title="Next home", slug="next-home", live=False, social_image=image)
    )
    return made


def itself(image: CreditedImage) -> CreditedImage:
    """Returns the picture as a field of one picture holds it."""
    return image


BLOCKS = {
    "paragraph.html": "Text",
    "callout.html": "Callout",
    "image.image": "Picture",
    "gallery.items.item.image": "Gallery",
}
"""The blocks of bodies that can hold a picture, with the names that editors know."""

PLACES: dict[str, Place] = {
    "news.ArticlePage image": Place(article("image", itself), "Picture"),
    "news.ArticlePage social_image": Place(article("social_image", itself), "Picture for social networks"),
    "news.StandardPage social_image": Place(page("social_image", itself), "Picture for social networks"),
    "news.StandardPage intro": Place(page("intro", embed), "Introduction"),
    "news.NewsIndexPage social_image": Place(listing("social_image", itself), "Picture for social networks"),
    "news.NewsIndexPage intro": Place(listing("intro", embed), "Introduction"),
    "news.HomePage social_image": Place(home, "Picture for social networks"),
    "news.Author portrait": Place(lambda site, image: AuthorFactory(portrait=image, live=False), "Portrait"),
    "news.SiteSettings logo": Place(lambda site, image: SiteSettings(site=site, logo=image), "Logo"),
    "news.SiteSettings social_image": Place(
        lambda site, image: SiteSettings(site=site, social_image=image), "Picture for social networks"
    ),
    **{
        f"news.{model} body {path}": Place(
            make("body", partial(body, block=path.partition(".")[0])),
            f"{field} → block 2, {label}",
        )
        for model, make, field in (("ArticlePage", article, "Story"), ("StandardPage", page, "Text"))
        for path, label in BLOCKS.items()
    },
}
"""The places by model, field and way through the blocks."""

DRAFTED = sorted(name for name in PLACES if not name.startswith("news.SiteSettings"))
"""The places of objects that have drafts; what is saved of settings is public at once."""


def places_of_models() -> set[str]:
    """Returns the places that the models have: foreign keys, rich text and blocks, however deep.

    Renditions and the import's register of addresses are records about pictures, not places that show them.
    """
    found = set()
    for model in apps.get_models():
        if model in (Rendition, ImportedPicture):
            continue
        for column in model._meta.concrete_fields:
            name = f"{model._meta.label} {column.name}"
            if isinstance(column, models.ForeignKey):
                if issubclass(get_image_model(), column.related_model):
                    found.add(name)
            elif isinstance(column, StreamField):
                found |= {f"{name} {path}" for path in _paths(column.stream_block)}
            elif hasattr(column, "extract_references"):
                found.add(name)
    return found


def _paths(block: Block, *path: str) -> Iterator[str]:
    if isinstance(block, ImageChooserBlock | RichTextBlock):
        yield ".".join(path)
    elif isinstance(block, StreamBlock | StructBlock):
        for name, child in block.child_blocks.items():
            yield from _paths(child, *path, name)
    elif isinstance(block, ListBlock):
        yield from _paths(block.child_block, *path, "item")
