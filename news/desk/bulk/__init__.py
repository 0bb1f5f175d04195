"""Bulk actions on articles: each change is planned, shown, confirmed, written to the history, and can be undone."""
