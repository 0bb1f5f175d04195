"""The command: its filters, what it refuses, and what it leaves behind."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from news.exporting.articles import ExportSelection, export
from news.models import NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.news.exporting.test_round_trip import export as run_export
from tests.news.exporting.test_round_trip import rows_of


@pytest.fixture
def stories(index: NewsIndexPage) -> None:
    """Three articles and a draft."""
    world = CategoryFactory(name="World", slug="world")
    europe = CategoryFactory(name="Europe", slug="europe", parent=world)
    make_article(index, slug="one", category=europe, published_at=datetime(2026, 1, 1, 12, tzinfo=UTC), tags=["ports"])
    make_article(index, slug="two", category=world, published_at=datetime(2026, 2, 1, 12, tzinfo=UTC))
    make_article(index, slug="three", published_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    make_article(index, slug="draft", live=False, published_at=datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("arguments", "slugs"),
    [
        ((), ["three", "two", "one"]),
        (("--drafts",), ["draft", "three", "two", "one"]),
        (("--category", "world"), ["two", "one"]),
        (("--category", "europe"), ["one"]),
        (("--tag", "ports"), ["one"]),
        (("--since", "2026-02-01"), ["three", "two"]),
        (("--until", "2026-02-01"), ["two", "one"]),
        (("--index", "/news/", "--since", "2026-02-01", "--until", "2026-02-01"), ["two"]),
    ],
)
def test_filters(stories: None, tmp_path: Path, arguments: tuple[str, ...], slugs: list[str]) -> None:
    run_export(tmp_path / "out", *arguments)

    assert [row["slug"] for row in rows_of(tmp_path / "out")] == slugs


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--category", "sport"), "There is no category “sport”. There are: europe, world."),
        (("--tag", "x"), "There is no tag “x”. There are: ports."),
        (("--index", "/sport/"), "There is no news listing at /sport/"),
        (("--since", "yesterday"), "“yesterday” is no day; write YYYY-MM-DD"),
        (("--since", "2026-02-30"), "“2026-02-30” is no day"),
        (("--since", "2026-02-02", "--until", "2026-02-01"), "--until 2026-02-01 is before --since 2026-02-02."),
    ],
)
def test_filters_that_mean_nothing(stories: None, tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run_export(tmp_path / "out", *arguments)

    assert sentence in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run(stories: None, tmp_path: Path) -> None:
    out = run_export(tmp_path / "out", "--dry-run", "--drafts")

    assert out.split() == ["Would", "be", "exported:", "4", "articles", "1", "of", "them", "drafts"]
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(stories: None, tmp_path: Path) -> None:
    target = tmp_path / "out"
    run_export(target, "--category", "europe")
    with pytest.raises(CommandError, match="is there already"):
        run_export(target)
    assert len(rows_of(target)) == 1
    run_export(target, "--force")
    assert len(rows_of(target)) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]

    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letters.txt").write_text("mine")
    with pytest.raises(CommandError, match="is a directory, but no export"):
        run_export(mine, "--force")
    assert (mine / "letters.txt").read_text() == "mine"
    with pytest.raises(CommandError, match="There is no directory"):
        run_export(tmp_path / "no" / "out")


def test_a_run_that_breaks_leaves_the_earlier_export(stories: None, tmp_path: Path) -> None:
    target = tmp_path / "out"
    run_export(target)

    def breaking(keys: list[int]) -> Iterable[int]:
        yield keys[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(ExportSelection(), target, force=True, progress=breaking)

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(rows_of(target)) == 3


def test_what_a_killed_run_has_left_is_removed(stories: None, tmp_path: Path) -> None:
    partial = tmp_path / ".out.partial"
    (partial / "images").mkdir(parents=True)
    (partial / "images" / "half.jpg").write_bytes(b"half")

    call_command("export_articles", str(tmp_path / "out"), verbosity=0)

    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        "out",
        *(f"out/{name}" for name in ("articles.jsonl", "documents.jsonl", "images.jsonl", "manifest.json")),
    ]
