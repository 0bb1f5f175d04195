"""Front matter of Markdown files, in YAML, TOML or JSON.

Sources: https://gohugo.io/content-management/front-matter/ and https://jekyllrb.com/docs/front-matter/
"""

import datetime as dt
import json
import re
import tomllib
from typing import Any

import yaml

MAX_FRONT_MATTER_CHARACTERS = 100_000
MAX_LEVELS_OF_FRONT_MATTER = 20
_YAML = re.compile(r"---[ \t]*\n(?P<inside>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<inside>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NULLS = ("~", "null", "Null", "NULL")


class BadFrontMatter(Exception):
    """Invalid front matter. The text is a sentence with the reason and the position."""


def has_front_matter(text: str) -> bool:
    """Tell whether a text, which may be truncated, begins with front matter."""
    return re.match(r"(?:---|\+\+\+)[ \t]*\n|\{\s*\"", text) is not None


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the values of the front matter by key, and the text below it.

    Scalars are texts as written, so that 007, 1e3, dates and booleans are not converted.

    Raises:
        BadFrontMatter: it has no end, is malformed, or has YAML aliases, which could expand without limit.
    """
    if text.startswith("{"):
        return _from_json(text)
    name, pattern = ("TOML", _TOML) if text.startswith("+++") else ("YAML", _YAML)
    match = pattern.match(text)
    if match is None:
        raise BadFrontMatter(f"has front matter in {name} without an end.")
    inside = match["inside"]
    if len(inside) > MAX_FRONT_MATTER_CHARACTERS:
        raise BadFrontMatter(f"has front matter of more than {MAX_FRONT_MATTER_CHARACTERS:,} characters.")
    values = _from_toml(inside) if name == "TOML" else _from_yaml(inside)
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise BadFrontMatter(f"has front matter in {name} that is no list of keys and values.")
    return {str(key): _plain(value) for key, value in values.items()}, text[match.end() :]


def _from_yaml(inside: str) -> Any:
    try:
        depth = 0
        for event in yaml.parse(inside, yaml.CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                place = f" at line {event.start_mark.line + 2}" if event.start_mark else ""
                raise BadFrontMatter(f"has an alias (*{str(event.anchor)[:40]}){place}: write its value there.")
            if depth > MAX_LEVELS_OF_FRONT_MATTER:
                raise BadFrontMatter(f"has front matter of more than {MAX_LEVELS_OF_FRONT_MATTER} levels.")
        return yaml.load(inside, yaml.CBaseLoader)  # noqa: S506  # this loader makes texts alone
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 2
        raise BadFrontMatter(f"has front matter that is no YAML at line {line}: {error.problem}.") from None
    except (yaml.YAMLError, ValueError):
        raise BadFrontMatter("has front matter that is no YAML: it holds characters that no text may hold.") from None


def _from_toml(inside: str) -> Any:
    try:
        return tomllib.loads(f"\n{inside}")  # counts the line of +++, too
    except tomllib.TOMLDecodeError as error:
        raise BadFrontMatter(f"has front matter that is no TOML: {error}.") from None
    except (ValueError, RecursionError):
        raise BadFrontMatter("has front matter of too many levels, or too long a number.") from None


def _from_json(text: str) -> tuple[dict[str, Any], str]:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        raise BadFrontMatter(f"has front matter that is no JSON at line {error.lineno}: {error.msg}.") from None
    except (ValueError, RecursionError):
        raise BadFrontMatter("has front matter of too many levels, or too long a number.") from None
    return {str(key): _plain(value) for key, value in values.items()}, text[end:]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    text = "" if value is None else str(value)
    return "" if text in _NULLS else text
