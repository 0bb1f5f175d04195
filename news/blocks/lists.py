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

    canonical_module_path = "wagtail.blocks.ListBlock"  # what migrations refer to


class PictureListAdapter(ListBlockAdapter):
    """Telepath adapter of the list, with a button to choose several pictures."""

    js_constructor = "news.blocks.PictureList"

    def js_args(self, block: PictureListBlock) -> list[Any]:
        """Add the button's label."""
        *args, meta = super().js_args(block)
        return [*args, {**meta, "chooseSeveralLabel": _("Choose several pictures")}]

    @cached_property
    def media(self) -> Media:
        """Wagtail's script of list blocks, and ours for the button."""
        media: Media = super().media + Media(js=[versioned_static("news/picture_list.js")])
        return media


register(PictureListAdapter(), PictureListBlock)


class ArticleChooserBlock(PageChooserBlock):
    """A page chooser block for articles, with the chooser widget that shows picture, date and state."""

    canonical_module_path = "wagtail.blocks.PageChooserBlock"

    @cached_property
    def widget(self) -> Any:
        """The article chooser's widget."""
        from news.admin.article_chooser import AdminArticleChooser

        return AdminArticleChooser()

    def get_form_state(self, value: Any) -> dict[str, Any] | None:
        """Return the widget's data of an article, as its chooser shows it."""
        state: dict[str, Any] | None = self.widget.get_value_data(value)
        return state


class ArticleListBlock(ListBlock):
    """A list block of articles, whose form loads the data of all choosers at once."""

    canonical_module_path = "wagtail.blocks.ListBlock"

    def get_form_state(self, value: Any) -> Any:
        """Load the data that the choosers show, in a fixed number of queries for all articles."""
        from news.admin.article_chooser import load_for_display

        load_for_display([article for article in value or [] if article is not None])
        return super().get_form_state(value)
