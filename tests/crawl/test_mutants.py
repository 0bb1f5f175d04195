"""The crawl can fail: it finds what comes out when one check of the visibility policy is taken away."""

import ast
import random
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import override_settings
from wagtail.models import Site

from cms import visibility
from cms.performance.compiled_sql.cache import compiled_queries
from tests.crawl.crawled import Crawled
from tests.crawl.one_site import pages_changed, pages_told_of
from tests.crawl.planting.readership import counted_reads, send_beacons
from tests.crawl.planting.rows import pages_among
from tests.crawl.reports import lists_of
from tests.crawl.unfiltered import ELSEWHERE, LISTING, OF_OTHER_SITES, TELLING, Everything

POLICY = Path(visibility.__file__)

IN_OPEN_TREES = "queryset.filter(_at_or_below(roots))"
MUTANTS = {
    "drafts": ("_released", "Q(live=True)", "Q()"),
    "expired": ("_released", "Q(expire_at=None) | Q(expire_at__gt=self.now)", "Q()"),
    "scheduled": ("_released", "Q(go_live_at=None) | Q(go_live_at__lte=self.now)", "Q()"),
    "outside every open tree": ("open_places", IN_OPEN_TREES, "queryset"),
    "restricted": ("open_places", f"{IN_OPEN_TREES}.exclude(_at_or_below(self.closed_pages))", IN_OPEN_TREES),
    "below a restricted page": ("open_places", "_at_or_below(self.closed_pages)", "Q(path__in=self.closed_pages)"),
    "restricted to groups": (
        "opens",
        "Q(restriction_type=BaseViewRestriction.GROUPS, groups__in=self.groups)",
        "Q(groups__gt=0)",
    ),
    "restricted to people who log in": ("opens", "self.logged_in", "True"),
    "under embargo": ("pages", "self.viewer.embargoed", "True"),
    "articles under embargo": ("_without_embargoed", "queryset.filter(lifted(self.now))", "queryset"),
    "pages of any type under embargo": ("_under_embargo", "held(self.now)", "Q(pk__in=[])"),
    "aliases of hidden pages": ("pages", "exclude_aliases_of(queryset, self._hidden_sources())", "queryset"),
    "aliases of restricted pages": ("closed_pages", "[*closed, *new]", "closed"),
    "aliases of pages in closed trees": ("_hidden_sources", "_at_or_below(self._closed_roots)", "Q(pk=0)"),
    "aliases of pages under embargo": ("_hidden_themselves", "self._under_embargo(Page)", "Q(pk=0)"),
    "aliases of pages that are not released": ("_hidden_themselves", "~self._released()", "Q(pk=0)"),
    "languages whose home page is hidden": ("_open_trees", "self._is_open(tree.home)", "True"),
    "sites whose home page is hidden": ("_open_trees", "self._is_open(tree.default_home)", "True"),
    "home pages that are drafts": ("_is_open", "home.live", "True"),
    "home pages that have expired": ("_is_open", "home.expire_at is None or home.expire_at > self.now", "True"),
    "home pages that are scheduled": ("_is_open", "home.go_live_at is None or home.go_live_at <= self.now", "True"),
    "home pages that are restricted": ("_is_open", "not home.path.startswith(tuple(self.closed_pages))", "True"),
    "home pages that are aliases": ("_is_open", "home.pk not in self._homes_of_hidden_pages", "True"),
    "home pages that are aliases of home pages": ("_is_open", "self._is_open(source)", "True"),
    "pictures that may not be used": (
        "replaced",
        "isinstance(row, RightsManaged) and row.is_withheld(self.now)",
        "False",
    ),
    "private collections": ("_public_files", "_at_or_below(closed)", "Q(pk=0)"),
    "collections below private ones": ("_public_files", "_at_or_below(closed)", "Q(path__in=closed)"),
    "private collections, of loaded rows": (
        "shown",
        "getattr(row, 'collection_id', None) not in self.closed_collections",
        "True",
    ),
    "collections below private ones, of loaded rows": (
        "closed_collections",
        "_at_or_below(paths)",
        "Q(path__in=paths)",
    ),
    "draft snippets": ("snippets", "queryset.filter(self._released())", "queryset"),
    "snippets that nothing public uses": (
        "used_by",
        "self.snippets(queryset).filter(Exists(pages.filter(**{field: OuterRef('pk')})))",
        "self.snippets(queryset)",
    ),
}
"""What would be seen; the function of the visibility policy that hides it, the expression there, and its mutation."""


class Mutation(ast.NodeTransformer):
    """Replaces an expression of one function.

    Attributes:
        lines: where the expression stands.
    """

    def __init__(self, function: str, expression: str, mutated: str) -> None:
        self._function = function
        self._expression = ast.dump(ast.parse(expression, mode="eval").body)
        self._mutated = ast.parse(mutated, mode="eval").body
        self.lines: list[int] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # the name that ast calls
        return self._replaced(node) if node.name == self._function else node

    def _replaced(self, function: ast.FunctionDef) -> ast.AST:
        for parent in ast.walk(function):
            for name, value in ast.iter_fields(parent):
                values = value if isinstance(value, list) else [value]
                for place, child in enumerate(values):
                    if isinstance(child, ast.AST) and ast.dump(child) == self._expression:
                        self.lines.append(child.lineno)  # type: ignore[attr-defined]  # an expression has a line
                        if isinstance(value, list):
                            value[place] = self._mutated
                        else:
                            setattr(parent, name, self._mutated)
        return function


@pytest.mark.mutants
class MutantTests(Crawled):
    def test_the_crawl_finds_what_each_check_hides(self) -> None:
        self.telling: list[str] = []
        survivors = []
        for name, (function, expression, mutated) in MUTANTS.items():
            mutation, began = Mutation(function, expression, mutated), time.monotonic()
            tree = ast.fix_missing_locations(mutation.visit(ast.parse(POLICY.read_text(encoding="utf-8"))))
            assert len(mutation.lines) == 1, f"{name}: {function} of cms/visibility.py must have {expression!r} once"
            fault = self._first_fault(tree)
            if fault is None:
                survivors.append(name)
            shown = fault[:200] if fault else "NOT FOUND"
            took = f"{time.monotonic() - began:.1f} s"
            print(f"{name} (visibility.py:{mutation.lines[0]}, {took}): {shown}")  # noqa: T201

        assert survivors == []
        assert {query: self.fault(query) for query in self.telling} == dict.fromkeys(self.telling), "nothing is left"

    def test_the_crawl_finds_what_other_modules_leave_unfiltered(self) -> None:
        survivors = []
        for name, (field, function, instead) in ELSEWHERE.items():
            began = time.monotonic()
            queries = sorted(self._shuffled(), key=lambda query: field not in query)
            with patch(function, instead), patch.object(compiled_queries, "_entries", OrderedDict()):
                fault = next(filter(None, map(self.fault, queries)), None)
            if fault is None:
                survivors.append(name)
            shown = fault[:200] if fault else "NOT FOUND"
            print(f"{name} ({time.monotonic() - began:.1f} s): {shown}")  # noqa: T201

        assert survivors == []

    def test_the_crawl_finds_what_machines_are_told_unfiltered(self) -> None:
        survivors = []
        for name, (function, instead) in TELLING.items():
            began = time.monotonic()
            with patch(function, instead), patch.object(compiled_queries, "_entries", OrderedDict()):
                fault = next(self.listener_faults(), None)
            if fault is None:
                survivors.append(name)
            shown = fault[:200] if fault else "NOT FOUND"
            print(f"{name} ({time.monotonic() - began:.1f} s): {shown}")  # noqa: T201

        assert survivors == []

    def test_the_crawl_finds_what_lists_show_unfiltered(self) -> None:
        survivors = []
        for name, (function, instead) in LISTING.items():
            with patch(function, instead):
                text = str(lists_of(self.newsroom))
            if not self.newsroom.hidden.found_in(text):
                survivors.append(name)

        assert survivors == []

    def test_the_crawl_finds_what_a_token_of_one_site_is_told_unfiltered(self) -> None:
        site, survivors = Site.objects.get(is_default_site=True), []
        for name, (function, instead) in OF_OTHER_SITES.items():
            with patch(function, instead):
                told = len(pages_told_of(site))
            print(f"{name}: {told} pages for the {pages_changed(site)} of the site")  # noqa: T201
            if told == pages_changed(site):
                survivors.append(name)

        assert survivors == []

    @override_settings(READ_COUNT_SECONDS=3_600)
    def test_reads_are_counted_of_whatever_is_not_filtered(self) -> None:
        hidden = pages_among(self.newsroom.secret)
        send_beacons(hidden)
        with patch("cms.readership.read_log.Visibility", Everything):
            assert counted_reads() == {page.pk for page in hidden}

    def _shuffled(self) -> list[str]:
        """Return all queries in an order that soon has one of each kind, then the feeds, some of which a broken policy
        breaks; the walk's order has the queries of a field together.
        """
        queries = random.Random(self.walk.seed).sample(list(self.walk.asked), len(self.walk.asked))
        return sorted(queries, key=lambda query: query.startswith("/"))

    def _first_fault(self, tree: ast.Module) -> str | None:
        """Returns what the crawl finds first with this policy; queries that found something before are asked first."""
        mutated: dict[str, object] = {"__name__": visibility.__name__}
        exec(compile(tree, str(POLICY), "exec"), mutated)  # noqa: S102  # our own source
        policy, viewer = mutated["Visibility"], mutated["Viewer"]
        with (
            patch.multiple(visibility.Visibility, **_functions_of(policy)),
            patch.multiple(visibility.Viewer, **_functions_of(viewer)),
            patch.object(compiled_queries, "_entries", OrderedDict()),
        ):
            for query in dict.fromkeys([*reversed(self.telling), *self._shuffled()]):
                if fault := self.fault(query):
                    self.telling.append(query)
                    return fault
        return None


def _functions_of(owner: object) -> dict[str, Any]:
    return {name: value for name, value in vars(owner).items() if not name.startswith("__")}
