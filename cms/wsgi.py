"""The WSGI entry point, with production settings unless told otherwise."""

import gc
import os
from importlib import import_module
from pathlib import Path

import django
import environ
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

if (variables := Path(__file__).resolve().parent.parent / ".env").is_file():
    environ.Env.read_env(variables)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django.setup(set_prefix=False)

from cms.api import rate  # noqa: E402  # Django is ready
from cms.api.direct import Direct  # noqa: E402
from cms.api.repeats import Repeats  # noqa: E402
from cms.publishing.answers import answers  # noqa: E402

# What `manage.py check` refuses would be an error of every request.
if errors := [str(message) for message in run_checks() if message.is_serious()]:
    raise ImproperlyConfigured("\n".join(errors))

application = Repeats(Direct())

# What is made once is made before the server listens: of threads that make it at once, some would fail.
import_module(settings.ROOT_URLCONF)
answers()
rate.warm_up()

# What is loaded now stays, and requests leave little behind: the collector need not look so often.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
