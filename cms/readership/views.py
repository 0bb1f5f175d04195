"""The beacon by which frontends report that a page is read."""

import json
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import get_page_models

from cms.graphql.errors import BadUserInput
from cms.graphql.schema.global_ids import parse_global_id
from cms.http.client_address import client_address
from cms.http.security_headers import CORP
from cms.readership.read_log import read_log
from cms.readership.robots import is_read

MAX_BEACON_BYTES = 512
WRONG_BEACON = 'Send the id of the page as JSON, in 512 bytes at most: {"id": "…"}.'


@csrf_exempt
@require_POST
def read_beacon(request: HttpRequest) -> HttpResponse:
    """Count a read, which is written later; respond 204, or 400 with the fault.

    Any media type is accepted: `navigator.sendBeacon` sends text, which needs no CORS preflight request.
    The response does not reveal whether the page is public or the read was counted.
    Pages of any origin may have it: a browser that blocks it reports an error.

    Source: https://w3c.github.io/beacon/
    """
    page = _page_key(request.body) if int(request.META.get("CONTENT_LENGTH") or 0) <= MAX_BEACON_BYTES else None
    if page is None:
        return JsonResponse({"error": WRONG_BEACON}, status=400, headers={"Cache-Control": "no-store"})
    if settings.READ_COUNT_SECONDS and is_read(request.headers):
        read_log.record(page, client_address(request.META))
    return HttpResponse(status=204, headers={"Cache-Control": "no-store", CORP: "cross-origin"})


def _page_key(body: bytes) -> int | None:
    """Return the primary key of the page that a beacon names; None where it names none."""
    try:
        type_name, key = parse_global_id(json.loads(body[:MAX_BEACON_BYTES])["id"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadUserInput):
        return None
    return key if type_name in _page_types() else None


@cache
def _page_types() -> frozenset[str]:
    return frozenset(model.__name__ for model in get_page_models())
