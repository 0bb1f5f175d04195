"""Endpoint by which frontends report clicks on search results."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.graphql.errors import BadUserInput
from cms.graphql.schema import global_ids
from cms.http.client_address import client_address
from cms.http.security_headers import CORP
from search.analytics.query_log import MAX_QUERY_CHARACTERS, query_log

MAX_CLICK_BYTES = 4096
WRONG = 'Send the query, the page and its language as JSON: {"query": "harbour", "id": "…", "locale": "en"}.'


@csrf_exempt
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Buffer a click in the query log; respond with 204, or with 400 and an error for a malformed body.

    Exempt from CSRF protection, as it uses no session. A click on a query that was never made is dropped.
    """
    try:
        body = json.loads(request.body[: MAX_CLICK_BYTES + 1])
        query, locale = body["query"], body.get("locale", settings.LANGUAGE_CODE)
        _type, page = global_ids.parse_global_id(body["id"])
        sound = isinstance(query, str) and isinstance(locale, str) and len(locale) <= 20
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadUserInput):
        sound = False
    if not sound:
        return JsonResponse({"error": WRONG}, status=400)
    if settings.SEARCH_LOG_SECONDS and len(query) <= MAX_QUERY_CHARACTERS:
        query_log.record_click(query, locale, page, client_address(request.META))
    return HttpResponse(status=204, headers={CORP: "cross-origin"})
