"""Lists of pictures and of articles, with the admin's choosers for several at once."""

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks import ListBlock, PageChooserBlock
from wagtail.blocks.list_block import ListBlockAdapter


class PictureListBlock(ListBlock):
    """A list of blocks that each have an `image`, several of which can be chosen at once."""

    canonical_module_path = "wagtail.blocks.ListBlock"  # for migrations it is one


class PictureListAdapter(ListBlockAdapter):
    """Gives the list its button in the browser."""

    js_constructor = "news.blocks.PictureList"

    def js_args(self, block: PictureListBlock) -> list[Any]:
        """Add the button's label."""
        *args, meta = super().js_args(block)
        return [*args, {**meta, "chooseSeveralLabel": _("Choose several pictures")}]

    @cached_property
    def media(self) -> Media:
        """Wagtail's script of blocks, and the button's."""
        media: Media = super().media + Media(js=[versioned_static("news/picture_list.js")])
        return media


register(PictureListAdapter(), PictureListBlock)


class ArticleChooserBlock(PageChooserBlock):
    """An article, shown in the form with its picture, date and whether readers see it."""

    canonical_module_path = "wagtail.blocks.PageChooserBlock"

    @cached_property
    def widget(self) -> Any:
        """The newsroom's own chooser."""
        from news.admin.article_chooser import AdminArticleChooser

        return AdminArticleChooser()

    def get_form_state(self, value: Any) -> dict[str, Any] | None:
        """Return what the chooser shows of an article."""
        state: dict[str, Any] | None = self.widget.get_value_data(value)
        return state


class ArticleListBlock(ListBlock):
    """A list of articles; what its form shows of them is loaded at once."""

    canonical_module_path = "wagtail.blocks.ListBlock"

    def get_form_state(self, value: Any) -> Any:
        """Load what the choosers show of all articles by one query each."""
        from news.admin.article_chooser import load_for_display

        load_for_display([article for article in value or [] if article is not None])
        return super().get_form_state(value)
