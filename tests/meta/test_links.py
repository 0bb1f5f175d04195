"""Relative links of every Markdown file lead to a file, and their anchors to a heading of it."""

import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
LISTED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split()
FILES = sorted(path for path in map(ROOT.joinpath, LISTED) if path.is_file())
MARKDOWN = MarkdownIt("commonmark").enable("table")


@cache
def inline_tokens(file: Path) -> list[tuple[Token, bool]]:
    """The runs of text of a file, and whether each is a heading."""
    tokens = MARKDOWN.parse(file.read_text(encoding="utf-8"))
    return [
        (token, number > 0 and tokens[number - 1].type == "heading_open")
        for number, token in enumerate(tokens)
        if token.type == "inline"
    ]


@cache
def anchors(file: Path) -> set[str]:
    """The anchors of a file's headings, as GitHub and MyST name them."""
    seen: Counter[str] = Counter()
    found = set()
    for token, is_heading in inline_tokens(file):
        if is_heading:
            text = "".join(child.content for child in token.children or [])
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return found


def targets(file: Path) -> list[str]:
    """The relative links and pictures of a file."""
    children = [child for token, _is_heading in inline_tokens(file) for child in token.children or []]
    addresses = [str(child.attrGet("href") or child.attrGet("src") or "") for child in children]
    return [address for address in addresses if address and not re.match(r"[a-z]+:", address)]


def is_broken(file: Path, target: str) -> bool:
    path, _hash, anchor = target.partition("#")
    leads_to = (file.parent / path).resolve() if path else file
    return not leads_to.exists() or bool(anchor and leads_to.suffix == ".md" and anchor not in anchors(leads_to))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_each_link_leads_to_a_file_and_a_heading(file: Path) -> None:
    assert [target for target in targets(file) if is_broken(file, target)] == []


def test_links_and_headings_are_found(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(
        "# One `two`: three\n\n## Twice\n\n## Twice\n\n[a](#twice-1) [b](#none) [c](x.md) [d](https://e.org)\n"
    )

    assert anchors(file) == {"one-two-three", "twice", "twice-1"}
    assert targets(file) == ["#twice-1", "#none", "x.md"]
    assert [target for target in targets(file) if is_broken(file, target)] == ["#none", "x.md"]
    assert len(FILES) > 60
