"""What the settings of OpenSearch may be, told at start."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from search.checks import check_opensearch


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:9200", "https://search.example.org", "https://name:pass%40word@search.example.org:9200"),
        *("https://proxy.example.org/search", "http://[::1]:9200", ""),
    ],
)
def test_addresses(settings: Settings, url: str) -> None:
    settings.OPENSEARCH_URL = url

    assert check_opensearch() == []


@pytest.mark.parametrize(
    "url",
    [
        *("search.example.org:9200", "ftp://search.example.org", "https://", "http://search.example.org:port"),
        *("https://name@search.example.org", "http://[::1", "http://search.example.org/?a=b", "yes"),
    ],
)
def test_no_addresses(settings: Settings, url: str) -> None:
    settings.OPENSEARCH_URL = url

    assert [message.id for message in check_opensearch()] == ["search.E002"]


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        *(("OPENSEARCH_PREFIX", value, "003") for value in ("", "Dateline", "-a", "a b", "a*", "a,b", "ä", "a" * 101)),
        ("OPENSEARCH_CA", "/nowhere/ca.pem", "004"),
        *(("OPENSEARCH_TIMEOUT", value, "005") for value in (0.0, -1.0)),
    ],
)
def test_what_else_may_be_wrong(settings: Settings, name: str, value: Any, number: str) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:9200"
    setattr(settings, name, value)

    assert [message.id for message in check_opensearch()] == [f"search.E{number}"]
    settings.OPENSEARCH_URL = ""
    assert check_opensearch() == []


def test_the_library_is_not_installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENSEARCH_URL = "http://127.0.0.1:9200"
    monkeypatch.setattr("search.checks.find_spec", lambda name: None)

    assert [message.msg for message in check_opensearch()] == [
        "OPENSEARCH_URL needs a library. Install the extra “opensearch”."
    ]


def test_a_certificate(settings: Settings, tmp_path: Path) -> None:
    settings.OPENSEARCH_URL, settings.OPENSEARCH_CA = "https://search.example.org", str(tmp_path / "ca.pem")
    (tmp_path / "ca.pem").touch()

    assert check_opensearch() == []


def test_commands_refuse_to_run(settings: Settings) -> None:
    settings.OPENSEARCH_URL = "search.example.org"

    with pytest.raises(SystemCheckError, match=r"search\.E002"):
        call_command("check")
