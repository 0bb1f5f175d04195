"""The WSGI entry point, with production settings by default."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import environ
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler

if (variables := Path(__file__).resolve().parent.parent / ".env").is_file():
    environ.Env.read_env(variables)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django.setup(set_prefix=False)

from cms.health.checks import newest_migrations  # noqa: E402
from cms.health.probes import HealthProbes  # noqa: E402
from cms.http import rate_limit  # noqa: E402  # Django is ready
from cms.http.bulkheads import Bulkheads  # noqa: E402
from cms.http.request_buffering import RequestBuffering  # noqa: E402
from cms.performance.response_cache.stores.configured import response_store  # noqa: E402
from cms.performance.response_cache.wsgi import ResponseCacheMiddleware  # noqa: E402

# What `manage.py check` refuses would be an error of every request.
if errors := [str(message) for message in run_checks() if message.is_serious()]:
    raise ImproperlyConfigured("\n".join(errors))

application: Any = Bulkheads(WSGIHandler())
if settings.WSGI_RESPONSE_CACHE:
    application = ResponseCacheMiddleware(application)
application = HealthProbes(RequestBuffering(application))

# What is made once is made before the server listens: of threads that make it at once, some would fail.
import_module(settings.ROOT_URLCONF)
response_store()
rate_limit.warm_up()
newest_migrations()

# A thread that answers a probe gets its turn from each busy one after this many seconds.
sys.setswitchinterval(0.001)

# What is loaded now stays, and requests leave little behind: the collector need not look so often.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
