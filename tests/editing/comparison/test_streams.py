"""The comparison of bodies by block."""

from typing import Any

import pytest

from cms.editing.comparison.streams import BlockDifference, StreamComparison
from news.models import ArticlePage
from tests.factories import ImageFactory


def paragraph(key: str, html: str) -> dict[str, Any]:
    return {"type": "paragraph", "id": key, "value": {"html": html}}


def heading(key: str, text: str, level: str = "2") -> dict[str, Any]:
    return {"type": "heading", "id": key, "value": {"text": text, "level": level}}


def compare(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> StreamComparison:
    """Compare two stored bodies."""
    field = ArticlePage._meta.get_field("body")
    before, after = (ArticlePage(title="Harbour", body=field.to_python(body)) for body in (old, new))
    return StreamComparison(field, before, after)


def outcomes(comparison: StreamComparison) -> list[tuple[str, str, bool]]:
    return [(block.label, block.state, block.is_moved) for block in comparison.blocks]


def values(block: BlockDifference) -> dict[str, str]:
    return {label: " ".join(html.split()) for label, html in block.values}


A, B, C, D = (paragraph(key, f"<p>Text {key}.</p>") for key in "abcd")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [A, B], [("unchanged", False), ("unchanged", False)]),
        ([A, C], [A, B, C], [("unchanged", False), ("added", False), ("unchanged", False)]),
        ([A, B, C], [A, C], [("unchanged", False), ("removed", False), ("unchanged", False)]),
        ([A, B, C, D], [D, A, B, C], [("unchanged", True), *[("unchanged", False)] * 3]),
        ([A, B], [paragraph("a", "<p>New.</p>"), B], [("changed", False), ("unchanged", False)]),
        ([A, B, C], [paragraph("c", "<p>New.</p>"), A, B], [("changed", True), *[("unchanged", False)] * 2]),
        # The same text under other ids is the same block, as after a second import.
        ([A, B], [paragraph("x", "<p>Text a.</p>"), B], [("unchanged", False), ("unchanged", False)]),
        # Equal ids, as in bodies that were pasted by programs, hide no block.
        ([A, A], [A, A, A], [("unchanged", False), ("unchanged", False), ("added", False)]),
    ],
)
@pytest.mark.django_db
def test_blocks_are_added_removed_moved_and_changed(
    old: list[Any], new: list[Any], expected: list[tuple[str, bool]]
) -> None:
    comparison = compare(old, new)
    assert [(block.state, block.is_moved) for block in comparison.blocks] == expected
    assert comparison.has_changed() is (set(expected) != {("unchanged", False)})


@pytest.mark.django_db
def test_a_block_of_another_kind_is_another_block() -> None:
    assert outcomes(compare([A], [heading("a", "Text a.")])) == [
        ("Text", "removed", False),
        ("Heading", "added", False),
    ]


@pytest.mark.django_db
def test_each_value_of_a_changed_block_is_compared() -> None:
    [block] = compare([heading("a", "The harbour opens")], [heading("a", "The harbour closes", "3")]).blocks
    found = values(block)
    assert list(found) == ["Heading", "Level"]
    assert "The harbour <del>" in found["Heading"]
    assert ">Section<" in found["Level"]
    assert "Sub-section" in found["Level"]


@pytest.mark.django_db
def test_where_a_link_leads_is_compared_and_formatting_is_named() -> None:
    old = '<p>See <a linktype="page" id="3">here</a>.</p>'
    [block] = compare([paragraph("a", old)], [paragraph("a", old.replace("3", "4"))]).blocks
    [html] = values(block).values()
    assert "See here &lt;page <del>" in html
    [block] = compare([paragraph("a", "<p>One.</p>")], [paragraph("a", "<p><b>One.</b></p>")]).blocks
    assert (block.state, block.notes) == ("changed", ["Only the formatting differs."])


@pytest.mark.django_db
def test_pictures_of_a_gallery_are_compared_one_by_one() -> None:
    ann, ben = (ImageFactory(title=f"{name}.jpg").pk for name in ("Ann", "Ben"))

    def gallery(*entries: tuple[str, int, str]) -> list[dict[str, Any]]:
        items = [
            {"type": "item", "id": key, "value": {"image": image, "caption": caption, "alt": "", "credit": ""}}
            for key, image, caption in entries
        ]
        return [{"type": "gallery", "id": "g", "value": {"items": items}}]

    one, two = ("1", ann, "At dawn"), ("2", ben, "At noon")
    [block] = compare(gallery(one, two), gallery(("1", ben, "At dusk"), two)).blocks
    found = values(block)
    assert list(found) == [f"Pictures {number}: {name}" for number in (1, 2) for name in ("Picture", "Caption")]
    assert found["Pictures 1: Picture"].index("Ann.jpg") < found["Pictures 1: Picture"].index("Ben.jpg")
    assert "At <del>" in found["Pictures 1: Caption"]
    assert "<del>" not in found["Pictures 2: Picture"]
    [block] = compare(gallery(one, two), gallery(two, one)).blocks
    assert (block.state, block.notes) == ("changed", ["The order of its entries differs."])


@pytest.mark.django_db
def test_tables_are_compared_cell_by_cell() -> None:
    def table(cell: str) -> list[dict[str, Any]]:
        columns = [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Boats"}]
        value = {"caption": "Traffic", "columns": columns, "rows": [{"values": ["2026", cell]}]}
        return [{"type": "table", "id": "t", "value": value}]

    assert outcomes(compare(table("40"), table("40"))) == [("Table", "unchanged", False)]
    [block] = compare(table("40"), table("50")).blocks
    [html] = values(block).values()
    assert "Traffic Year | Boats 2026 | <del>" in html


@pytest.mark.django_db
def test_the_table_says_in_words_what_became_of_blocks() -> None:
    old, new = [A, B, C], [C, paragraph("a", "<p>Text <b>a</b> again.</p>"), heading("h", "<script>")]
    html = " ".join(compare(old, new).htmldiff().split())
    assert '<span class="w-status">moved</span>' in html
    assert '<span class="w-status">removed</span>' in html
    assert '<span class="w-status">changed</span>' in html
    assert '<strong>Heading</strong> <span class="w-status">added</span>' in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.django_db
def test_pictures_of_all_blocks_are_fetched_together(rows: int, django_assert_num_queries: Any) -> None:
    pictures = [ImageFactory().pk for _number in range(rows)]
    old, new = (
        [
            {"type": "image", "id": str(pk), "value": {"image": pk, "caption": caption, "alt": "", "credit": ""}}
            for pk in pictures
        ]
        for caption in ("Old", "New")
    )
    comparison = compare(old, new)
    with django_assert_num_queries(2):
        assert len(comparison.blocks) == rows
