"""The WSGI entry point, with production settings unless told otherwise."""

import gc
import os
from pathlib import Path

import django
import environ

if (variables := Path(__file__).resolve().parent.parent / ".env").is_file():
    environ.Env.read_env(variables)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django.setup(set_prefix=False)

from cms.api.direct import Direct  # noqa: E402  # Django is ready
from cms.api.repeats import Repeats  # noqa: E402

application = Repeats(Direct())

# What is loaded now stays, and requests leave little behind: the collector need not look so often.
gc.freeze()
gc.set_threshold(20_000, 20, 20)
