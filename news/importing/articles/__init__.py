"""The articles of rows: matched with those that exist, compared, illustrated, filed, written and indexed."""
