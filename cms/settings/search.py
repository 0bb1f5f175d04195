"""Settings of the site search."""

from .environment import env, require_package

# How much more a page of today counts than one of long ago, of otherwise equal rank; and after how many days half of
# that is gone. 0: age does not matter.
SEARCH_RECENCY = env.float("SEARCH_RECENCY", default=0.1)
SEARCH_RECENCY_DAYS = env.int("SEARCH_RECENCY_DAYS", default=30)
# After how many seconds each process writes down how often what was searched for; 0: it is not counted.
SEARCH_LOG_SECONDS = env.int("SEARCH_LOG_SECONDS", default=30)
# An OpenSearch that ranks instead of the database: its address, with name and password where it wants them; what the
# names of its indexes begin with; a file with the certificates to trust; how many seconds a search waits for it.
OPENSEARCH_URL = env.str("OPENSEARCH_URL", default="")
if OPENSEARCH_URL:
    require_package("OPENSEARCH_URL", "opensearchpy")
OPENSEARCH_PREFIX = env.str("OPENSEARCH_PREFIX", default="dateline")
OPENSEARCH_CA = env.str("OPENSEARCH_CA", default="")
OPENSEARCH_TIMEOUT = env.float("OPENSEARCH_TIMEOUT", default=1.0)
