"""Runs queries as graphql-core does, in a fraction of its time.

A document is parsed and validated once. One of its operations is compiled once into closures, a plan, that a request
only has to walk. What no plan knows, introspection above all, graphql-core runs itself.
"""

from cms.api.engine.encoding import encode
from cms.api.engine.execution import ByCore, Prepared, execute

__all__ = ["ByCore", "Prepared", "encode", "execute"]
