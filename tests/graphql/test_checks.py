"""Settings that cannot be used are found before a request comes."""

from typing import Any

import pytest
from pytest_django import Settings

from cms.graphql.checks import check_settings


def test_the_settings_of_the_tests_are_in_order() -> None:
    assert check_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("GRAPHQL_LIMITS", {"depht": "3"}, "api.E001", "GRAPHQL_LIMITS: “depht=3” is no limit. Write name=number"),
        ("GRAPHQL_RATE", "fast", "api.E002", "GRAPHQL_RATE: “fast” is no rate."),
        (
            "GRAPHQL_RATE_TRUSTED",
            "10 per fortnight",
            "api.E002",
            "GRAPHQL_RATE_TRUSTED: “10 per fortnight” is no rate.",
        ),
        ("GRAPHQL_RATE", "0/minute", "api.E002", "GRAPHQL_RATE: “0/minute” is no rate."),
        ("GRAPHQL_RATE", "9/minute;1/second", "api.E002", "GRAPHQL_RATE: “9/minute;1/second” is no rate."),
        ("RATE_LIMITS", {"logins": "9/minute"}, "api.E005", "RATE_LIMITS: “logins=9/minute” is no rate."),
        ("RATE_LIMITS", {"login": "often"}, "api.E005", "RATE_LIMITS: “login=often” is no rate."),
        ("TRUSTED_PROXIES", ["10.0.0.0/8", "proxy"], "api.E003", "TRUSTED_PROXIES: “proxy” is no network."),
        ("GRAPHQL_EXPLORER", "yes", "api.E004", "GRAPHQL_EXPLORER: “yes” is not known."),
    ],
)
def test_what_cannot_be_used_is_named(settings: Settings, name: str, value: Any, error: str, message: str) -> None:
    setattr(settings, name, value)

    (found,) = check_settings()

    assert found.id == error
    assert found.msg.startswith(message)
