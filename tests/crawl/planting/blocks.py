"""Values for every block that a body may hold, made from the blocks' own definitions: a new block is planted too."""

from dataclasses import dataclass, field
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from tests.crawl.planting.canaries import Canaries

TEXTS = (EmbedBlock, blocks.RichTextBlock, blocks.URLBlock, blocks.CharBlock, blocks.TextBlock)


@dataclass
class Targets:
    """What blocks may point to.

    Attributes:
        shown: public rows.
        hidden: hidden rows.
        rich: a rich text that points to all of them.
    """

    canaries: Canaries
    shown: list[Any] = field(default_factory=list)
    hidden: list[Any] = field(default_factory=list)
    rich: str = ""

    def of(self, block: blocks.ChooserBlock, rows: list[Any]) -> list[int]:
        """Returns the primary keys of the rows that a chooser offers."""
        models = tuple(getattr(block, "target_models", None) or [block.model_class])
        return [row.pk for row in rows if isinstance(row, models)]

    def variants(self, block: blocks.Block) -> int:
        """Returns how many values it takes to point to each hidden row with this block, lists within it left out."""
        if isinstance(block, blocks.StructBlock):
            return max((self.variants(child) for child in block.child_blocks.values()), default=0)
        return len(self.of(block, self.hidden)) if isinstance(block, blocks.ChooserBlock) else 0


def body_of(block: blocks.StreamBlock, targets: Targets) -> list[dict[str, Any]]:
    """Returns stored data for a stream: each block once for the public, and once for each hidden row it may name."""
    body = [(name, value_of(child, targets)) for name, child in block.child_blocks.items()]
    for name, child in block.child_blocks.items():
        body += [(name, value_of(child, targets, place)) for place in range(targets.variants(child))]
    return [
        {"type": name, "value": value, "id": f"{place:08x}-0000-4000-8000-000000000000"}
        for place, (name, value) in enumerate(body)
    ]


def value_of(block: blocks.Block, targets: Targets, hidden: int | None = None) -> Any:
    """Returns one stored value.

    Args:
        block: its block.
        targets: what it may point to.
        hidden: which of the hidden rows it points to, None for a public one. Beside a hidden row stand words without
            a canary: they may be shown, or vanish with what they describe.
    """
    if isinstance(block, blocks.StructBlock):
        return {name: value_of(child, targets, hidden) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        places = [None, *range(targets.variants(block.child_block))]
        return [
            {"type": "item", "value": value_of(block.child_block, targets, place), "id": f"item-{number}"}
            for number, place in enumerate(places)
        ]
    if isinstance(block, blocks.StreamBlock):
        return body_of(block, targets)
    if isinstance(block, blocks.ChooserBlock):
        offered = targets.of(block, targets.shown if hidden is None else targets.hidden)
        return offered[(hidden or 0) % len(offered)] if offered else None
    if isinstance(block, blocks.ChoiceBlock):
        return next(value for value, _label in block.field.choices if value)
    if isinstance(block, TypedTableBlock):
        words = [targets.canaries.word(f"{part} of a table") for part in ("caption", "heading", "cell")]
        column = {"type": next(iter(block.child_blocks)), "heading": words[1]}
        return {"caption": words[0], "columns": [column], "rows": [{"values": [words[2]]}]}
    if not isinstance(block, TEXTS):
        return block.get_prep_value(block.get_default())
    return _text(block, targets, "hidden" if hidden is not None else targets.canaries.word(f"{block.name} of a block"))


def _text(block: blocks.Block, targets: Targets, text: str) -> str:
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{text}</p>{targets.rich}"
    if isinstance(block, EmbedBlock):
        url = f"https://video.example/{text}"
        parts = {part: targets.canaries.word(f"{part} of an embed") for part in ("title", "provider_name")}
        still = f"https://video.example/{targets.canaries.word('still of an embed')}.jpg"
        player = f'<iframe src="https://video.example/{targets.canaries.word("player of an embed")}"></iframe>'
        Embed.objects.get_or_create(
            hash=get_embed_hash(url),
            defaults={"url": url, "type": "video", "html": player, "thumbnail_url": still, **parts},
        )
        return url
    return f"https://elsewhere.example/{text}" if isinstance(block, blocks.URLBlock) else text
