"""The compiled executor (`GRAPHQL_EXECUTOR`): the results of graphql-core in a fraction of its time.

An operation is compiled once into closures, a plan, which each request executes. What cannot be compiled,
introspection above all, graphql-core executes.
"""

from cms.performance.executor.execution import FallbackResult, PreparedDocument, execute

__all__ = ["FallbackResult", "PreparedDocument", "execute"]
