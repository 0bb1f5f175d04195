"""What each account may see of what is not its section's, and why."""

from collections.abc import Mapping
from pathlib import Path

from tests.admin.accounts import ACCOUNTS

SHARED: Mapping[str, tuple[str, ...]] = {
    "outsider": (),
    "editor": ("Author", "AuthorText", "Category", "past search", "promoted search", "synonym", "blocked words"),
    "moderator": (
        *("Author", "AuthorText", "Category", "past search", "promoted search", "synonym", "blocked words"),
        *("redirect", "label of a menu", "organisation", "group"),
    ),
}
"""Which texts that belong to no section an account may see, by how their meaning ends: what the groups Editors and
Moderators have permissions for. Those who set a page's privacy choose from the names of all groups."""

EXCEPTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("tag of", "Tags are one vocabulary: who writes is offered those of the whole house."): (
        "documents/",
        "images/",
        "images/chooser/",
        "tag-autocomplete/",
    ),
    ("name of a workflow", "Workflows belong to the house; the filters of their reports name them all."): (
        "reports/workflow/",
        "reports/workflow_tasks/",
    ),
}
"""Which texts of another section are seen nevertheless: how the meaning of the text begins and why, and below which
paths. docs/security.md tells of them."""


def is_expected(account: str, path: str, meaning: str) -> bool:
    """Tell whether an account may see a text that is not its section's at a path below /admin/."""
    if meaning.endswith(SHARED[account]):
        return True
    return any(meaning.startswith(text) and path.startswith(paths) for (text, _reason), paths in EXCEPTIONS.items())


def expected_statuses(account: str) -> dict[str, str]:
    """Return what becomes of an account's request to each address, as written in statuses.txt."""
    column = ACCOUNTS.index(account)
    expected: dict[str, str] = {}
    outcomes: list[str] = []
    for line in (Path(__file__).parent / "statuses.txt").read_text().splitlines():
        if line.startswith("    "):
            expected[line.strip()] = outcomes[column]
        elif not line.startswith("#"):
            outcomes = line.split()
    return expected
