"""Where an editor sees a preview: the public frontend, or a plain page of ours that shows the same answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View
from graphql import ExecutionResult, GraphQLSchema, graphql_sync

from cms.api.context import Context
from cms.preview.tokens import issue
from cms.sites import Sites


def show(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the present state of a page, saved or not, to the editor who sends the request."""
    address = preview_address(page, issue(page, request.user))
    if settings.PREVIEW_URL:
        response = render(request, "preview/frame.html", {"address": address, "page": page})
    else:
        response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    return response


def preview_address(page: Any, token: str) -> str:
    """Return where a token is shown: PREVIEW_URL, in which {frontend} stands for the page's own site, or our page."""
    tree = Sites().tree_of(page)
    base = settings.PREVIEW_URL.replace("{frontend}", tree.frontend if tree else settings.FRONTEND_URL)
    return f"{base or reverse('preview')}?{urlencode({'token': token})}"


class PreviewPageView(View):
    """Shows the answer to a query for a preview as a plain page.

    Attributes:
        schema: the schema to ask.
        query: a query with one variable, `$token`.
        template: renders the query's `preview` as `page`, None for a token that opens nothing.
    """

    schema: GraphQLSchema | None = None
    query = ""
    template = ""
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one preview."""
        assert self.schema is not None, "as_view is given a schema"
        variables: Mapping[str, str] = {"token": request.GET.get("token", "")}
        result = graphql_sync(self.schema, self.query, variable_values=dict(variables), context_value=Context(request))
        assert isinstance(result, ExecutionResult), "there are no coroutines among the resolvers"
        if result.errors and result.errors[0].original_error is not None:
            raise result.errors[0].original_error
        page = (result.data or {}).get("preview")
        response = render(request, self.template, {"page": page}, status=200 if page else 404)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["Content-Security-Policy"] = f"frame-ancestors 'self' {settings.PUBLIC_URL}"
        return response
