"""Names that gave way to the field's terms do not come back (docs/glossary.md)."""

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("benchmarks", "cms", "demo", "news", "search", "tests")

REPLACED = {
    "binary_rows": "fetch_binary",
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
