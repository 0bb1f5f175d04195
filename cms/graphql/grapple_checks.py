"""System check for hooks of grapple that have no effect here, such as root fields and middleware."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from wagtail import hooks

from cms.graphql import declarations

ATTRIBUTE_HINTS = {
    "graphql_queries": "Declare root fields in the app's `schema.py` and add its class to `Query` in cms/schema.py.",
    "graphql_middleware": "Who may see what is decided in cms/visibility.py.",
    "graphql_types": "Give the field a type of its own with `GraphQLTyped`.",
}
"""What to do instead of setting an attribute on a model or block."""

SCHEMA_HOOKS = ("register_schema_query", "register_schema_mutation", "register_schema_subscription")
EFFECTIVE_SETTINGS = {"APPS", "AUTO_CAMELCASE", "PAGE_INTERFACE", "SNIPPET_INTERFACE"}


def check_hooks(**kwargs: Any) -> list[Error]:
    """Return an error for each use of a hook of grapple that has no effect."""
    return [*_attribute_errors(), *_root_field_errors(), *_schema_hook_errors(), *_setting_errors()]


def _attribute_errors() -> Iterator[Error]:
    owners = [*apps.get_models(), *declarations.declared_blocks()]
    classes = dict.fromkeys(base for owner in owners for base in owner.__mro__)
    for owner in classes:
        for name, hint in ATTRIBUTE_HINTS.items():
            if name in vars(owner):
                yield Error(f"{owner.__name__}.{name} has no effect.", hint=hint, obj=owner, id="api.E010")


def _root_field_errors() -> Iterator[Error]:
    for name in declarations.root_fields_of_grapple():
        yield Error(
            f"The root field “{name}” of grapple's `register_query_field` is not in the schema.",
            hint=ATTRIBUTE_HINTS["graphql_queries"],
            id="api.E011",
        )
    for name in declarations.middleware_of_grapple():
        yield Error(
            f"The middleware of grapple's `register_field_middleware` for “{name}” is not called.",
            hint=ATTRIBUTE_HINTS["graphql_middleware"],
            id="api.E012",
        )


def _schema_hook_errors() -> Iterator[Error]:
    for name in SCHEMA_HOOKS:
        for function in hooks.get_hooks(name):
            if function.__module__ != "grapple.wagtail_hooks":
                yield Error(
                    f"The hook “{name}” has no effect: {function.__module__}.{function.__name__} is not called.",
                    hint=ATTRIBUTE_HINTS["graphql_queries"],
                    id="api.E013",
                )


def _setting_errors() -> Iterator[Error]:
    for name in sorted(set(getattr(settings, "GRAPPLE", {})) - EFFECTIVE_SETTINGS):
        yield Error(f"GRAPPLE[“{name}”] has no effect.", hint="Remove it.", id="api.E014")
    if getattr(settings, "GRAPHENE", {}).get("MIDDLEWARE"):
        yield Error(
            "GRAPHENE[“MIDDLEWARE”] has no effect: no middleware is called between resolvers.",
            hint=ATTRIBUTE_HINTS["graphql_middleware"],
            id="api.E014",
        )
