"""Environment variables, with an error that names the variable where its value cannot be used."""

import builtins
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from ipaddress import ip_network
from typing import Any
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("true", "on", "yes", "y", "ok", "1"), ("false", "off", "no", "n", "0")
DATABASE_DRIVERS = dict.fromkeys(["postgres", "postgresql", "psql", "pgsql"], "psycopg") | {"sqlite": ""}
"""The schemes of the databases that Dateline runs on, each with the package that a connection needs."""

EMAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail")

RENAMED = {"ANSWERS_KEPT": "RESPONSE_CACHE_TTL"}
"""Variables of before the first release, each with its name now."""


class Environment(environ.Env):
    """Reads variables as values of a type. An empty value of a number, a switch or a choice counts as not set."""

    def bool(self, var: str, default: builtins.bool = False) -> builtins.bool:
        """Return a switch; a misspelt one is an error, not false."""
        text = self.str(var, default="").strip().lower()
        if text and text not in TRUE + FALSE:
            raise ImproperlyConfigured(f"{var} must be true or false, not {text!r}.")
        return text in TRUE if text else default

    def int(self, var: str, default: builtins.int = 0) -> builtins.int:
        """Return a whole number that is not negative."""
        text = self.str(var, default="").strip()
        if text and not (text.isascii() and text.isdecimal()):
            raise ImproperlyConfigured(f"{var} must be a whole number of 0 or more, not {text!r}.")
        return builtins.int(text) if text else default

    def float(self, var: str, default: builtins.float = 0.0) -> builtins.float:
        """Return a number that is not negative."""
        text = self.str(var, default="").strip()
        if text and not (text.isascii() and text.replace(".", "", 1).isdecimal()):
            raise ImproperlyConfigured(f"{var} must be a number of 0 or more, not {text!r}.")
        return builtins.float(text) if text else default

    def choice(self, var: str, choices: Sequence[str], default: str) -> str:
        """Return one of some words, in whatever case it was written."""
        text = self.str(var, default="").strip()
        found = [choice for choice in choices if choice.lower() == text.lower()]
        if text and not found:
            raise ImproperlyConfigured(f"{var} must be one of {', '.join(choices)}, not {text!r}.")
        return found[0] if text else default

    def time_zone(self, var: str, default: str) -> str:
        """Return the name of a time zone."""
        text: str = self.str(var, default="").strip() or default
        if text not in available_timezones():
            raise ImproperlyConfigured(f"{var} must be a time zone such as Europe/Paris, not {text!r}.")
        return text

    def ports(self, var: str, default: Sequence[builtins.int]) -> list[builtins.int]:
        """Return ports of TCP, written with commas between them."""
        found = [port.strip() for port in self.str(var, default="").split(",") if port.strip()]
        for port in found:
            if not (port.isascii() and port.isdecimal() and 1 <= builtins.int(port) <= 65_535):
                raise ImproperlyConfigured(f"{var} must be ports from 1 to 65535, separated by commas, not {port!r}.")
        return [builtins.int(port) for port in found] or list(default)

    def networks(self, var: str, default: Sequence[builtins.str]) -> list[builtins.str]:
        """Return networks of IP addresses, written with commas between them."""
        found = [network.strip() for network in self.str(var, default="").split(",") if network.strip()]
        for network in found:
            try:
                ip_network(network)
            except ValueError:
                raise ImproperlyConfigured(
                    f"{var} must be networks such as 10.0.3.0/24, separated by commas, not {network!r}."
                ) from None
        return found or list(default)

    def dict(self, var: str, default: Any) -> builtins.dict[str, str]:
        """Return pairs, written as `name=value,name=value`."""
        pairs = [pair.strip() for pair in self.str(var, default="").split(",") if pair.strip()]
        if wrong := [pair for pair in pairs if not pair.partition("=")[0].strip() or "=" not in pair]:
            raise ImproperlyConfigured(f"{var} must be pairs of name=value, separated by commas, not {wrong[0]!r}.")
        parts = [pair.split("=", 1) for pair in pairs]
        return {name.strip(): value.strip() for name, value in parts} if pairs else default

    def paths(self, var: str, default: builtins.dict[str, str]) -> builtins.dict[str, str]:
        """Return paths that hold `{slug}`, by what they lead to; the default ones where none was given."""
        given = self.dict(var, default={})
        for name, path in given.items():
            if name not in default:
                raise ImproperlyConfigured(f"{var} gives paths for {', '.join(default)}, not for {name!r}.")
            if not path.startswith("/") or path.count("{slug}") != 1 or set(path.replace("{slug}", "")) & set("{}?# "):
                example = f"{name}={default[name]}"
                raise ImproperlyConfigured(f"{var} must hold paths with {{slug}}, such as {example}, not {path!r}.")
        return default | given

    def database(self, var: str, default: str) -> builtins.dict[str, Any]:
        """Return Django's configuration of a database, which is PostgreSQL or SQLite."""
        url = self.str(var, default="").strip() or default
        scheme = url.partition(":")[0]
        if scheme not in DATABASE_DRIVERS:
            raise ImproperlyConfigured(
                f"{var} begins with {scheme!r}, which Dateline does not run on. It runs on PostgreSQL "
                "(postgres://user:password@host:5432/name) and on SQLite (sqlite:///path)."
            )
        if module := DATABASE_DRIVERS[scheme]:
            require_package(var, module)
        configured: builtins.dict[str, Any] = self.db_url_config(url)
        return configured

    def mail(self, var: str, default: str) -> builtins.dict[str, Any]:
        """Return Django's configuration of outgoing mail."""
        url = self.str(var, default="").strip() or default
        if "://" not in url or url.partition("://")[0] not in EMAIL_SCHEMES:
            raise ImproperlyConfigured(
                f"{var} must be an address such as smtp+tls://user:password@host:587, with one of the schemes "
                f"{', '.join(EMAIL_SCHEMES)}."
            )
        configured: builtins.dict[str, Any] = self.email_url_config(url)
        return configured


def refuse_renamed_variables(variables: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured where the old name of a renamed variable is set, which would have no effect."""
    for old, new in RENAMED.items():
        if old in variables:
            raise ImproperlyConfigured(f"{old} is called {new} now. Set {new} instead.")


def require_package(var: str, module: str) -> None:
    """Refuse a variable whose packages are not installed, in a sentence that says how to install them."""
    try:
        is_installed = find_spec(module) is not None
    except (ImportError, ValueError):
        is_installed = False
    if not is_installed:
        raise ImproperlyConfigured(
            f"{var} is set, but the package {module!r} is not installed: "
            "pip install --require-hashes -r requirements/server.txt"
        )


env = Environment()
