"""Menu entries: the blocks that editors fill, and the GraphQL types that frontends read."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.graphql.schema.connections import listed
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.text_direction import TextDirectionEnum


def menu_language_choices() -> list[tuple[str, Any]]:
    """Return the codes of the languages to which an entry may be restricted, with their names; the first is all."""
    only = [
        (code, format_lazy(_("Only {language}"), language=name)) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES
    ]
    return [("", _("All languages")), *only]


class MenuLinkBlock(blocks.StructBlock):
    """A menu entry that leads to a page of the site or to an address elsewhere."""

    label = blocks.CharBlock(
        required=False, max_length=100, label=_("Label"), help_text=_("Empty: the page’s own title.")
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    url = blocks.URLBlock(required=False, label=_("Or an address elsewhere"))

    def clean(self, value: Mapping[str, Any]) -> Any:
        """Require either a page or an address, and a label for an address.

        Raises:
            StructBlockValidationError: on the field to change.
        """
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            errors["page"] = ValidationError(_("Choose a page or type an address elsewhere: one of the two."))
        elif cleaned["url"] and not cleaned["label"]:
            errors["label"] = ValidationError(_("Type a label: an address elsewhere has no title of its own."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "link"
        label = _("Entry")


class MenuItemBlock(MenuLinkBlock):
    """A menu entry with entries below it, for readers of all languages or of one."""

    locale = blocks.ChoiceBlock(
        choices=menu_language_choices,
        required=False,
        label=_("Language"),
        help_text=_(
            "An entry of one language is shown to its readers alone, with your label and with the entries below it. "
            "One of all languages prints, where its page is translated, the title of the translation."
        ),
    )
    children = blocks.ListBlock(MenuLinkBlock(), label=_("Entries below"), default=[])

    class Meta:
        icon = "link"
        label = _("Entry")


class MenuSlot(graphene.Enum):
    """The places for menus."""

    MAIN = "main"
    FOOTER = "footer"

    @property
    def description(self) -> str:
        """Description of the slot in the schema."""
        return {"main": "At the top of every page.", "footer": "At the bottom of every page."}[str(self.value)]


class MenuItem(graphene.ObjectType):
    """An entry of a menu. Entries that lead to hidden pages are left out; what stood below one takes its place."""

    label = graphene.String(
        required=True,
        description="What to print: the editors' words, else the page's title. Where the argument `locale` leads to a "
        "translation, the title of that, unless the words are of that language.",
    )
    locale = graphene.String(
        required=True,
        description="Code of the language that the label is in, for `lang`: that of the entry or of the page whose "
        "title it is or for which it was written, else the site's own.",
    )
    direction = graphene.Field(
        TextDirectionEnum, required=True, description="Direction in which the label is written, for `dir`."
    )
    url = graphene.String(required=True, description="Absolute URL.")
    page = graphene.Field(Page, description="The page it leads to; null for an address elsewhere.")
    children = graphene.Field(lambda: listed(MenuItem), description="The entries below it; at most one level.")
