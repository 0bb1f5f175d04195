"""The import of listings: a file is read, checked row by row, matched with what is there, and written as a whole."""
