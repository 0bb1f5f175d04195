"""Files: their columns, readers of their formats, and the rows in them, checked value by value."""
