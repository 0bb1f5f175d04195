"""Fixtures of the API's tests."""

import pytest
from django.test import Client
from wagtail.models import Site


@pytest.fixture
def http(site: Site) -> Client:
    """An anonymous client of a server with a site."""
    return Client()
