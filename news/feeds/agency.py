"""The feed for agencies: whole articles as ninjs, for clients with an access token."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views import View
from graphql import GraphQLSchema

from cms.access.models import AccessToken
from cms.graphql.context import Context
from cms.graphql.errors import FORBIDDEN, UNAUTHENTICATED, RequestError
from cms.graphql.http.response import PRIVATE, authenticate
from cms.graphql.limits.rate_limit import CostLimiter
from news.feeds.addresses import FeedAddress, FeedContent, site_file_url
from news.feeds.documents import AGENCY_DOCUMENT
from news.feeds.entries import Feed, entry_of, without_control_characters
from news.feeds.execution import FeedError, feed_data
from news.feeds.ninjs import ninjs_item
from news.feeds.responses import problem
from news.feeds.views import ENTRIES_PER_PAGE, cursor_of, open_tree

NO_AGENCY_TOKEN = "This feed needs an access token that may read it. Ask the newsroom for one."  # noqa: S105
WRONG_SINCE = "`since` must be a date-time with a time zone, such as 2026-11-29T08:00:00Z."


class AgencyFeedView(View):
    """Serves whole articles as ninjs, the latest update first, back to the parameter `since`.

    Attributes:
        schema: the schema that the feed is queried from.
    """

    schema = GraphQLSchema()
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, hostname: str, locale: str) -> HttpResponse:
        """Respond to a client with a token. The response is private and not stored."""
        try:
            token = self._authorise(request)
            context = Context(request, token.viewer())
            body = self._body(request, context, FeedAddress(hostname, locale, content=FeedContent.FULL))
            token.touch(context.visibility.now)
        except RequestError as error:
            return problem(error.status or 400, str(error), {**error.headers, **PRIVATE})
        except FeedError as error:
            return problem(error.status, str(error), PRIVATE)
        return HttpResponse(orjson.dumps(body), content_type="application/json", headers=PRIVATE)

    def _authorise(self, request: HttpRequest) -> AccessToken:
        """Return the token of a request that may read this feed.

        Raises:
            RequestError: 401 without a token, 403 without the permission, 429 after too many requests.
        """
        token = authenticate(request)
        CostLimiter.of(request.META, token).consume(ENTRIES_PER_PAGE)
        if token is None:
            headers = {"WWW-Authenticate": "Bearer"}
            raise RequestError(NO_AGENCY_TOKEN, UNAUTHENTICATED, status=401, headers=headers)
        if not token.reads_agency_feed:
            raise RequestError(NO_AGENCY_TOKEN, FORBIDDEN, status=403)
        return token

    def _body(self, request: HttpRequest, context: Context, address: FeedAddress) -> dict[str, Any]:
        """Return a page of the feed.

        Raises:
            FeedError: there is no such site or language, or a parameter is wrong.
        """
        since, after = _since(request), cursor_of(request)
        open_tree(context, address.hostname, address.locale)
        variables = {"site": address.hostname, "locale": address.locale, "first": ENTRIES_PER_PAGE}
        data = feed_data(self.schema, AGENCY_DOCUMENT, {**variables, "after": after or None}, context)
        data = without_control_characters(data)
        site, articles = data["site"], data["articles"]
        publisher = site["settings"]["organisation"] or site["name"]
        feed = Feed(address, "", "", "", site["name"], "", "", publisher, None)
        found = [(entry_of(node, address), node) for node in articles["nodes"]]
        fresh = [(entry, node) for entry, node in found if since is None or entry.updated >= since]
        # Sorted by update: all that follow an older one are older, too.
        following = articles["pageInfo"]["endCursor"] if len(fresh) == len(found) else None
        more = following is not None and articles["pageInfo"]["hasNextPage"]
        query = {"after": following, **({"since": since.isoformat()} if since else {})}
        path = f"{address.locale}/ninjs.json"
        return {
            "items": [ninjs_item(feed, entry, node) for entry, node in fresh],
            "next": f"{site_file_url(address.hostname, path)}?{urlencode(query)}" if more else None,
        }


def _since(request: HttpRequest) -> dt.datetime | None:
    """Return the parameter `since`: the time of the oldest update wanted; None for all.

    Raises:
        FeedError: 400, when it is no date-time or has no time zone.
    """
    given = request.GET.get("since", "")
    if not given:
        return None
    try:
        since = parse_datetime(given.replace(" ", "+"))  # an unencoded plus arrives as a space
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        raise FeedError(400, WRONG_SINCE)
    return since
