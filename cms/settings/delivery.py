"""Settings of the caches between this server and its readers."""

from typing import Any

from .environment import env

# For how many seconds browsers, and caches that are purged, may use a response without revalidation.
GRAPHQL_MAX_AGE = env.int("GRAPHQL_MAX_AGE", default=0)
GRAPHQL_SHARED_MAX_AGE = env.int("GRAPHQL_SHARED_MAX_AGE", default=0)
GRAPHQL_STALE_WHILE_REVALIDATE = env.int("GRAPHQL_STALE_WHILE_REVALIDATE", default=0)

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
