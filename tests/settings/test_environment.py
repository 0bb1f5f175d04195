"""Every environment variable that the code reads is documented, and every documented one is read."""

import ast
import re

from .process import ROOT

# What others read on Dateline's behalf: Django.
READ_ELSEWHERE = {"DJANGO_SETTINGS_MODULE"}
# What only tools of the container and of the tests look at, and Django's own `createsuperuser`.
NOT_SETTINGS = {"DJANGO_SUPERUSER_PASSWORD", "DJANGO_SUPERUSER_USERNAME", "PORT", "PYTEST_XDIST_WORKER"}


def variables_read() -> set[str]:
    names = set()
    modules = [path for package in ("cms", "demo", "news") for path in (ROOT / package).rglob("*.py")]
    for path in [*modules, ROOT / "manage.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("env") | ast.Attribute(attr="environ"), attr=method),
                    args=[ast.Constant(str(name)), *_],
                ) if method != "setdefault":
                    names.add(name)
                case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(str(name))):
                    names.add(name)
                case ast.Call(func=ast.Attribute(attr="getenv"), args=[ast.Constant(str(name)), *_]):
                    names.add(name)
    return names - NOT_SETTINGS | READ_ELSEWHERE


def test_the_reader_of_this_test_finds_variables() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "S3_BUCKET", "SECURE_HSTS_SECONDS", "DJANGO_SETTINGS_MODULE"} <= (
        variables_read()
    )


def test_the_example_file_names_each_variable_once_with_a_comment() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {number: match[1] for number, line in enumerate(lines) if (match := re.match(r"#?([A-Z0-9_]+)=", line))}

    assert sorted(named.values()) == sorted(variables_read())
    for number, name in named.items():
        assert re.fullmatch(r"# [A-Z].*[.)]", lines[number - 1]), f"{name} lacks its line of comment"


def test_the_operations_guide_has_a_row_for_each_variable() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()

    assert sorted(re.findall(r"^\| `([A-Z0-9_]+)` \|", guide, flags=re.MULTILINE)) == sorted(variables_read())
