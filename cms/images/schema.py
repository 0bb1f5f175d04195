"""The GraphQL fields of a picture and their types."""

from typing import Any

import graphene

from cms.graphql.declarations import DateTime, GraphQLBoolean, GraphQLInt, GraphQLString, GraphQLTyped
from cms.images.renditions.presets import RENDITION_FORMATS, ImagePreset
from cms.sites import media_url

StoredSize = list[Any]
"""Width and height in pixels, then a storage name for each of FORMATS."""

ImagePresetEnum = graphene.Enum.from_enum(
    ImagePreset, description=lambda value: value.value.description if value else "Named image sizes."
)


class FocalPoint(graphene.ObjectType):
    """Where the subject is; pass it to CSS object-position when you crop further."""

    x = graphene.Float(required=True, description="From the left edge, 0 to 1.")
    y = graphene.Float(required=True, description="From the top edge, 0 to 1.")


class Animation(graphene.ObjectType):
    """The frames of an animated picture as one animated WebP."""

    url = graphene.String(required=True, description="Absolute URL of the animated WebP, for <img src>.")
    width = graphene.Int(required=True, description="Its width in pixels, 800 at the most.")
    height = graphene.Int(required=True, description="Its height in pixels.")

    @staticmethod
    def resolve_url(size: StoredSize, info: object) -> str:
        return media_url(size[2])

    @staticmethod
    def resolve_width(size: StoredSize, info: object) -> int:
        return int(size[0])

    @staticmethod
    def resolve_height(size: StoredSize, info: object) -> int:
        return int(size[1])


class RenditionType(graphene.ObjectType):
    """One picture at one preset, ready-made in several widths and formats."""

    class Meta:
        name = "Rendition"

    url = graphene.String(
        required=True,
        description="Absolute URL of the widest fallback format, for <img src>. A data: URI in the moment before the "
        "first size has been made.",
    )
    width = graphene.Int(required=True, description="Its width in pixels.")
    height = graphene.Int(required=True, description="Its height in pixels.")
    src_set = graphene.String(
        required=True,
        description="For <img srcset>: the same crop at several widths, never wider than the original.",
    )
    webp_src_set = graphene.String(
        required=True, description="The same as WebP, for <source type=image/webp>; empty while it is being made."
    )
    avif_src_set = graphene.String(
        required=True, description="The same as AVIF, for <source type=image/avif>; empty while it is being made."
    )

    @staticmethod
    def resolve_url(sizes: list[StoredSize], info: object) -> str:
        return media_url(sizes[-1][2])

    @staticmethod
    def resolve_width(sizes: list[StoredSize], info: object) -> int:
        return int(sizes[-1][0])

    @staticmethod
    def resolve_height(sizes: list[StoredSize], info: object) -> int:
        return int(sizes[-1][1])

    @staticmethod
    def resolve_src_set(sizes: list[StoredSize], info: object) -> str:
        return src_set(sizes, "")

    @staticmethod
    def resolve_webp_src_set(sizes: list[StoredSize], info: object) -> str:
        return src_set(sizes, "webp")

    @staticmethod
    def resolve_avif_src_set(sizes: list[StoredSize], info: object) -> str:
        return src_set(sizes, "avif")


def src_set(sizes: list[StoredSize], image_format: str) -> str:
    """Return a srcset of the sizes in one of FORMATS; empty where they have not been made.

    Source: https://html.spec.whatwg.org/multipage/images.html#srcset-attributes
    """
    index = 2 + RENDITION_FORMATS.index(image_format)
    return ", ".join(f"{media_url(size[index])} {size[0]}w" for size in sizes if index < len(size))


IMAGE_FIELDS = [
    GraphQLString("title", required=True, description="The picture's name in the library. For display, use `alt`."),
    GraphQLString(
        "alt", required=True, description="What the picture shows, for <img alt>. Empty when it is decorative."
    ),
    GraphQLString(
        "credit",
        description="Whom to credit, as it is to be printed, e.g. © Jane Doe 2026. Null when none is needed.",
    ),
    GraphQLString("licence", description="The licence by name or address, e.g. CC BY 4.0. Null when none is stated."),
    GraphQLTyped(
        "rights_expire_at",
        DateTime,
        description="From when the picture may not be shown any more; the API gives a neutral one in its place from "
        "then on, in every field. For copies that you keep. Null when the rights do not expire.",
    ),
    GraphQLBoolean(
        "is_neutral",
        required=True,
        description="True for the neutral picture in the place of one whose rights of use have ended: a grey area of "
        "the same shape as data: URIs, without description or credit. Show it, or one of your own.",
    ),
    GraphQLInt("width", required=True, description="Width of the original in pixels."),
    GraphQLInt("height", required=True, description="Height of the original in pixels."),
    GraphQLTyped("focal_point", FocalPoint, description="Where the editor marked the subject; null when unmarked."),
    GraphQLString(
        "placeholder", required=True, description="A tiny data: URI to show, blurred, while the picture loads."
    ),
    GraphQLTyped(
        "rendition",
        graphene.NonNull(RenditionType),
        args={"preset": ImagePresetEnum(required=True, description="Which of the named sizes.")},
        description="The picture at a named size; of an animated picture, its first frame.",
    ),
    GraphQLTyped(
        "animation",
        Animation,
        description="The frames of an animated GIF or WebP; null for a still picture. Show `rendition` instead "
        "to readers who prefer reduced motion.",
    ),
]
