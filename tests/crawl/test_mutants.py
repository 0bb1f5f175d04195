"""The crawl can fail: it finds what comes out when one check of the door is taken away, whichever it is."""

import time
from collections import OrderedDict
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cms import statements, visibility
from tests.crawl.crawled import Crawled

DOOR = Path(visibility.__file__)

RELEASED = "queryset.filter(self._released(), _at_or_below(roots))"
MUTANTS = {
    "drafts": ("            Q(live=True)\n", "            Q()\n"),
    "expired": ("\n            & (Q(expire_at=None) | Q(expire_at__gt=self.now))", ""),
    "scheduled": ("(Q(go_live_at=None) | Q(go_live_at__lte=self.now))", "Q()"),
    "outside every open tree": ("self._released(), _at_or_below(roots)", "self._released()"),
    "restricted": (f"{RELEASED}.exclude(_at_or_below(self.closed_pages))", RELEASED),
    "below a restricted page": (
        f"{RELEASED}.exclude(_at_or_below(self.closed_pages))",
        f"{RELEASED}.exclude(path__in=self.closed_pages)",
    ),
    "restricted to groups": ("restriction_type=BaseViewRestriction.GROUPS, groups__in=self.groups", "groups__gt=0"),
    "restricted to people who log in": (" if self.logged_in else opened", ""),
    "under embargo": (" if self.viewer.embargoed else self._without_embargoed(queryset)", ""),
    "articles under embargo": ("queryset.filter(lifted(self.now))", "queryset"),
    "pages of any type under embargo": (".filter(held(self.now))", ".none()"),
    "languages whose home page is hidden": ("and self._is_open(tree.home)", ""),
    "sites whose home page is hidden": ("and self._is_open(tree.own)", ""),
    "home pages that are drafts": ("home.live\n", "True\n"),
    "home pages that have expired": ("(home.expire_at is None or home.expire_at > self.now)", "True"),
    "home pages that are scheduled": ("(home.go_live_at is None or home.go_live_at <= self.now)", "True"),
    "home pages that are restricted": ("not home.path.startswith(tuple(self.closed_pages))", "True"),
    "private collections": (".exclude(collection__in=Collection.objects.filter(_at_or_below(closed)))", ""),
    "collections below private ones": (".filter(_at_or_below(closed))", ".filter(path__in=closed)"),
    "private collections, of loaded rows": (" not in self.closed_collections", " != 0"),
    "collections below private ones, of loaded rows": (".filter(_at_or_below(paths))", ".filter(path__in=paths)"),
    "draft snippets": ("queryset.filter(self._released()) if issub", "queryset if issub"),
    "snippets that nothing public uses": ('.filter(Exists(pages.filter(**{field: OuterRef("pk")})))', ""),
}
"""What would be seen, and the check that keeps it hidden, with what stands in its place."""


@pytest.mark.mutants
class MutantTests(Crawled):
    def test_the_crawl_finds_what_each_check_hides(self) -> None:
        source = DOOR.read_text(encoding="utf-8")
        self.telling: list[str] = []
        survivors = []
        for name, (check, nothing) in MUTANTS.items():
            assert source.count(check) == 1, f"{name}: cms/visibility.py no longer says {check!r}"
            line, began = source[: source.index(check)].count("\n") + 1, time.monotonic()
            fault = self._first_fault(source.replace(check, nothing))
            if fault is None:
                survivors.append(name)
            shown = fault[:200] if fault else "NOT FOUND"
            print(f"{name} (visibility.py:{line}, {time.monotonic() - began:.1f} s): {shown}")  # noqa: T201

        assert survivors == []

    def _first_fault(self, source: str) -> str | None:
        """Returns what the crawl finds first when the door is as this source says; what told before is asked first."""
        mutated: dict[str, object] = {"__name__": visibility.__name__}
        exec(compile(source, str(DOOR), "exec"), mutated)  # noqa: S102  # our own source
        door, viewer = mutated["Visibility"], mutated["Viewer"]
        with (
            patch.multiple(visibility.Visibility, **_functions_of(door)),
            patch.multiple(visibility.Viewer, **_functions_of(viewer)),
            patch.object(statements.kept, "_statements", OrderedDict()),
        ):
            for query in dict.fromkeys([*reversed(self.telling), *self.walk.asked]):
                if fault := self.fault(query):
                    self.telling.append(query)
                    return fault
        return None


def _functions_of(owner: object) -> dict[str, Any]:
    return {name: value for name, value in vars(owner).items() if not name.startswith("__")}
