"""The form of the table block: accessible names for its buttons and cells, and cells filled by pasting."""

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.staticfiles import versioned_static
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockAdapter

MAX_ROWS_BY_PASTING = 300
"""Rows to which pasting may extend a table: more fields would approach DATA_UPLOAD_MAX_NUMBER_FIELDS."""


class TableAdapter(TypedTableBlockAdapter):
    """Telepath adapter of the table block, with our script."""

    js_constructor = "news.blocks.Table"

    def js_args(self, block: TypedTableBlock) -> list[Any]:
        """Add the messages of our script to those of Wagtail's."""
        *args, meta = super().js_args(block)
        strings = {
            **meta["strings"],
            "CAPTION_HELP_TEXT": _(
                "What the table shows, in a few words, such as “Passengers in a year”. Readers see it, and screen"
                " readers say it before the table."
            ),
            "CELL": _("Row %(row)s, %(heading)s"),
            "COLUMN": _("column %(column)s"),
            "HEADING_OF_COLUMN": _("Heading of column %(column)s"),
            "INSERT_BEFORE_COLUMN": _("Insert column before column %(column)s"),
            "DELETE_COLUMN_AT": _("Delete column %(column)s"),
            "INSERT_BEFORE_ROW": _("Insert row before row %(row)s"),
            "DELETE_ROW_AT": _("Delete row %(row)s"),
            "PASTED": _("Cells filled by pasting: %(count)s. Ctrl+Z takes it back."),
            "COLUMNS_LEFT_OUT": _(
                "Columns that did not fit and were left out: %(count)s. Add columns and paste again."
            ),
            "ROWS_LEFT_OUT": _("Rows that did not fit and were left out: %(count)s. A table takes %(most)s rows."),
            "TEXT_LEFT_OUT": _("What stood around the first table was left out."),
            "TAKEN_BACK": _("The pasted cells were taken back."),
        }
        return [*args, {**meta, "strings": strings, "maxRows": MAX_ROWS_BY_PASTING}]

    @cached_property
    def media(self) -> Media:
        """Wagtail's script of the table, and ours."""
        scripts = [versioned_static("news/table_clipboard.js"), versioned_static("news/table_block.js")]
        media: Media = super().media + Media(js=scripts)
        return media
