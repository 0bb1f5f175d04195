"""Tests of one group run in one process: they share what is dear to make, or a port."""

import pytest


@pytest.mark.xdist_group("group")
def test_a_test_is_sent_with_its_group(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("these tests run in one process")
    assert request.node.nodeid.endswith("@group")
