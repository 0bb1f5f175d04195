"""import-linter checks the layers; this checks that it is told about every module."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def contracts() -> dict[str, dict[str, Any]]:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in listed}


def modules() -> set[str]:
    paths = [path for path in (ROOT / "cms").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return {f"cms.{path.stem}" for path in paths} - {"cms.__init__"} | {"news", "search"}


def test_every_module_has_its_layer() -> None:
    layers = {module for layer in contracts()["layers"]["layers"] for module in re.findall(r"[\w.]+", layer)}

    assert modules() - {"cms.settings"} - layers == set()


def test_every_module_but_the_settings_leaves_the_settings_to_django() -> None:
    assert set(contracts()["settings"]["source_modules"]) == modules() - {"cms.settings"}
