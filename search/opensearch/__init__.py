"""What Dateline says to OpenSearch. Nothing here is imported unless `OPENSEARCH_URL` is set.

Every request was written after the documentation, https://docs.opensearch.org/latest/, of version 3.
"""
