"""Settings of the test suite: quick, silent, and independent of the machine that runs it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, INSTALLED_APPS, LOGGING, RATE_LIMITS, REDIS_URL
from .environment import env

INSTALLED_APPS.append("demo")

DEBUG = False
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PUBLIC_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
FRONTEND_URL = "https://www.example.org"
FRONTEND_URLS = {}
FRONTEND_PATHS = {"category": "/category/{slug}/", "author": "/author/{slug}/", "tag": "/tag/{slug}/"}
GRAPHQL_EXPLORER = "everyone"
# The tests of the response cache switch it on; all others see each request executed.
RESPONSE_CACHE_TTL = env.int("RESPONSE_CACHE_TTL", default=0)
GRAPHQL_INTROSPECTION = True
# Tests ask for a lot in a minute; those of the limit set their own.
GRAPHQL_RATE = GRAPHQL_RATE_TRUSTED = ""
RATE_LIMITS = dict.fromkeys(RATE_LIMITS, "")
# A busy machine takes long over a hundred articles; those of the deadline set their own.
GRAPHQL_TIMEOUT_SECONDS = env.float("GRAPHQL_TIMEOUT_SECONDS", default=60)
SERVE_MEDIA = True
OUTBOUND_PORTS = [80, 443]
# The tests of webhooks and the import open the network of their own servers.
OUTBOUND_NETWORKS = []
WEBHOOKS_OVER_HTTP = False

# A page that a test saves is two tasks and a line of Wagtail's.
LOGGING["loggers"] |= {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Searches are counted where a test says so: what writes the sums down is a thread of its own.
SEARCH_LOG_SECONDS = 0
READ_COUNT_SECONDS = 0
# Those of OpenSearch say which one they ask.
OPENSEARCH_URL = ""

# A connection that outlived its thread would keep the test database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A test database may be lost: PostgreSQL need not wait for the disk.
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

# Parallel workers must not meet: clearing the cache empties a whole Redis database, so each worker has its own. What
# is left behind expires.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if REDIS_URL:
    REDIS_URL = CACHES["default"]["LOCATION"] = f"{REDIS_URL.rstrip('/')}/{int(WORKER.removeprefix('gw') or -1) + 1}"
    CACHES["default"]["TIMEOUT"] = 60

MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="dateline-test-media-"))
PRIVATE_MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="dateline-test-private-"))
for _root in (MEDIA_ROOT, PRIVATE_MEDIA_ROOT):
    atexit.register(shutil.rmtree, _root, ignore_errors=True)
