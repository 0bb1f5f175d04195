"""Purges the CDN of the cache tags that a commit has changed. The label of the app is `publishing`."""
