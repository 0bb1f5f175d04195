"""The API explorer, for browsers that open the API's address."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from graphql import GraphQLSchema, introspection_from_schema

from cms.http.security_headers import EXPLORER, add_headers
from cms.http.throttling import throttle

OFF, STAFF, EVERYONE = "off", "staff", "everyone"


def explorer(request: HttpRequest, schema: GraphQLSchema, examples: Mapping[str, str]) -> HttpResponse | None:
    """Return the explorer's page; None where `GRAPHQL_EXPLORER` refuses it to the client.

    Where it is for staff, anonymous clients are redirected to the login. Requests above the rate limit are refused.

    Args:
        request: the request of a browser.
        schema: the schema, whose introspection is part of the page.
        examples: queries with which it opens, by title.
    """
    if settings.GRAPHQL_EXPLORER == STAFF:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return None
    elif settings.GRAPHQL_EXPLORER == OFF:
        return None
    if refused := throttle(request, "explorer"):
        return refused
    context = {"examples": examples, "introspection": _introspection(schema)}
    page = render(request, "api/explorer.html", context)
    page.headers["Cache-Control"] = "private, no-store"
    add_headers(page, EXPLORER)
    return page


@lru_cache(maxsize=1)
def _introspection(schema: GraphQLSchema) -> Any:
    return introspection_from_schema(schema)
