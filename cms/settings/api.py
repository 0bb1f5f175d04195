"""Settings of the API."""

from typing import Any

from .environment import env, require_package

GRAPPLE: dict[str, Any] = {
    "AUTO_CAMELCASE": True,
    "PAGE_INTERFACE": "cms.graphql.schema.interfaces.Page",
    "SNIPPET_INTERFACE": "cms.graphql.schema.interfaces.Node",
}
# How many seconds a preview can be read, and where: an address in which {frontend} stands for the site's own; our own
# plain page when empty.
PREVIEW_TTL = env.int("PREVIEW_TTL", default=900)
PREVIEW_URL = env.str("PREVIEW_URL", default="")

# Who gets the API explorer at the GraphQL address in a browser: "everyone", "staff" or, with "off", no client.
GRAPHQL_EXPLORER = env.choice("GRAPHQL_EXPLORER", ["off", "staff", "everyone"], default="off")
# What executes operations: plans compiled from them, or graphql-core itself.
GRAPHQL_EXECUTOR = env.choice("GRAPHQL_EXECUTOR", ["compiled", "core"], default="compiled")
# Whether the queries of a response are compiled once; else Django builds their SQL for each request.
COMPILED_QUERIES = env.bool("COMPILED_QUERIES", default=True)
# Whether clients may read the schema, and errors suggest names for misspelt ones.
GRAPHQL_INTROSPECTION = env.bool("GRAPHQL_INTROSPECTION", default=False)
# How much one request may ask for, as "name=number,…", where that is not what cms/graphql/limits/document.py has.
GRAPHQL_LIMITS: dict[str, Any] = env.dict("GRAPHQL_LIMITS", default={})
# The origins of websites whose scripts may ask the API; "*" for all. No cookies are involved either way.
_origins = env.list("CORS_ORIGINS", default=[])
CORS_ALLOW_ALL_ORIGINS = "*" in _origins
CORS_ALLOWED_ORIGINS = [origin for origin in _origins if origin != "*"]
CORS_URLS_REGEX = r"^/(?:graphql|live|read)/$"
CORS_ALLOW_METHODS = ["GET", "HEAD", "POST"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "traceparent", "tracestate", "x-request-id"]
CORS_EXPOSE_HEADERS = [
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-GraphQL-Cost",
    "X-Request-Id",
]
# Whether only documents that were registered are run.
GRAPHQL_TRUSTED_DOCUMENTS_ONLY = env.bool("GRAPHQL_TRUSTED_DOCUMENTS_ONLY", default=False)
# How much one client may ask for, in points of cost: by its address, or by its access token. Empty for no limit.
GRAPHQL_RATE = env.str("GRAPHQL_RATE", default="180000/minute")
GRAPHQL_RATE_TRUSTED = env.str("GRAPHQL_RATE_TRUSTED", default="1800000/minute")
# The networks of proxies whose X-Forwarded-For is believed; those that no reader's address is in, by default.
TRUSTED_PROXIES = env.list(
    "TRUSTED_PROXIES", default=["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"]
)
# For how many milliseconds one SQL statement of a request may run on PostgreSQL; 0 for as long as it likes.
GRAPHQL_STATEMENT_TIMEOUT = env.int("GRAPHQL_STATEMENT_TIMEOUT", default=3_000)
# For how many seconds one request may take from its arrival, whatever it does; 0 for as long as it likes.
GRAPHQL_TIMEOUT_SECONDS = env.float("GRAPHQL_TIMEOUT_SECONDS", default=5)
# Whether spans are sent to OpenTelemetry; needs the extra "telemetry".
OPENTELEMETRY = env.bool("OPENTELEMETRY", default=False)
if OPENTELEMETRY:
    require_package("OPENTELEMETRY", "opentelemetry.sdk")

# The WebSub hub that tells subscribers of new articles; empty for none.
WEBSUB_HUB = env.str("WEBSUB_HUB", default="")
