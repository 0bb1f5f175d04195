"""Settings of a server that readers reach: it refuses to start half-configured."""

import os

from django.core.exceptions import ImproperlyConfigured

REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PUBLIC_URL", "FRONTEND_URL"]

if missing := [name for name in REQUIRED if not os.environ.get(name, "").strip()]:
    raise ImproperlyConfigured(
        f"Production needs these environment variables, which are not set: {', '.join(missing)}. "
        "`.env.example` says what each one is."
    )

from .base import *  # noqa: E402, F403
from .base import EMAIL_BACKEND, MIDDLEWARE, PUBLIC_URL, STORAGES  # noqa: E402
from .environment import env  # noqa: E402

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_MIN_CHARACTERS, SECRET_KEY_MIN_DISTINCT_CHARACTERS = 50, 10
if len(SECRET_KEY) < SECRET_KEY_MIN_CHARACTERS or len(set(SECRET_KEY)) < SECRET_KEY_MIN_DISTINCT_CHARACTERS:
    raise ImproperlyConfigured(
        f"SECRET_KEY must have at least {SECRET_KEY_MIN_CHARACTERS} characters, "
        f"{SECRET_KEY_MIN_DISTINCT_CHARACTERS} of them different: with it, an attacker can sign in as any user. "
        'Make one with "openssl rand -base64 60".'
    )

# --- Transport ---------------------------------------------------------------------------------------------------

# A public address without TLS is a trial on one's own machine; with a cookie for TLS alone, no login would work there.
TLS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=TLS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if TLS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
if TLS:
    # Browsers take cookies of these names over TLS alone, and from this very host: no neighbour below the same domain
    # can set them.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# --- Services ----------------------------------------------------------------------------------------------------

# `manage.py db_worker` runs what is queued here; without it renditions and placeholders wait.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# A message printed on the console would put its password link into the log.
if EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend":
    EMAIL_BACKEND = "cms.backends.mail.UnsentMailBackend"

# --- Static files ------------------------------------------------------------------------------------------------

# Behind the security headers, which static files have too.
MIDDLEWARE.insert(2, "whitenoise.middleware.WhiteNoiseMiddleware")
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
