"""Deque's axe-core on what a tab shows."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True, order=True)
class Violation:
    """An element that breaks a rule of axe, such as `color-contrast`."""

    rule: str
    selector: str
    html: str


def violations(page: Page) -> list[Violation]:
    """Return what breaks WCAG 2.2 AA in a tab, of all that axe can tell."""
    page.evaluate(SOURCE.read_text())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG_22_AA)
    return sorted(
        Violation(broken["id"], " ".join(map(str, node["target"])), node["html"][:300])
        for broken in found["violations"]
        for node in broken["nodes"]
    )
