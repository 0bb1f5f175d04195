"""Documents that clients name by their hash: Apollo's automatic persisted queries.

Source: https://www.apollographql.com/docs/apollo-server/performance/apq
"""

import logging
import re
from hashlib import sha256

from django.core.cache import cache

from cms.api.errors import PERSISTED_QUERY_NOT_FOUND, Refusal
from cms.api.requests import Parameters

logger = logging.getLogger("cms.api")

SLOTS = 1_000
"""How many documents are kept at most: one in each slot, the newest. Their size is limited as every document's is."""

MAX_AGE = 7 * 24 * 3600
"""For how many seconds a document is kept after it was last sent in full."""

NO_DOCUMENT = "Send a GraphQL document in `query`."


def text_of(parameters: Parameters) -> str:
    """Return the document that a request sends or names.

    Raises:
        Refusal: it does neither, or names one that is not known here.
    """
    digest = hash_of(parameters)
    if not digest:
        if not parameters.query:
            raise Refusal(NO_DOCUMENT)
        return parameters.query
    if parameters.query:
        if hash_of_text(parameters.query) != digest:
            raise Refusal("`sha256Hash` is not the SHA-256 of `query`. Send both as they belong together.")
        return parameters.query
    text = _kept(digest)
    if text is None:
        # Clients look for this very message, and then send the document in full.
        raise Refusal("PersistedQueryNotFound", PERSISTED_QUERY_NOT_FOUND, status=None)
    return text


def keep(parameters: Parameters) -> None:
    """Keep a document that was sent with its hash; call it with valid documents only."""
    digest = hash_of(parameters)
    if digest and parameters.query:
        try:
            cache.set(_slot(digest), (digest, parameters.query), MAX_AGE)
        except Exception:
            # Without its cache the server is slower, and not down: clients go on sending documents in full.
            logger.warning("A persisted query could not be kept", exc_info=True)


def hash_of(parameters: Parameters) -> str:
    """Return the hash by which a request names its document; empty when it names none.

    Raises:
        Refusal: it is no SHA-256 in hexadecimal, or of another version of the protocol.
    """
    given = parameters.extensions.get("persistedQuery")
    if given is None:
        return ""
    digest = given.get("sha256Hash") if isinstance(given, dict) else None
    if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest) or given.get("version") != 1:
        raise Refusal("`persistedQuery` holds `version`, 1, and `sha256Hash`, 64 hexadecimal digits in lower case.")
    return digest


def hash_of_text(text: str) -> str:
    """Return the SHA-256 of a document, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(digest: str) -> str | None:
    try:
        found, text = cache.get(_slot(digest)) or ("", "")
    except Exception:
        logger.warning("Persisted queries could not be looked up", exc_info=True)
        return None
    return text if found == digest else None


def _slot(digest: str) -> str:
    return f"persisted-query:{int(digest[:8], 16) % SLOTS}"
