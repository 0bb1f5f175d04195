"""The WSGI entry point, with production settings unless told otherwise."""

import os
from pathlib import Path

import environ
from django.core.wsgi import get_wsgi_application

if (variables := Path(__file__).resolve().parent.parent / ".env").is_file():
    environ.Env.read_env(variables)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django = get_wsgi_application()

from cms.api.repeats import Repeats  # noqa: E402  # Django is ready

application = Repeats(django)
