"""Text pasted from word processors and web pages, as blocks of a body."""
