"""The response cache: responses are stored until something that they depend on changes (RESPONSE_CACHE_TTL)."""
