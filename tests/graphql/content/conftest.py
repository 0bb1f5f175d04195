"""Fixtures of the tests of rich text."""

from collections.abc import Callable

import pytest
from wagtail.models import Site

from cms.graphql.content.richtext import resolve_html
from cms.graphql.context import Context


@pytest.fixture
def html(site: Site) -> Callable[[str], str]:
    """Renders one text in a request of its own."""
    return lambda source: resolve_html(Context(), source, "https://www.example.org")
