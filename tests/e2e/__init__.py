"""Tests in a real browser."""

import pytest

pytest.register_assert_rewrite("tests.e2e.desk.morning", "tests.e2e.desk.afternoon")

TIMEOUT = 60_000
"""Milliseconds that a test waits for what the browser is to show: a busy machine takes long."""
