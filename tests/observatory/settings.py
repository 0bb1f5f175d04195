"""The production settings, with static files in a directory of the test's own."""

import os
from pathlib import Path

from cms.settings.production import *  # noqa: F403

STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
