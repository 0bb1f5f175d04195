"""The block list: past searches that hold its words are not suggested."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from search.analysis import clean, fold
from search.models import BlockedWords, PastQuery


def blocked_keys() -> set[str]:
    """Return the block list's words and expressions, folded as in `PastQuery.key`."""
    return {key for phrase in BlockedWords.objects.values_list("phrase", flat=True) if (key := _key(phrase))}


def _key(phrase: str) -> str:
    return " ".join(filter(None, map(fold, clean(phrase).split())))


def is_blocked(key: str, blocked: Collection[str]) -> bool:
    """Return whether the key of a past search holds a blocked expression, as whole words."""
    return any(f" {one} " in f" {key} " for one in blocked)


def block_past_queries() -> None:
    """Update `is_blocked` of all past searches; call it after a change of the block list."""
    with transaction.atomic():
        blocked = blocked_keys()
        wrong: dict[bool, list[int]] = {True: [], False: []}
        for pk, key, marked in PastQuery.objects.values_list("pk", "key", "is_blocked").iterator():
            if (found := is_blocked(key, blocked)) != marked:
                wrong[found].append(pk)
        for found, pks in wrong.items():
            if pks:
                PastQuery.objects.filter(pk__in=pks).update(is_blocked=found)
