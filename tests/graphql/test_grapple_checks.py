"""Hooks of grapple that have no effect are refused by a system check."""

from typing import Any

import graphene
import pytest
from django.core.checks import registry as checks
from grapple import helpers
from grapple.registry import registry
from pytest_django import Settings
from wagtail import blocks, hooks
from wagtail.images.models import AbstractImage
from wagtail.models import WorkflowMixin

from cms.body.blocks import body_blocks
from cms.embargo import Embargoable
from cms.graphql.grapple_checks import check_hooks
from news.models import ArticlePage

ROOT_FIELD_HINT = "Declare root fields in the app's `schema.py` and add its class to `Query` in cms/schema.py."
ACCESS_HINT = "Who may see what is decided in cms/visibility.py."


def the_only_error() -> tuple[str | None, str, str | None]:
    (error,) = check_hooks()
    return error.id, error.msg, error.hint


def test_this_project_uses_no_hook_without_effect() -> None:
    assert check_hooks() == []


@pytest.mark.parametrize(("name", "hint"), [("graphql_queries", ROOT_FIELD_HINT), ("graphql_middleware", ACCESS_HINT)])
def test_attributes_of_models(monkeypatch: pytest.MonkeyPatch, name: str, hint: str) -> None:
    monkeypatch.setattr(ArticlePage, name, [], raising=False)

    assert the_only_error() == ("api.E010", f"ArticlePage.{name} has no effect.", hint)


@pytest.mark.parametrize("owner", [AbstractImage, Embargoable, WorkflowMixin, blocks.StructBlock])
def test_attributes_of_base_classes(monkeypatch: pytest.MonkeyPatch, owner: type[object]) -> None:
    monkeypatch.setattr(owner, "graphql_middleware", [], raising=False)

    assert the_only_error() == ("api.E010", f"{owner.__name__}.graphql_middleware has no effect.", ACCESS_HINT)


def test_attributes_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    block = type("PollBlock", (blocks.StructBlock,), {"graphql_fields": [], "graphql_types": []})
    monkeypatch.setitem(body_blocks, "poll", block)

    assert the_only_error() == (
        "api.E010",
        "PollBlock.graphql_types has no effect.",
        "Give the field a type of its own with `GraphQLTyped`.",
    )


@pytest.mark.parametrize(
    ("register", "names"),
    [
        (helpers.register_query_field("story", "stories"), ["stories", "story"]),
        (helpers.register_paginated_query_field("story", "stories"), ["stories", "story"]),
        (helpers.register_singular_query_field("story"), ["story"]),
    ],
)
def test_root_fields(monkeypatch: pytest.MonkeyPatch, register: Any, names: list[str]) -> None:
    monkeypatch.setattr(registry, "schema", [])
    register(ArticlePage)

    assert [(error.id, error.msg, error.hint) for error in check_hooks()] == [
        (
            "api.E011",
            f"The root field “{name}” of grapple's `register_query_field` is not in the schema.",
            ROOT_FIELD_HINT,
        )
        for name in names
    ]


def test_middleware_of_root_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.field_middlewares, "articles", [object])

    assert the_only_error() == (
        "api.E012",
        "The middleware of grapple's `register_field_middleware` for “articles” is not called.",
        ACCESS_HINT,
    )


@pytest.mark.parametrize("name", ["register_schema_query", "register_schema_mutation", "register_schema_subscription"])
def test_hooks_of_the_schema(name: str) -> None:
    def add_polls(mixins: list[Any]) -> None:
        mixins.append(graphene.ObjectType)

    with hooks.register_temporarily(name, add_polls):
        assert the_only_error() == (
            "api.E013",
            f"The hook “{name}” has no effect: tests.graphql.test_grapple_checks.add_polls is not called.",
            ROOT_FIELD_HINT,
        )


@pytest.mark.parametrize("name", ["MIDDLEWARE", "MAX_PAGE_SIZE", "RICHTEXT_FORMAT"])
def test_settings_of_grapple(settings: Settings, name: str) -> None:
    settings.GRAPPLE = {**settings.GRAPPLE, name: []}

    assert the_only_error() == ("api.E014", f"GRAPPLE[“{name}”] has no effect.", "Remove it.")


def test_middleware_of_graphene(settings: Settings) -> None:
    settings.GRAPHENE = {"MIDDLEWARE": ["grapple.middleware.GrappleMiddleware"]}

    assert the_only_error() == (
        "api.E014",
        "GRAPHENE[“MIDDLEWARE”] has no effect: no middleware is called between resolvers.",
        ACCESS_HINT,
    )


def test_the_check_runs_with_the_others() -> None:
    registered: set[object] = {*checks.registry.registered_checks}

    assert check_hooks in registered
