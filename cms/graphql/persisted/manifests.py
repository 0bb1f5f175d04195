"""Manifests: the lists of documents that the builds of frontends write."""

import json
from typing import Any

APOLLO = "apollo-persisted-query-manifest"
FORMS = (
    'A manifest is {"id": "document", …}, as graphql-codegen and Relay write it, or '
    f'{{"format": "{APOLLO}", "version": 1, "operations": [{{"id": …, "body": …}}]}}.'
)
MAX_DOCUMENT_ID_CHARACTERS = 200
HASH_PREFIX = "sha256:"
"""What an id may begin with, in a manifest as in a request, without being another one for it."""


class ManifestError(ValueError):
    """A manifest that cannot be registered.

    Args:
        faults: what is wrong, a sentence for each fault.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_manifest(text: str | bytes) -> dict[str, str]:
    """Return the documents of a manifest, by their ids, without HASH_PREFIX.

    Args:
        text: graphql-codegen's `persisted-documents.json`, Relay's `persistConfig` file, or Apollo's manifest.

    Raises:
        ManifestError: it is none of them.
    """
    try:
        manifest: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise ManifestError(f"This is no valid JSON. {FORMS}") from None
    if not isinstance(manifest, dict):
        raise ManifestError(FORMS)
    if manifest.get("format") == APOLLO:
        manifest = _apollo(manifest)
    documents: dict[str, str] = {}
    for written, document in manifest.items():
        document_id = written.removeprefix(HASH_PREFIX)
        if not isinstance(document, str):
            raise ManifestError(f"“{document_id}” has no text for its document. {FORMS}")
        if not 0 < len(document_id) <= MAX_DOCUMENT_ID_CHARACTERS:
            raise ManifestError(
                f"“{document_id[:20]}…” is no id: it has 1 to {MAX_DOCUMENT_ID_CHARACTERS} characters."
            )
        if documents.setdefault(document_id, document) != document:
            raise ManifestError(f"“{document_id}” is the id of two documents, once with “{HASH_PREFIX}” before it.")
    return documents


def _apollo(manifest: dict[str, object]) -> dict[str, str]:
    operations = manifest.get("operations")
    if manifest.get("version") != 1 or not isinstance(operations, list):
        raise ManifestError(FORMS)
    found = {}
    for operation in operations:
        if not (isinstance(operation, dict) and isinstance(operation.get("id"), str) and "body" in operation):
            raise ManifestError(f"An entry of `operations` lacks `id` or `body`. {FORMS}")
        found[operation["id"]] = operation["body"]
    return found
