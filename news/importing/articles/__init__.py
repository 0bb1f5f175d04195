"""The articles of rows: matching, comparison, relations, datelines, writing and indexing."""
