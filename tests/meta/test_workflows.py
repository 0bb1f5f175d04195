"""The files that GitHub, Renovate and pre-commit read, against the Makefile, .ci/run and the tree."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"

STEPS = set(re.findall(r"^(?:step|aside) (\S+) ", (ROOT / ".ci" / "run").read_text(), flags=re.MULTILINE))
TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))

WORKFLOW: dict[str, Any] = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text())
JOBS: dict[str, Any] = WORKFLOW["jobs"]


def commands(job: dict[str, Any]) -> list[str]:
    """The shell commands of a job, once for each combination of its matrix that chooses a step."""
    written = [step["run"] for step in job["steps"] if "run" in step]
    steps = [combination["step"] for combination in job.get("strategy", {}).get("matrix", {}).get("include", [])]
    chosen = [command.replace("${{ matrix.step }}", step) for command in written for step in steps or [""]]
    return list(dict.fromkeys(chosen))


def steps_of(job: dict[str, Any]) -> set[str]:
    return {
        name
        for command in commands(job)
        if command.startswith(".ci/run ")
        for name in command.removeprefix(".ci/run ").split()
    }


def test_the_workflow_runs_every_step_of_the_build_and_no_other() -> None:
    assert set().union(*(steps_of(job) for job in JOBS.values())) == STEPS


def test_each_command_of_the_workflow_is_a_step_a_target_or_installs_a_package() -> None:
    for command in (command for job in JOBS.values() for command in commands(job)):
        program, *names = command.split()
        if program == "make":
            assert set(names) <= TARGETS, command
        else:
            assert program == ".ci/run" or command.startswith("sudo apt-get "), command


def test_the_tests_run_on_each_python_and_database_that_is_supported() -> None:
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    matrix = JOBS["tests"]["strategy"]["matrix"]

    assert matrix["python"] == [name.rpartition(" ")[2] for name in classifiers if "Python :: 3." in name]
    assert [(row["database"], row["step"]) for row in matrix["include"]] == [
        ("sqlite", "test"),
        ("postgresql", "test-services test-plain-services"),
    ]
    assert matrix["database"] == ["sqlite", "postgresql"]


def test_the_services_are_those_of_compose() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

    assert {service["image"] for service in JOBS["tests"]["services"].values()} == {
        compose["postgres"]["image"],
        compose["redis"]["image"],
    }


def test_jobs_may_only_read_and_end() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 60 and "permissions" not in job for job in JOBS.values())


def test_a_step_that_does_not_exist_fails_the_build() -> None:
    result = subprocess.run(
        [ROOT / ".ci" / "run", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/bin"},
    )

    assert result.returncode == 1
    assert result.stderr.startswith("No such step: nonsense. There are: test test-services migrations ")


def test_a_named_step_runs_alone(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "make $*"\n')
    make.chmod(0o755)
    result = subprocess.run(
        [ROOT / ".ci" / "run", "layers", "lint"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": f"{tmp_path}:/usr/sbin:/usr/bin:/bin"},
    )

    assert re.findall(r"^make .*$", result.stdout, flags=re.MULTILINE) == ["make lint", "make layers"]


def test_what_could_not_end_in_time_is_named_and_does_not_fail_the_build() -> None:
    result = subprocess.run(
        [ROOT / ".ci" / "run", "layers", "lint"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "CI_SECONDS": "-1"},
    )

    assert "make" not in result.stdout
    assert result.stdout.splitlines()[-1] == (
        "NOT RUN, because this machine could not end them within -1 seconds: lint layers. "
        "Run them by: .ci/run lint layers"
    )


def test_the_issue_forms_are_named_as_github_names_them() -> None:
    forms = sorted(path.name for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml"))

    assert forms == ["bug_report.yml", "config.yml", "feature_request.yml"]


def test_the_steps_of_the_build_are_listed_in_the_guide() -> None:
    steps = re.findall(r"^(?:step|aside) ([a-z0-9-]+) ", (ROOT / ".ci/run").read_text(), flags=re.MULTILINE)
    listed = (ROOT / "CONTRIBUTING.md").read_text().partition("Its steps are ")[2].partition("The others run")[0]

    assert re.findall(r"`([a-z0-9-]+)`", re.sub(r"\([^)]*\)", "", listed)) == steps


@pytest.mark.parametrize("path", sorted(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml")), ids=lambda path: path.stem)
def test_an_issue_form_has_what_github_asks_of_it(path: Path) -> None:
    form = yaml.safe_load(path.read_text())

    assert {"name", "description", "labels", "body"} == set(form)
    for field in form["body"]:
        assert field["type"] in {"markdown", "textarea", "dropdown", "input"}
        assert ("id" in field) == (field["type"] != "markdown")
        assert set(field["attributes"]) <= {"label", "description", "options", "value"}


def test_the_code_owners_own_what_there_is() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text().splitlines()
    patterns = [line.split()[0] for line in lines if line and not line.startswith("#")]

    assert patterns[0] == "*"
    assert [pattern for pattern in patterns[1:] if not (ROOT / pattern.lstrip("/")).exists()] == []


def test_pre_commit_runs_the_programs_of_make_lint() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    lint = (ROOT / "Makefile").read_text().partition("\nlint:")[2].partition("\n\n")[0]
    programs = {hook["entry"].split()[0].removeprefix(".venv/bin/") for hook in hooks if hook["language"] == "system"}

    assert programs == set(re.findall(r"\$\(BIN\)/(\w+)", lint)) == {"ruff", "djlint", "hadolint"}


def test_the_bill_of_materials_is_written_whether_or_not_osv_answers() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    conditional = script.partition("\nadvisories() {")[2].partition("\n}\n")[0]

    assert "\nstep sbom make sbom\nstep audit advisories\n" in script
    assert ("make audit" in conditional, "sbom" in conditional) == (True, False)


def test_renovate_sees_every_lock_file() -> None:
    patterns = json.loads((ROOT / "renovate.json").read_text())["pip-compile"]["managerFilePatterns"]
    locked = [path.relative_to(ROOT).as_posix() for path in (ROOT / "requirements").glob("*.txt")]
    locked.append("examples/python/requirements.txt")

    assert all(pattern[0] == pattern[-1] == "/" for pattern in patterns), "Renovate's sign of a regular expression"
    unseen = [path for path in locked if not any(re.search(pattern[1:-1], path) for pattern in patterns)]
    assert (unseen, len(locked)) == ([], 8)


def test_renovate_reads_its_configuration() -> None:
    rules = json.loads((ROOT / "renovate.json").read_text())["packageRules"]

    assert all(rule["description"] and rule["matchPackageNames"] for rule in rules)
