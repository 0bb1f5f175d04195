"""The OpenSearch backend, experimental until a real server has run it; imported only where OPENSEARCH_URL is set.

Every request was written after the documentation, https://docs.opensearch.org/latest/, of version 3.
"""
