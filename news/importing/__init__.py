"""The import of articles: files are read, checked by row, matched with existing articles, and written in batches."""
