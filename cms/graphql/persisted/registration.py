"""Registering trusted documents, by the command `register_documents` or over HTTP."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLSchema, OperationDefinitionNode

from cms.graphql.errors import BAD_USER_INPUT, FORBIDDEN, RequestError
from cms.graphql.http.request import JSON_TYPE
from cms.graphql.http.response import PRIVATE, authenticate, error_response, json_response
from cms.graphql.limits.cost import cost_of
from cms.graphql.limits.document import Limits, limits, too_expensive
from cms.graphql.limits.rate_limit import CostLimiter
from cms.graphql.models import TrustedDocument
from cms.graphql.operation import prepare_document
from cms.graphql.persisted.documents import clear_lookups, names_its_text, sha256_of
from cms.graphql.persisted.manifests import ManifestError, read_manifest

logger = logging.getLogger("cms.graphql")

NO_SCOPE = "This needs an access token that may register documents. Ask the newsroom for one."


@dataclass(frozen=True)
class Registered:
    """What a registration did.

    Attributes:
        registered: how many documents are new.
        known: how many were there already.
    """

    registered: int
    known: int


def register(
    schema: GraphQLSchema, documents: Mapping[str, str], client: str = "", *, dry_run: bool = False
) -> Registered:
    """Register the documents of a manifest, all or none. A document that is registered stays as it is for good.

    Args:
        schema: the schema that they have to fit.
        documents: the documents by their ids.
        client: which frontend they belong to.
        dry_run: only find out what would be done.

    Raises:
        ManifestError: some of them cannot be run, or an id is taken by another document.
    """
    request_limits, faults, rows = limits(), [], []
    known = dict(TrustedDocument.objects.filter(document_id__in=documents).values_list("document_id", "text"))
    for document_id, text in documents.items():
        if known.get(document_id, text) != text:
            faults.append(f"{document_id}: this id belongs to another document already. Give this one another id.")
        elif not names_its_text(document_id, text):
            faults.append(f"{document_id}: this id is the SHA-256 of another text. Name this one {sha256_of(text)}.")
        elif document_id not in known:
            try:
                operation, cost = _measured(schema, text, request_limits)
            except RequestError as refusal:
                faults += [f"{document_id}: {error['message']}" for error in refusal.formatted()]
            else:
                row = TrustedDocument(
                    document_id=document_id, text=text, operation=operation[:200], client=client[:100], cost=cost
                )
                rows.append(row)
    if faults:
        raise ManifestError(*faults)
    if not dry_run:
        with transaction.atomic():
            # Two builds of the same commit may do this at once.
            TrustedDocument.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
        clear_lookups()
    return Registered(len(rows), len(known))


def _measured(schema: GraphQLSchema, text: str, request_limits: Limits) -> tuple[str, int]:
    """Return the name of a document's operation and its cost; of several the first name, and the highest cost."""
    document = prepare_document(schema, text, request_limits, True).document
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if not operations:
        raise RequestError("There is no operation in this document.")
    cost = max(cost_of(schema, document, operation, {}) for operation in operations)
    if cost > request_limits.cost:
        raise too_expensive("cost", cost, request_limits.cost)
    return next((one.name.value for one in operations if one.name), ""), cost


@method_decorator(csrf_exempt, name="dispatch")
class RegisterDocumentsView(View):
    """Takes a manifest by POST from a client with a token for it; `?client=` names the frontend.

    Attributes:
        schema: the schema that the documents have to fit.
    """

    schema = GraphQLSchema()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer any request; a refusal has the form of a GraphQL answer."""
        try:
            done = self._register(request)
        except RequestError as refusal:
            return error_response(refusal, JSON_TYPE)
        return json_response({"registered": done.registered, "known": done.known}, JSON_TYPE, 200, PRIVATE)

    def _register(self, request: HttpRequest) -> Registered:
        if request.method != "POST":
            raise RequestError("Send a manifest by POST.", status=405, headers={"Allow": "POST"})
        token = authenticate(request)
        CostLimiter.of(request.META, token).consume(1)
        if token is None or not token.registers_documents:
            raise RequestError(NO_SCOPE, FORBIDDEN, status=403)
        if request.content_type != JSON_TYPE:
            raise RequestError(f"Send the manifest as {JSON_TYPE}.", status=415)
        try:
            client = request.GET.get("client", "")
            done = register(self.schema, read_manifest(request.body), client)
        except RequestDataTooBig:
            max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            raise RequestError(f"The manifest is too large: it may have {max_bytes:,} bytes.", status=413) from None
        except ManifestError as error:
            message, faults = f"Nothing was registered. {error.faults[0]}", {"faults": list(error.faults)}
            raise RequestError(message, BAD_USER_INPUT, extensions=faults) from None
        logger.info("%s registered %s documents of %r", token, done.registered, client)
        return done
