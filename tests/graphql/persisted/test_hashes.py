"""A hash names its own text or is refused, and the text that a client sends is the one that runs."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.graphql.models import TrustedDocument
from cms.graphql.persisted.documents import clear_lookups
from tests.graphql.persisted.test_registration import ask, code, command

TYPENAME, NAME = "{__typename}", "{ site { name } }"
DIGEST = sha256(TYPENAME.encode()).hexdigest()


@pytest.mark.parametrize("document_id", [DIGEST, f"sha256:{DIGEST}", DIGEST.upper()])
def test_another_text_is_not_registered_under_a_hash(site: Site, tmp_path: Path, document_id: str) -> None:
    with pytest.raises(CommandError) as caught:
        command({document_id: NAME}, tmp_path)

    named = sha256(NAME.encode()).hexdigest()
    without_prefix = document_id.removeprefix("sha256:")
    assert f"{without_prefix}: this id is the SHA-256 of another text. Name this one {named}." in str(caught.value)
    assert not TrustedDocument.objects.exists()


@pytest.fixture
def poisoned(site: Site) -> Any:
    """A row from before registration looked at hashes."""
    row = TrustedDocument.objects.create(document_id=DIGEST, text=NAME, operation="", cost=2)
    clear_lookups()
    yield row
    clear_lookups()


def test_a_text_that_was_registered_under_the_hash_of_another_never_runs(
    poisoned: Any, client: Client, settings: Settings
) -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": DIGEST}}

    assert ask(client, query=TYPENAME, extensions=persisted) == {"data": {"__typename": "Query"}}
    assert ask(client, documentId=DIGEST, query=TYPENAME) == {"data": {"__typename": "Query"}}
    settings.GRAPHQL_TRUSTED_DOCUMENTS_ONLY = True
    assert code(ask(client, documentId=DIGEST)) == "DOCUMENT_NOT_TRUSTED"


def test_the_text_that_is_sent_wins_over_the_registered_one(site: Site, client: Client, settings: Settings) -> None:
    TrustedDocument.objects.create(document_id="latest", text=NAME, operation="", cost=2)
    clear_lookups()

    assert ask(client, documentId="latest", query=TYPENAME) == {"data": {"__typename": "Query"}}
    assert ask(client, documentId="latest") == {"data": {"site": {"name": "The Wire"}}}
    settings.GRAPHQL_TRUSTED_DOCUMENTS_ONLY = True
    assert code(ask(client, documentId="latest", query=TYPENAME)) == "DOCUMENT_NOT_TRUSTED"
    clear_lookups()


def test_a_hash_that_does_not_belong_to_the_text_is_refused_even_if_it_is_registered(
    site: Site, client: Client
) -> None:
    TrustedDocument.objects.create(document_id=DIGEST, text=TYPENAME, operation="", cost=1)
    clear_lookups()

    answer = ask(client, query=NAME, extensions={"persistedQuery": {"version": 1, "sha256Hash": DIGEST}})

    assert answer["errors"][0]["message"].startswith("`sha256Hash` is not the SHA-256 of `query`.")
    clear_lookups()
