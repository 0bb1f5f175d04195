"""The settings of the test suite for a server process of its own: a few addresses more, and a limit soon reached."""

import os
import time

from cms.settings.test import *  # noqa: F403

# A start that takes longer, as on a busy machine.
time.sleep(float(os.environ.get("SLOW_START_SECONDS", "0")))

ROOT_URLCONF = "tests.server.urls"
GRAPHQL_RATE = "2/day"
