"""The frontend's source keeps the rules of TypeScript and ESLint."""

import subprocess

import pytest

from tests.e2e.frontend.server import FRONTEND

CHECK_SECONDS = 300

pytestmark = pytest.mark.e2e


def test_no_file_breaks_a_rule(frontend_build: None) -> None:
    command = ["npm", "run", "--silent", "check"]
    result = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False)

    assert (result.stdout + result.stderr, result.returncode) == ("", 0)
