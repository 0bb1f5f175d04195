"""Conversion of stories in several formats, and of pasted HTML, to the blocks of a body."""
