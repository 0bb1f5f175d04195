"""System checks: settings of the API that would only fail when a request comes."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from limits import parse

from cms.api.explorer import EVERYONE, NOBODY, STAFF
from cms.api.limits import limits

RATE_HINT = "Write a number and a time, for example 60000/minute; leave it empty for no limit."


def check_settings(**kwargs: Any) -> list[Error]:
    """Return an error for each setting of the API that cannot be used."""
    errors = []
    try:
        limits()
    except ImproperlyConfigured as error:
        errors.append(Error(str(error), id="api.E001"))
    for name in ("GRAPHQL_RATE", "GRAPHQL_RATE_TRUSTED"):
        rate = getattr(settings, name)
        if rate and _fails(parse, rate):
            errors.append(Error(f"{name}: “{rate}” is no rate.", hint=RATE_HINT, id="api.E002"))
    for network in settings.TRUSTED_PROXIES:
        if _fails(ip_network, network):
            hint = "Write addresses or networks, for example 10.0.0.0/8, separated by commas."
            errors.append(Error(f"TRUSTED_PROXIES: “{network}” is no network.", hint=hint, id="api.E003"))
    if settings.GRAPHQL_EXPLORER not in (NOBODY, STAFF, EVERYONE):
        hint = f"Write {NOBODY}, {STAFF} or {EVERYONE}."
        errors.append(Error(f"GRAPHQL_EXPLORER: “{settings.GRAPHQL_EXPLORER}” is nobody.", hint=hint, id="api.E004"))
    return errors


def _fails(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return True
    return False
