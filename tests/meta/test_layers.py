"""import-linter checks the layers; this checks that it is told about every module."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def contracts() -> dict[str, dict[str, Any]]:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in listed}


def children(package: Path) -> set[str]:
    """Return the names of the modules and packages in a package."""
    paths = [path for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return {path.stem for path in paths} - {"__init__"}


def modules() -> set[str]:
    return {f"cms.{name}" for name in children(ROOT / "cms")} | {"demo", "news", "search"}


def test_every_module_has_its_layer() -> None:
    layers = {module for layer in contracts()["layers"]["layers"] for module in re.findall(r"[\w.]+", layer)}
    # Parts of cms.http and of cms.performance stand at different heights.
    layers |= {module for module in modules() if any(layer.startswith(f"{module}.") for layer in layers)}

    assert modules() - {"cms.settings"} - layers == set()
    assert {f"cms.http.{name}" for name in children(ROOT / "cms" / "http")} - layers == set()


def test_every_module_but_the_settings_leaves_the_settings_to_django() -> None:
    assert set(contracts()["settings"]["source_modules"]) == modules() - {"cms.settings"}


def test_all_models_import_of_the_api_its_declarations_alone() -> None:
    """What a field of the API is called is theirs to say; how it is resolved is not."""
    models = [path for package in ("cms", "news", "search") for path in (ROOT / package).rglob("models*")]
    found = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in models if path.suffix in ("", ".py")}
    allowed = {"cms.graphql.declarations", "cms.graphql.models", "cms.graphql.management", "cms.graphql.migrations"}
    api = {f"cms.graphql.{name}" for name in children(ROOT / "cms" / "graphql")}

    assert set(contracts()["models"]["source_modules"]) == found
    assert set(contracts()["models"]["forbidden_modules"]) == api - allowed
