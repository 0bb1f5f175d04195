"""Blocks of tables and of links to other articles."""

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.body.blocks import register_body_block
from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Info
from cms.graphql.declarations import GraphQLString, GraphQLTyped, listed, type_of
from news.blocks.lists import ArticleChooserBlock, ArticleListBlock
from news.blocks.table_adapter import TableAdapter


@register_body_block
class TableBlock(TypedTableBlock):
    """Figures in rows and columns."""

    text = blocks.CharBlock(required=False, label=_("Text"))

    graphql_fields = [
        GraphQLString("caption", required=True, description="What the table shows; may be empty."),
        GraphQLTyped("header", listed(graphene.String), description="Column headings."),
        GraphQLTyped("rows", listed(listed(graphene.String)), description="Cells as text, row by row."),
    ]

    def caption(self, item: BlockValue, info: Info) -> str:
        """Return the table's caption."""
        return str(_table(item).get("caption") or "")

    def header(self, item: BlockValue, info: Info) -> list[str]:
        """Return the column headings."""
        return [column["heading"] for column in _table(item).get("columns", [])]

    def rows(self, item: BlockValue, info: Info) -> list[list[str]]:
        """Return the cells as text."""
        rows = _table(item).get("rows", [])
        return [["" if cell is None else str(cell) for cell in row["values"]] for row in rows]

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Data and links")
        description = _("Figures in rows and columns, with a heading for each column.")
        help_text = _(
            "Give every column a heading. To fill cells from a spreadsheet or another table, copy them there and paste"
            " into the first cell to be filled, or into its heading. Rows are added as needed."
        )
        preview_value = {
            "caption": _("Passengers in a year"),
            "columns": [
                {"type": "text", "heading": _("Year")},
                {"type": "text", "heading": _("By ferry")},
                {"type": "text", "heading": _("By train")},
            ],
            "rows": [
                {"values": ["2024", "310,000", "1.2 m"]},
                {"values": ["2025", "355,000", "1.4 m"]},
                {"values": ["2026", "402,000", "1.9 m"]},
            ],
        }
        preview_template = "news/block_previews/table.html"


register(TableAdapter(), TableBlock)


@register_body_block
class RelatedArticlesBlock(blocks.StructBlock):
    """Links to other stories, in the middle of this one."""

    heading = blocks.CharBlock(default=_("Read more"), label=_("Heading"))
    articles = ArticleListBlock(ArticleChooserBlock(page_type="news.ArticlePage"), min_num=1, label=_("Articles"))

    graphql_fields = [
        GraphQLString("heading", required=True, description="What to print over the links."),
        GraphQLTyped(
            "articles", lambda: listed(type_of("news.ArticlePage")), description="The articles that are public."
        ),
    ]

    class Meta:
        icon = "link"
        label = _("Related articles")
        group = _("Data and links")
        description = _("Points to other stories where readers need them.")
        preview_value = {"heading": _("Read more"), "articles": []}
        counts_words = False
        preview_template = "news/block_previews/related_articles.html"


def _table(item: BlockValue) -> dict[str, Any]:
    """Return the stored table; an empty one for a block that was saved without a table."""
    return item.value if isinstance(item.value, dict) else {}
