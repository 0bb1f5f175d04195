"""Bulk actions on articles: each change is planned, previewed, confirmed, logged in the history, and can be undone."""
