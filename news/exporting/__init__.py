"""The export of articles, with their pictures and documents, in a form that every installation can import."""
