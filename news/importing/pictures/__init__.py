"""The pictures of rows: found in a folder or fetched, validated, and each stored once."""
