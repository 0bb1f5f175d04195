"""The proxy of compose.yaml: all that stands in its configuration is filled in, and nobody gets past it."""

import re
from typing import Any

import yaml

from .process import ROOT

TEMPLATE = ROOT / "deploy" / "nginx" / "dateline.conf.template"
OF_THE_IMAGE = {"NGINX_LOCAL_RESOLVERS"}
"""What the official image finds out by itself, where NGINX_ENTRYPOINT_LOCAL_RESOLVERS is set."""


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def test_all_variables_of_the_configuration_are_filled_in() -> None:
    environment = services()["proxy"]["environment"]
    used = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text()))
    filled = {name for name in environment if re.match(environment["NGINX_ENVSUBST_FILTER"], name)}

    assert environment["NGINX_ENTRYPOINT_LOCAL_RESOLVERS"] == "true"
    assert used - OF_THE_IMAGE == {name for name in filled if name.startswith("DATELINE_")}


def test_the_operations_guide_fills_in_the_same_variables() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()
    (names,) = re.findall(r"envsubst '(.*)'", guide)

    assert {name.strip("$") for name in names.split()} == set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text()))


def test_the_configuration_takes_the_place_of_the_images_own() -> None:
    mounted, inside, mode = services()["proxy"]["volumes"][0].split(":")

    assert (ROOT / mounted).resolve() == TEMPLATE
    assert (inside, mode) == ("/etc/nginx/templates/default.conf.template", "ro")


def test_the_proxy_alone_is_reached_from_outside() -> None:
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}

    assert published == {"proxy": ["127.0.0.1:8000:8000"]}
    assert services()["proxy"]["environment"]["DATELINE_LISTEN"] == "8000"


def test_the_proxy_reaches_none_of_the_newsrooms_files() -> None:
    assert [volume.split(":")[0] for volume in services()["proxy"]["volumes"]] == [f"./{TEMPLATE.relative_to(ROOT)}"]


def test_the_proxy_is_started_again_and_finds_the_server_where_it_listens() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert services()["proxy"]["restart"] == "unless-stopped"
    assert services()["proxy"]["environment"]["DATELINE_UPSTREAM"] == "web:8000 resolve"
    assert services()["proxy"]["environment"]["DATELINE_LIVE_UPSTREAM"] == "live:8001 resolve"
    assert re.findall(r"\bPORT=(\d+)", dockerfile) == ["8000"]
