"""System checks for settings of the API that would fail only at a request."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured

from cms.graphql.http.explorer import EVERYONE, OFF, STAFF
from cms.graphql.limits.document import limits
from cms.http.rate_limit import parse_rate
from cms.http.throttling import RATES

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
        if rate and _fails(parse_rate, rate):
            errors.append(Error(f"{name}: “{rate}” is no rate.", hint=RATE_HINT, id="api.E002"))
    for name, rate in settings.RATE_LIMITS.items():
        if name not in RATES or (rate and _fails(parse_rate, rate)):
            hint = f"Write name=rate, such as login=20/minute; names are {', '.join(sorted(RATES))}."
            errors.append(Error(f"RATE_LIMITS: “{name}={rate}” is no rate.", hint=hint, id="api.E005"))
    for network in settings.TRUSTED_PROXIES:
        if _fails(ip_network, network):
            hint = "Write addresses or networks, for example 10.0.0.0/8, separated by commas."
            errors.append(Error(f"TRUSTED_PROXIES: “{network}” is no network.", hint=hint, id="api.E003"))
    if settings.GRAPHQL_EXPLORER not in (OFF, STAFF, EVERYONE):
        hint = f"Write {OFF}, {STAFF} or {EVERYONE}."
        errors.append(
            Error(f"GRAPHQL_EXPLORER: “{settings.GRAPHQL_EXPLORER}” is not known.", hint=hint, id="api.E004")
        )
    return errors


def _fails(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return True
    return False
