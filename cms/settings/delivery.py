"""Settings of the caches between this server and its readers."""

from typing import Any

from .environment import env

# For how many seconds browsers, and caches that are purged, may use a response without revalidation.
GRAPHQL_MAX_AGE = env.int("GRAPHQL_MAX_AGE", default=0)
GRAPHQL_SHARED_MAX_AGE = env.int("GRAPHQL_SHARED_MAX_AGE", default=0)
GRAPHQL_STALE_WHILE_REVALIDATE = env.int("GRAPHQL_STALE_WHILE_REVALIDATE", default=0)

# For how many days the change log is kept, from which copies of the content are brought up to date.
CHANGE_LOG_DAYS = env.int("CHANGE_LOG_DAYS", default=30)
# How many connections for live updates one process holds, in all and of one client's address.
LIVE_CONNECTIONS = env.int("LIVE_CONNECTIONS", default=8_000)
LIVE_CONNECTIONS_PER_ADDRESS = env.int("LIVE_CONNECTIONS_PER_ADDRESS", default=100)
# Whether Django's own server answers /live/ too, with a thread for each connection: in development alone.
LIVE_IN_PROCESS = False

# The cache that is purged: "fastly", "cloudflare", "varnish" or "cloudfront"; empty for none.
CDN = env.choice("CDN", ["fastly", "cloudflare", "varnish", "cloudfront"], default="")

# In the form of Wagtail's own setting; a project may put a class of its own here that has `purge_tags`.
WAGTAILFRONTENDCACHE: dict[str, dict[str, Any]] = {}
if CDN:
    WAGTAILFRONTENDCACHE["cdn"] = {
        "BACKEND": f"cms.cdn.backends.{CDN.title()}",
        "ID": env.str("CDN_ID", default=""),
        "TOKEN": env.str("CDN_TOKEN", default=""),
        "URLS": [url.rstrip("/") for url in env.list("CDN_URLS", default=[])],
        "PATHS": env.list("CDN_PATHS", default=["/graphql/*"]),
    }
