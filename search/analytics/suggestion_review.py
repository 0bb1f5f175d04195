"""What editors keep from being suggested."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from search.analysis import clean, fold
from search.models import BlockedWords, PastQuery


def blocked_keys() -> set[str]:
    """Return the blocked words and expressions, each as keys of past searches are written."""
    return {key for phrase in BlockedWords.objects.values_list("phrase", flat=True) if (key := _key(phrase))}


def _key(phrase: str) -> str:
    return " ".join(filter(None, map(fold, clean(phrase).split())))


def is_blocked(key: str, blocked: Collection[str]) -> bool:
    """Tell whether a past search, by its key, holds something blocked as whole words."""
    return any(f" {one} " in f" {key} " for one in blocked)


def block_past_queries() -> None:
    """Mark the past searches that hold something blocked, and no others; to be called when the list has changed."""
    with transaction.atomic():
        blocked = blocked_keys()
        wrong: dict[bool, list[int]] = {True: [], False: []}
        for pk, key, marked in PastQuery.objects.values_list("pk", "key", "is_blocked").iterator():
            if (found := is_blocked(key, blocked)) != marked:
                wrong[found].append(pk)
        for found, pks in wrong.items():
            if pks:
                PastQuery.objects.filter(pk__in=pks).update(is_blocked=found)
