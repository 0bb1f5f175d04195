"""Settings of a development server: nothing to configure, nothing leaves the machine."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS
from .environment import env

INSTALLED_APPS.append("demo")

DEBUG = True
GRAPHQL_EXPLORER = "everyone"
# Short, because the cache is in memory: changes by other processes, such as an import, do not invalidate it.
RESPONSE_CACHE_TTL = env.int("RESPONSE_CACHE_TTL", default=5)
GRAPHQL_INTROSPECTION = True
SERVE_MEDIA = True
LIVE_IN_PROCESS = True

# The default is public: it signs sessions of a server that only this machine can reach.
SECRET_KEY = env.str("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
# A frontend under development is served from some other port.
CORS_ALLOW_ALL_ORIGINS = True
# Webhooks may tell it of changes there.
WEBHOOKS_OVER_HTTP = env.bool("WEBHOOKS_OVER_HTTP", default=True)
OUTBOUND_NETWORKS = env.networks("OUTBOUND_NETWORKS", default=["127.0.0.0/8", "::1/128"])
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
COMMENT_NOTIFICATIONS = False
