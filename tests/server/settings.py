"""The settings of the test suite for a server process of its own: a few addresses more, and a limit soon reached."""

from cms.settings.test import *  # noqa: F403

ROOT_URLCONF = "tests.server.urls"
GRAPHQL_RATE = "2/day"
