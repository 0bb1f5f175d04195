"""The ASGI entry point of live updates, with production settings by default."""

import os
from pathlib import Path

import django
import environ

if (variables := Path(__file__).resolve().parent.parent.parent / ".env").is_file():
    environ.Env.read_env(variables)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django.setup(set_prefix=False)

from cms.live.application import LiveApplication  # noqa: E402  # needs Django set up

app = LiveApplication()
