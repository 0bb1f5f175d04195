"""The pages of the documentation, and the code in them that frontends copy."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEWSROOM = "https://cms.example.org"
"""Where the newsroom is in all pages."""


def code_blocks(page: str, language: str) -> list[str]:
    """Returns the code of a page, named from the top of the repository, in a language; without the indent of lists."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks]


def commands(page: str, newsroom: str) -> list[str]:
    """Returns the calls of curl in a page, led to a newsroom at another address."""
    lines = "\n".join(code_blocks(page, "console")).replace("\\\n", " ").splitlines()
    asked = [line.removeprefix("$ ") for line in lines if line.startswith("$ curl ")]
    return [re.sub(rf"{NEWSROOM}|http://127\.0\.0\.1:8000", newsroom, command) for command in asked]
