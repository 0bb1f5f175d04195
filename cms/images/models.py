"""Pictures with a credit line and a description, as a news desk needs them."""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import PurePath
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, WagtailImageFieldFile
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from cms.graphql.declarations import Node, requires
from cms.image_rights import RightsManaged
from cms.images.renditions.animation import encode_animation
from cms.images.renditions.filters import ANIMATION_SPEC, PublicFilter
from cms.images.renditions.placeholder import GREY
from cms.images.renditions.presets import ANIMATION, INTERIM_PRESET, ImagePreset
from cms.images.schema import IMAGE_FIELDS, StoredSize

NEUTRAL_PICTURE: Mapping[str, Any] = {
    **dict.fromkeys(["title", "description", "credit", "licence"], ""),
    **dict.fromkeys(["rights_expire_at", "focal_point_x", "focal_point_y"]),
    "is_decorative": True,
    "placeholder": GREY,
    "variants": {},
}
"""What readers get of a picture whose rights of use do not last, beside its shape: a grey area without words."""


class CreditedImage(RightsManaged, AbstractImage):
    """A picture that knows whom to credit and what it shows.

    Attributes:
        lacks_words: an import brought it without a description or credit. It is published all the same, for otherwise
            no archive could come in; the first save with both takes the mark away.
    """

    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_(
            "Whom to credit, exactly as it is to be printed, for example “© Jane Doe 2026”. "
            "Leave empty only if no credit is needed."
        ),
    )
    no_credit_owed = models.BooleanField(
        _("no credit needed"),
        default=False,
        help_text=_(
            "Tick this for a picture without a credit, for example one of your own, and leave the credit empty."
        ),
    )
    is_decorative = models.BooleanField(
        _("decorative picture"),
        default=False,
        help_text=_(
            "Tick this if the picture adds nothing to the story. "
            "Screen readers then skip it and no description is needed."
        ),
    )
    lacks_words = models.BooleanField(
        _("came without its words"),
        default=False,
        editable=False,
        help_text=_("An import brought it without a description or credit, which are still missing."),
    )
    taken_at = models.DateTimeField(
        _("taken at"), null=True, blank=True, help_text=_("When the picture was taken, as far as the file says so.")
    )
    placeholder = models.TextField(default=GREY, editable=False)
    variants = models.JSONField(
        default=dict,
        editable=False,
        help_text=_("Where the ready-made sizes of this file are stored. Kept up to date by the prepare_image task."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        "no_credit_owed",
        "source",
        "licence",
        "usage_terms",
        "usage_condition",
        "territory_note",
        "rights_expire_at",
        "taken_at",
        *(name for name in WagtailImage.admin_form_fields if name not in ("title", "file", "description")),
    )
    search_fields = [
        *(field for field in AbstractImage.search_fields if getattr(field, "boost", None) is None),
        index.SearchField("title", boost=1),
        index.SearchField("credit"),
        index.AutocompleteField("credit"),
    ]
    graphql_name = "Image"
    graphql_interfaces = (Node,)
    graphql_fields = IMAGE_FIELDS

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def clean(self) -> None:
        """Ask for a description unless the picture is marked as decorative.

        Raises:
            ValidationError: on `description`, when neither is given.
        """
        super().clean()
        if not self.description.strip() and not self.is_decorative:
            raise ValidationError(
                {
                    "description": _(
                        "Describe what the picture shows, for readers who cannot see it, "
                        "or tick “Decorative picture” if it adds nothing to the story."
                    )
                }
            )

    def missing_words(self) -> list[str]:
        """Return which of description and credit the picture needs and does not have."""
        missing = {
            "description": not self.description.strip() and not self.is_decorative,
            "credit": not self.credit.strip() and not self.no_credit_owed,
        }
        return [name for name, is_missing in missing.items() if is_missing]

    @property
    @requires(only=["description", "is_decorative"])
    def alt(self) -> str:
        """The description to read aloud; empty for a decorative picture, so that screen readers skip it."""
        return "" if self.is_decorative else self.description

    @property
    @requires(only=["focal_point_x", "focal_point_y", "width", "height"])
    def focal_point(self) -> dict[str, float] | None:
        """The centre of the focal area, as fractions of width and height from the top left."""
        if self.focal_point_x is None or self.focal_point_y is None:
            return None
        return {"x": round(self.focal_point_x / self.width, 4), "y": round(self.focal_point_y / self.height, 4)}

    def neutralize(self) -> None:
        """Turn the row, as it is loaded, into a neutral picture of the same shape, of which nothing may be saved."""
        self.__dict__.update(NEUTRAL_PICTURE, _is_neutral=True)

    @property
    @requires()
    def is_neutral(self) -> bool:
        """Whether the row, as it is loaded, is the neutral picture that readers see instead."""
        return "_is_neutral" in self.__dict__

    def sizes(self, preset: str) -> list[StoredSize]:
        """Return the ready-made sizes of a preset, narrowest first.

        Until the task has run, that is the interim size made at the upload, or a grey data: URI where there is none;
        never the original, whose metadata may name place and photographer.
        """
        made = self._made()
        return cast(
            list[StoredSize], made.get(preset) or made.get(INTERIM_PRESET) or [[self.width, self.height, GREY]]
        )

    def ready_names(self, *presets: str) -> list[str]:
        """Return the storage names of the widest size of each preset, without those that have not been made yet."""
        made = self._made()
        sizes = (made.get(preset) or made.get(INTERIM_PRESET) for preset in presets)
        return [str(found[-1][2]) for found in sizes if found]

    def _made(self) -> dict[str, Any]:
        """Return the stored sizes by preset; none if they are those of an earlier file."""
        # The raw column where it is loaded: Django's descriptor would wrap it in a file object, which is slow.
        name = str(self.__dict__.get("file") or self.file)
        return self.variants if self.variants.get("of", [""])[0] == name else {}

    @requires(only=["variants", "file", "width", "height"])
    def rendition(self, info: Any, preset: ImagePreset) -> list[StoredSize]:
        """Return the sizes behind the API's `rendition` field."""
        return self.sizes(preset.name)

    @requires(only=["variants", "file"])
    def animation(self, info: Any) -> StoredSize | None:
        """Return the size behind the API's `animation` field; None for a still picture, or until it has been made."""
        return self._made().get(ANIMATION)

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> Any:
        """Make a rendition without metadata; Wagtail makes all renditions by this method.

        Args:
            filter: the spec; `animation` gives the frames as one animated WebP.
            source: the original, where it is in memory.
        """
        if filter.spec != ANIMATION_SPEC:
            return super().generate_rendition_file(PublicFilter(filter.spec), source=source)
        with nullcontext(source) if source else self.open_file() as original:
            return ContentFile(encode_animation(original), name=f"{PurePath(self.file.name).stem[:40]}.animation.webp")

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """Return a rendition; for `original`, which the admin's forms link to, the private original itself."""
        if getattr(filter, "spec", filter) != "original":
            return super().get_rendition(filter)
        rendition = Rendition(image=self, filter_spec="original", width=self.width, height=self.height)
        rendition.file = WagtailImageFieldFile(rendition, self._meta.get_field("file"), self.file.name)
        return rendition

    @property
    def default_alt_text(self) -> str:
        """The text Wagtail proposes when the picture is placed in rich text."""
        return self.alt

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the picture, with the size and hash of its file where the caller did not compute them."""
        if self.file and not self.file_hash:
            self._set_image_file_metadata()
        self.lacks_words = self.lacks_words and bool(self.missing_words())
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """One stored size of a picture."""

    image = models.ForeignKey(CreditedImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="images_rendition_unique_spec"
            )
        ]
