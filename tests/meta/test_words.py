"""Names and words that gave way to the field's terms do not come back; a name is defined once (docs/glossary.md)."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("cms", "demo", "news", "search")
PACKAGES = ("benchmarks", *PRODUCT, "tests")

BANNED_WORDS = re.compile(
    r"\b(told|whoever|somebody|nobody|stand-in|stands? in for|the door|kept answers?|besides|strays|tallies|owed"
    r"|debts)\b",
    re.IGNORECASE,
)
"""Words of comments, docstrings and messages that hide who does what to what: name the thing and the act instead."""

SHARED_NAMES = {"Command", "Migration", "logger", "register", "urlpatterns", *"KMRT"}
"""Names that Django, Wagtail or typing look for in a module, or that are the same in all by custom."""

REPLACED = {
    "binary_rows": "fetch_binary",
    "FollowsRows": "DatabaseIndexHooks",
    "Writing": "SpellingVariant",
    "WORKED_OUT": "EXTRA_COSTS",
    "judged_by": "required_columns",
    "Besides": "SiteIndex.has_aliases and Visibility's restrictions",
    "Statement": "CompiledQuery",
    "Instances": "InstanceBuilder",
    "kept_on": "SiteIndex.cached_on",
    "stand_ins_for": "cms.queries.fetch's parameters",
    "Sites": "SiteIndex",
    "ANSWERS_KEPT": "RESPONSE_CACHE_TTL",
    "ByCore": "FallbackResult",
    "Bearable": "SanitizedQueryMixin",
    "Direct": "Django's WSGIHandler",
    "Meter": "CostLimiter",
    "OwnAnswers": "LocMemStore",
    "Question": "CacheLookup",
    "Reading": "TagCollector",
    "Refusal": "RequestError",
    "Repeats": "ResponseCacheMiddleware",
    "SharedAnswers": "RedisStore",
    "Unplanned": "NotCompilable",
    "search_doctor": "check_search_index",
    "search_catch_up": "process_search_outbox",
    "Drift": "IndexDifferences",
    "Writes": "WriteTracker",
    "Standing": "SearchContext",
    "CHUNK": "a constant with its unit, such as STEP_PAGES",
    "Cells": "RowParser",
    "Filing": "ArticleRelations or ArchiveOwner",
    "LONGEST_SLUG": "MAX_ARTICLE_SLUG_CHARACTERS or MAX_TERM_SLUG_CHARACTERS",
    "LARGEST": "a constant with its unit, such as MAX_REQUEST_BYTES",
    "NOBODY": "OFF",
    "Ranked": "RankedCandidates or WeightedChoice",
    "strays": "orphans",
    "freshened": "apply_recency_boost",
    "hash_of_text": "sha256_of",
    "next_change": "next_visibility_change",
    "send_owed": "send_pending_purges",
    "unaccounted": "unattributed",
    "id_by_place": "id_by_position",
    "is_prepared": "has_current_renditions",
    "prepare_interim": "make_interim_rendition",
    "say_where_scalars_are_specified": "set_specified_by_urls",
    "web_address": "http_url",
    "Slice": "ConnectionSlice",
    "Span": "PageArguments",
    "Order": "TotalOrder",
    "Groups": "PartitionedSlice",
    "FAR": "DEFERRED_JOIN_OFFSET",
    "slice_of": "slice_queryset",
    "grouped": "batched_slice",
    "begins_later": "has_previous_page",
    "MOST": "a constant with its unit, such as MAX_TEXT_POSITIONS",
    "LONGEST": "a constant with its unit, such as MAX_WORD_CHARACTERS",
    "FEW": "a constant with its unit, such as MIN_RESULTS",
    "most": "a bound with its unit, such as max_bytes",
    "each_as_it_is": "specific_by_content_type",
    "Loader": "DataLoader",
    "mark_batch": "Batches.add",
    "peers": "Batches.siblings",
    "see_as": "Context.show_draft",
    "Needs": "Projection",
    "Reads": "FieldRequirements",
    "needs_of": "projection_of",
}


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the identifiers of a module with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string


@pytest.mark.parametrize("package", PACKAGES)
def test_replaced_names_are_used_nowhere(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} is called {REPLACED[name]}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, name in names_in(path.read_text(encoding="utf-8"))
        if name in REPLACED
    ]

    assert found == []


def test_a_replaced_name_is_found() -> None:
    assert [name for _line, name in names_in("class Question:\n    pass\n") if name in REPLACED] == ["Question"]


def product_modules() -> dict[str, str]:
    """The sources of the product's modules by path, without migrations."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for package in PRODUCT
        for path in sorted((ROOT / package).rglob("*.py"))
        if not {"migrations", "node_modules"} & set(path.parts)
    }


def banned_words(modules: Mapping[str, str]) -> list[str]:
    return [
        f"{path}:{number}: {found[0]}"
        for path, text in modules.items()
        for number, line in enumerate(text.splitlines(), 1)
        for found in BANNED_WORDS.finditer(line)
    ]


def defined_names(source: str) -> Iterator[str]:
    """Yield the public names that a module defines, its imports not counted."""
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                nodes = (child for target in targets for child in ast.walk(target))
                names = [
                    child.id for child in nodes if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store)
                ]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


def names_defined_twice(modules: Mapping[str, str]) -> dict[str, list[str]]:
    """The names that several modules define, with these; settings are known by Django's names."""
    places = defaultdict(set)
    for path, source in modules.items():
        if not path.startswith("cms/settings/"):
            for name in defined_names(source):
                places[name].add(path)
    return {name: sorted(paths) for name, paths in places.items() if len(paths) > 1 and name not in SHARED_NAMES}


def test_banned_words_are_used_nowhere() -> None:
    modules = product_modules()

    assert len(modules) > 400
    assert banned_words(modules) == []


def test_no_name_is_defined_in_two_modules() -> None:
    assert names_defined_twice(product_modules()) == {}


def test_a_banned_word_is_found() -> None:
    assert banned_words({"a.py": "ONE = 1\n# Whoever is told of it.\n", "b.py": "is_toldish = 2\n"}) == [
        "a.py:2: Whoever",
        "a.py:2: told",
    ]


def test_a_name_of_two_modules_is_found() -> None:
    modules = {
        "cms/a.py": "from x import shared\nCOLUMNS, _ROWS = 1, 2\nKind: int = 3\nlogger = 4\n",
        "cms/b.py": "from x import shared\nCOLUMNS = 1\n_ROWS = 2\nclass Kind: pass\nlogger = 5\n",
        "cms/settings/base.py": "COLUMNS = 2\n",
    }

    assert names_defined_twice(modules) == {"COLUMNS": ["cms/a.py", "cms/b.py"], "Kind": ["cms/a.py", "cms/b.py"]}
