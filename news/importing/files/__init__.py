"""Files: columns, readers of the formats, and validation of rows."""
