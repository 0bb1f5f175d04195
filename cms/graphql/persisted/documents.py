"""Documents that clients name instead of sending them: trusted documents, and Apollo's automatic persisted queries.

Source: https://www.apollographql.com/docs/apollo-server/performance/apq and, for `documentId`,
https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
"""

import datetime as dt
import logging
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from math import inf

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from cms.graphql.errors import DOCUMENT_NOT_TRUSTED, PERSISTED_QUERY_NOT_FOUND, RequestError
from cms.graphql.http.request import Parameters
from cms.graphql.models import TrustedDocument
from cms.graphql.persisted.manifests import HASH_PREFIX
from cms.graphql.text import safe_text

logger = logging.getLogger("cms.graphql")

SLOTS = 1_000
"""How many persisted queries are kept at most: one in each slot, the newest. Their size is limited as any other's."""

MAX_AGE_SECONDS = 7 * 24 * 3600
"""For how many seconds a persisted query is kept after it was last sent in full."""

TRUSTED_LOOKUP_SECONDS = 10
"""For how many seconds a process goes on with what it knows of a trusted document."""

COUNTED_DAYS = 30
"""For how many days the use of a trusted document is counted."""

HASH = re.compile(r"[0-9a-f]{64}")

NO_DOCUMENT = "Send a GraphQL document in `query`."
TRUSTED_ALONE = "This server runs registered documents alone. Name one by `documentId`, or by its hash."


def resolve_document(parameters: Parameters) -> str:
    """Return the document that a request sends or names.

    Raises:
        RequestError: it does neither, names one that is not known here, sends one under the hash of another, or
            sends one where only trusted ones are run.
    """
    digest = requested_hash(parameters)
    if digest and parameters.query and sha256_of(parameters.query) != digest:
        raise RequestError("`sha256Hash` is not the SHA-256 of `query`. Send both as they belong together.")
    document_id = safe_text(parameters.document_id.removeprefix(HASH_PREFIX)) or digest
    if document_id and (trusted := _trusted(document_id, time.monotonic() // TRUSTED_LOOKUP_SECONDS)):
        pk, text = trusted
        if parameters.query in ("", text):
            _count_use(pk)
            return text
    if settings.GRAPHQL_TRUSTED_DOCUMENTS_ONLY:
        raise RequestError(TRUSTED_ALONE, DOCUMENT_NOT_TRUSTED, status=None)
    if parameters.query:
        return parameters.query
    if not document_id:
        raise RequestError(NO_DOCUMENT)
    if digest and (kept := _remembered(digest)):
        return kept
    # Clients look for this very message, and then send the document in full.
    raise RequestError("PersistedQueryNotFound", PERSISTED_QUERY_NOT_FOUND, status=None)


def seconds_until_lookup(parameters: Parameters) -> float:
    """Return for how many seconds `text_of` finds the same document without asking the database."""
    named = parameters.document_id or requested_hash(parameters)
    return TRUSTED_LOOKUP_SECONDS - time.monotonic() % TRUSTED_LOOKUP_SECONDS if named else inf


def remember(parameters: Parameters) -> None:
    """Keep a document that was sent with its hash; call it with valid documents only."""
    digest = requested_hash(parameters)
    if digest and parameters.query:
        try:
            cache.set(_slot(digest), (digest, parameters.query), MAX_AGE_SECONDS)
        except Exception:
            # Without its cache the server is slower, and not down: clients go on sending documents in full.
            logger.warning("A persisted query could not be kept", exc_info=True)


def requested_hash(parameters: Parameters) -> str:
    """Return the hash by which a request names its document; empty when it names none.

    Raises:
        RequestError: it is no SHA-256 in hexadecimal, or of another version of the protocol.
    """
    given = parameters.extensions.get("persistedQuery")
    if given is None:
        return ""
    digest = given.get("sha256Hash") if isinstance(given, dict) else None
    if not isinstance(digest, str) or not HASH.fullmatch(digest) or given.get("version") != 1:
        raise RequestError(
            "`persistedQuery` holds `version`, 1, and `sha256Hash`, 64 hexadecimal digits in lower case."
        )
    return digest


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a document, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def names_its_text(document_id: str, text: str) -> bool:
    """Tell whether an id may name a text: what looks like a SHA-256 has to be that of the text."""
    digest = document_id.removeprefix(HASH_PREFIX).lower()
    return HASH.fullmatch(digest) is None or digest == sha256_of(text)


def _remembered(digest: str) -> str | None:
    try:
        found, text = cache.get(_slot(digest)) or ("", "")
    except Exception:
        logger.warning("Persisted queries could not be looked up", exc_info=True)
        return None
    return text if found == digest else None


def _slot(digest: str) -> str:
    return f"persisted-query:{int(digest[:8], 16) % SLOTS}"


def clear_lookups() -> None:
    """Ask the database again for every trusted document."""
    _trusted.cache_clear()


@lru_cache(maxsize=2_000)
def _trusted(document_id: str, moment: float) -> tuple[int, str] | None:
    """Return key and text of a trusted document; asked again with the next `moment`.

    A row whose id is the hash of another text is not trusted: registration refuses it, and once did not.
    """
    found = TrustedDocument.objects.filter(document_id=document_id).values_list("pk", "text").first()
    return found if found and names_its_text(document_id, found[1]) else None


def _count_use(pk: int) -> None:
    key = _use_key(pk, timezone.now().date())
    try:
        if not cache.add(key, 1, (COUNTED_DAYS + 1) * 24 * 3600):
            cache.incr(key)
    except Exception:
        # The key may have expired in between, or the cache be down; neither is worth an answer.
        logger.warning("The use of a trusted document could not be counted", exc_info=True)


def uses(pks: Iterable[int], today: dt.date) -> dict[int, dict[dt.date, int]]:
    """Return how often trusted documents were used on each day on which they were, by their primary keys.

    The counts are in the cache, because a read writes nothing into the database. They begin anew when it is emptied.

    Args:
        pks: primary keys of trusted documents.
        today: the last of the DAYS to look at.
    """
    days = [today - dt.timedelta(days=number) for number in range(COUNTED_DAYS)]
    keys = {_use_key(pk, day): (pk, day) for pk in pks for day in days}
    found: dict[int, dict[dt.date, int]] = {}
    for key, count in cache.get_many(keys).items():
        pk, day = keys[key]
        found.setdefault(pk, {})[day] = count
    return found


def _use_key(pk: int, day: dt.date) -> str:
    return f"document-use:{pk}:{day:%Y%m%d}"
