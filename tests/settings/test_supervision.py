"""Both documented ways of deploying start the server, the worker and the clock again, whatever ends them."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from .process import PRODUCTION, ROOT
from .test_every_variable import VALUES, differing, of_environment_file, written

UNITS = ROOT / "deploy" / "systemd"


def unit(name: str) -> dict[str, list[str]]:
    """Return the options of a unit, each with its values in order."""
    options: dict[str, list[str]] = {}
    for line in (UNITS / f"dateline-{name}.service").read_text().replace("\\\n", "").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _sign, value = line.partition("=")
            options.setdefault(key, []).append(value)
    return options


def compose(service: str) -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"][service]


@pytest.mark.parametrize("name", ["web", "live", "worker", "clock"])
def test_each_process_is_started_again(name: str) -> None:
    assert (unit(name)["Restart"], unit(name)["StartLimitIntervalSec"]) == (["always"], ["0"])
    assert compose(name)["restart"] == "unless-stopped"


@pytest.mark.parametrize(("name", "command"), [("worker", "db_worker"), ("clock", "run_clock")])
def test_both_ways_run_the_same_command_and_look_at_its_sign_of_life(name: str, command: str) -> None:
    assert unit(name)["ExecStart"] == [f"/srv/dateline/.venv/bin/python manage.py {command}"]
    assert compose(name)["command"] == ["python", "manage.py", command]
    assert compose(name)["healthcheck"]["test"] == ["CMD", "python", "-m", "cms.tasks.liveness", name]


def test_the_unit_starts_the_server_as_the_image_does() -> None:
    """But for the address it listens on, which is the machine's own, and the format of its access log."""
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    (image,) = re.findall(r"^CMD \[\"sh\", \"-c\", \"exec (granian .*)\"\]$", dockerfile, flags=re.MULTILINE)
    image = image.replace("0.0.0.0", "127.0.0.1")  # noqa: S104  # the image's own network
    image = image.replace('\\"', '"').replace("$PORT", "${PORT}").replace("$WEB_CONCURRENCY", "${WEB_CONCURRENCY}")
    started = shlex.split(unit("web")["ExecStart"][0].removeprefix("/srv/dateline/.venv/bin/"))

    assert started == shlex.split(re.sub(r" --access-log-fmt '.*?'", "", image))


def test_both_ways_start_live_updates_alike() -> None:
    started = shlex.split(unit("live")["ExecStart"][0].removeprefix("/srv/dateline/.venv/bin/"))
    image = [word.replace("0.0.0.0", "127.0.0.1") for word in compose("live")["command"]]  # noqa: S104  # its own network

    assert [part for word in image for part in word.split("=")] == started
    address = "http://127.0.0.1:8001/live/health/"
    assert compose("live")["healthcheck"]["test"] == ["CMD", "python", "-m", "cms.health.healthcheck", address]


@pytest.mark.parametrize("name", ["web", "live", "worker", "clock"])
def test_the_units_read_every_variable_from_their_file(name: str, tmp_path: Path) -> None:
    found = unit(name)
    assert found["EnvironmentFile"] == ["/etc/dateline/env"]
    stated = dict(pair.split("=", 1) for pair in shlex.split(found["Environment"][0]))
    assert stated["DJANGO_SETTINGS_MODULE"] == PRODUCTION["DJANGO_SETTINGS_MODULE"]

    environment = {**stated, **of_environment_file(written(tmp_path / "env"))}
    assert differing("production", set(VALUES), **environment) == {}
