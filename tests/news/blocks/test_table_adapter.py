"""The form of the table block."""

import re

from cms.body.blocks import BodyBlock
from news.blocks.table_adapter import TableAdapter


def test_the_form_has_its_script_and_its_sentences() -> None:
    adapter = TableAdapter()
    block = BodyBlock().child_blocks["table"]

    name, _children, _defaults, meta = adapter.js_args(block)

    assert adapter.js_constructor == "news.blocks.Table"
    assert name == "table"
    assert meta["maxRows"] == 300
    assert meta["strings"]["CELL"] == "Row %(row)s, %(heading)s"
    assert meta["strings"]["ADD_ROW"] == "Add row"  # Wagtail's own
    assert meta["helpText"] == block.meta.help_text
    scripts = re.findall(r"(\w+\.js)", str(adapter.media))
    assert scripts == ["typed_table_block.js", "table_clipboard.js", "table_block.js"]
