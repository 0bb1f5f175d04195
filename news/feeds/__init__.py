"""Feeds, sitemaps and robots.txt. Feeds are made from responses of the GraphQL API."""
