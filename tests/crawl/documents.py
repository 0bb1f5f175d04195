"""The crawl's documents: each is prepared once, however often it is asked, and each fragment once for all of them.

Two levels of all fields of a type take as long to parse and validate as to answer.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    SelectionSetNode,
    parse,
    validate,
)

from cms.graphql.operation import Document, prepare_document

FRAGMENT = " fragment "
NOTHING: SelectionSetNode = parse("{ __typename }").definitions[0].selection_set  # type: ignore[attr-defined]
VALID_FRAGMENTS: set[int] = set()
"""Their ids; `_parsed` keeps them."""


@contextmanager
def documents_prepared_once() -> Iterator[None]:
    """Have the API prepare documents by this module."""
    with (
        patch("cms.graphql.operation.parse", parse_new_fragment),
        patch("cms.graphql.operation.validate", validate_new_fragment),
        patch("cms.graphql.http.view.prepare_document", prepare_new_document),
    ):
        yield


def prepare_new_document(*arguments: Any) -> Document:
    """Return what `prepare_document` does, without plans: those of all documents would fill the memory."""
    document = copy.copy(_prepared(*arguments))
    document._plans = {}
    return document


_prepared = cache(prepare_document.__wrapped__)


def parse_new_fragment(text: str, **options: Any) -> DocumentNode:
    """Parse an operation, and the fragment behind it if no other document had it."""
    operation, _space, fragment = text.partition(FRAGMENT)
    definitions = parse(operation, **options).definitions
    return DocumentNode(definitions=(*definitions, _parsed(fragment)) if fragment else definitions)


@cache
def _parsed(fragment: str) -> FragmentDefinitionNode:
    definition = parse(f"fragment {fragment}").definitions[0]
    assert isinstance(definition, FragmentDefinitionNode), fragment
    return definition


def validate_new_fragment(
    schema: GraphQLSchema, document: DocumentNode, *rules: Any, **options: Any
) -> list[GraphQLError]:
    """Validate a document without the selections of a fragment that was valid in another."""
    fragments = {id(node): node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    definitions = tuple(
        FragmentDefinitionNode(
            name=node.name, type_condition=node.type_condition, directives=(), selection_set=NOTHING, loc=node.loc
        )
        if isinstance(node, FragmentDefinitionNode) and id(node) in VALID_FRAGMENTS
        else node
        for node in document.definitions
    )
    errors: list[GraphQLError] = validate(schema, DocumentNode(definitions=definitions), *rules, **options)
    if not errors:
        VALID_FRAGMENTS.update(fragments)
    return errors
