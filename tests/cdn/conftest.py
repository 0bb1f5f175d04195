"""A CDN that is told of changes, and an article of which it knows."""

from tests.cdn.fixtures import article, cdn

__all__ = ["article", "cdn"]
