"""The settings of the test suite, with one more app and a database of their own."""

from cms.settings.test import *  # noqa: F403
from cms.settings.test import INSTALLED_APPS

_after_news = INSTALLED_APPS.index("news") + 1
INSTALLED_APPS = [*INSTALLED_APPS[:_after_news], "tests.extension", *INSTALLED_APPS[_after_news:]]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
