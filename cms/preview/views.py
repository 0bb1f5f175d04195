"""Where an editor sees a preview: the public frontend, or a plain page of ours that shows the same answer."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View
from graphql import ExecutionResult, GraphQLSchema, graphql_sync

from cms.graphql.context import Context
from cms.http.security_headers import add_headers, preview_headers
from cms.preview.tokens import end_of, issue
from cms.sites import SiteIndex


def show(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the present state of a page, saved or not, to the editor who sends the request."""
    response = HttpResponseRedirect(preview_address(page, issue(page, request.user)))
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def preview_address(page: Any, token: str) -> str:
    """Return where a token is shown: PREVIEW_URL, in which {frontend} stands for the page's own site, or our page."""
    tree = SiteIndex().tree_of(page)
    base = settings.PREVIEW_URL.replace("{frontend}", tree.frontend if tree else settings.FRONTEND_URL)
    return f"{base or reverse('preview')}?{urlencode({'token': token})}"


class PlainPageView(View):
    """Shows the answer to a query for one page as a plain page, which no cache keeps and no search engine lists.

    Attributes:
        schema: the schema to ask.
        query: a query with one root field and one variable.
        template: renders the page that the query gives as `page`, None where there is none.
    """

    schema: GraphQLSchema | None = None
    query = ""
    template = ""
    http_method_names = ["get", "head"]

    def ask(self, variables: dict[str, str]) -> dict[str, Any] | None:
        """Return what the query's root field gives."""
        assert self.schema is not None, "as_view is given a schema"
        context = Context(self.request)
        result = graphql_sync(self.schema, self.query, variable_values=variables, context_value=context)
        assert isinstance(result, ExecutionResult), "there are no coroutines among the resolvers"
        if result.errors and result.errors[0].original_error is not None:
            raise result.errors[0].original_error
        return next(iter((result.data or {}).values()), None)

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return the rendered page."""
        response = render(self.request, self.template, context, status=status)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        add_headers(response, preview_headers())
        return response


class PreviewPageView(PlainPageView):
    """Shows what an editor has not published, by a token, until the token's time is over."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one preview."""
        token = request.GET.get("token", "")
        page = self.ask({"token": token})
        ends_at = end_of(token) if page else None
        response = self.show({"page": page, "ends_at": ends_at}, status=200 if page else 404)
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response


class PublishedPageView(PlainPageView):
    """Shows a published page where no frontend does, as in the demo: what anybody gets of it from the API."""

    def get(self, request: HttpRequest, path: str) -> HttpResponse:
        """Show the page at a path.

        Raises:
            Http404: when the public sees none there.
        """
        page = self.ask({"path": f"/{path}"})
        if page is None:
            raise Http404("The public sees no page at this address.")
        return self.show({"page": page, "published": True})
