"""Blocks of pictures, media and files."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.body.blocks import register_body_block
from cms.graphql.content import richtext
from cms.graphql.content.embeds import http_url, sanitize_embed
from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Info
from cms.graphql.declarations import (
    GraphQLFloat,
    GraphQLImage,
    GraphQLInt,
    GraphQLString,
    GraphQLTyped,
    listed,
    type_of,
)
from news.blocks.lists import PictureListBlock
from news.embeds import EmbedAddressBlock


@register_body_block
class ImageBlock(blocks.StructBlock):
    """A picture with what this story says about it."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, label=_("Caption"), help_text=_("What readers see under the picture."))
    alt = blocks.CharBlock(
        required=False,
        label=_("Description for this story"),
        help_text=_("Only if the picture’s own description does not fit here. Read aloud to those who cannot see it."),
    )
    credit = blocks.CharBlock(
        required=False, label=_("Credit for this story"), help_text=_("Only if it differs from the picture’s own.")
    )

    graphql_fields = [
        GraphQLImage("image", description="The picture."),
        GraphQLString(
            "alt",
            source="alt_here",
            required=True,
            description="For <img alt>: this story's words, else the picture's own.",
        ),
        GraphQLString(
            "caption",
            source="caption_here",
            required=True,
            description="What to print under the picture; may be empty.",
        ),
        GraphQLString("credit", source="credit_here", description="Whom to credit here. Null when none is needed."),
    ]

    def is_shown(self, item: BlockValue, info: Info) -> bool:
        """Return whether the viewer may see the picture, or a neutral one in its place."""
        return item.resolve_child("image", info) is not None

    def alt_here(self, item: BlockValue, info: Info) -> str:
        """Return this story's description, else the picture's own."""
        return self._words(item, info, "alt") or str(item.resolve_child("image", info).alt)

    def caption_here(self, item: BlockValue, info: Info) -> str:
        """Return the caption."""
        return self._words(item, info, "caption")

    def credit_here(self, item: BlockValue, info: Info) -> str | None:
        """Return this story's credit, else the picture's own."""
        return self._words(item, info, "credit") or item.resolve_child("image", info).credit or None

    def _words(self, item: BlockValue, info: Info, name: str) -> str:
        """Return this story's own text for the picture; empty if a neutral picture is shown instead."""
        image = item.resolve_child("image", info)
        return "" if image.is_neutral else str(item.children[name].value or "")

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Media")
        description = _("One picture with caption and credit.")
        preview_value = {"caption": _("The new bridge at dusk."), "credit": "© Jane Doe 2026"}
        counts_words = False
        preview_template = "news/block_previews/image.html"


@register_body_block
class GalleryBlock(blocks.StructBlock):
    """Several pictures to leaf through."""

    items = PictureListBlock(ImageBlock(), min_num=2, label=_("Pictures"))

    graphql_fields = [
        GraphQLTyped(
            "items",
            lambda: listed(type_of(ImageBlock)),
            description="The pictures, in the editors' order.",
        )
    ]

    class Meta:
        icon = "grip"
        label = _("Gallery")
        group = _("Media")
        description = _("Two or more pictures to leaf through.")
        preview_value: ClassVar[dict[str, Any]] = {"items": []}
        counts_words = False
        preview_template = "news/block_previews/gallery.html"


@register_body_block
class EmbedBlock(blocks.StructBlock):
    """A video, post or map from another site."""

    url = EmbedAddressBlock(
        label=_("Address"),
        help_text=_(
            "Players: YouTube, Vimeo, TikTok, Datawrapper, Flourish, SoundCloud, Spotify, and embed addresses of"
            " OpenStreetMap and Google Maps. Anything else, such as Instagram, Facebook, Bluesky, Mastodon or Threads,"
            " is saved and shown to readers as a link."
        ),
    )

    graphql_fields = [
        GraphQLString(
            "url",
            source="address",
            required=True,
            description="Where the original is; link to it when you cannot embed.",
        ),
        GraphQLString(
            "html",
            required=True,
            description="The provider's player as safe HTML, without scripts. Empty: show a card that links to `url`.",
        ),
        GraphQLInt("width", description="Width of the player in pixels, when the provider gave one."),
        GraphQLInt("height", description="Height of the player in pixels, when the provider gave one."),
        GraphQLFloat(
            "aspect_ratio",
            description="Width divided by height, to keep the player's place free. Null when either is not known.",
        ),
        GraphQLString("title", required=True, description="The provider's title; may be empty."),
        GraphQLString("provider", required=True, description="The provider's name; may be empty."),
        GraphQLString("thumbnail_url", description="A still picture from the provider, if it gave one."),
    ]

    def is_shown(self, item: BlockValue, info: Info) -> bool:
        """Return whether the address is one of the schemes http and https."""
        return bool(self.address(item, info))

    def address(self, item: BlockValue, info: Info) -> str:
        """Return the address that the editor pasted."""
        return http_url(item.children["url"].value) or ""

    def html(self, item: BlockValue, info: Info) -> str:
        """Return the stored markup, sanitized."""
        return sanitize_embed(getattr(item.resolve_child("url", info), "html", ""))

    def width(self, item: BlockValue, info: Info) -> int | None:
        """Return the stored width."""
        return getattr(item.resolve_child("url", info), "width", None) or None

    def height(self, item: BlockValue, info: Info) -> int | None:
        """Return the stored height."""
        return getattr(item.resolve_child("url", info), "height", None) or None

    def aspect_ratio(self, item: BlockValue, info: Info) -> float | None:
        """Return width by height of the player."""
        width, height = self.width(item, info), self.height(item, info)
        return width / height if width and height else None

    def title(self, item: BlockValue, info: Info) -> str:
        """Return the stored title."""
        return getattr(item.resolve_child("url", info), "title", "")

    def provider(self, item: BlockValue, info: Info) -> str:
        """Return the stored provider name."""
        return getattr(item.resolve_child("url", info), "provider_name", "")

    def thumbnail_url(self, item: BlockValue, info: Info) -> str | None:
        """Return the stored thumbnail address."""
        return http_url(getattr(item.resolve_child("url", info), "thumbnail_url", None))

    class Meta:
        icon = "media"
        label = _("Video or post")
        group = _("Media")
        description = _("A video, post or map from another site, by its address.")
        counts_words = False
        preview_template = "news/block_previews/embed.html"


@register_body_block
class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(required=False, label=_("Link text"), help_text=_("Empty: the document’s own title."))

    graphql_fields = [
        GraphQLString("title", source="link_text", required=True, description="Link text."),
        GraphQLString("url", required=True, description="Absolute URL of the file."),
        GraphQLInt("file_size", description="Size in bytes, when known."),
        GraphQLString("content_type", description="Media type, e.g. application/pdf."),
    ]

    def is_shown(self, item: BlockValue, info: Info) -> bool:
        """Return whether the viewer may load the document."""
        return self._document(item, info) is not None

    def link_text(self, item: BlockValue, info: Info) -> str:
        """Return the editor's link text, else the document's title."""
        return str(item.children["title"].value or self._document(item, info).title)

    def url(self, item: BlockValue, info: Info) -> str:
        """Return the absolute URL at which this server serves the file."""
        return richtext.document_url(self._document(item, info))

    def file_size(self, item: BlockValue, info: Info) -> int | None:
        """Return the size in bytes, as stored at the upload."""
        size: int | None = self._document(item, info).file_size
        return size

    def content_type(self, item: BlockValue, info: Info) -> str:
        """Return the media type that goes with the file's extension."""
        return str(self._document(item, info).content_type)

    def _document(self, item: BlockValue, info: Info) -> Any:
        return info.context.load(richtext.documents_by_pk, item.children["document"].value)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        group = _("Media")
        description = _("A file that readers can download, such as a report.")
        preview_value = {"title": _("Annual report (PDF)")}
        counts_words = False
        preview_template = "news/block_previews/document.html"
