"""Bodies as models declare them: the field, the registered blocks, their ids and their text. It knows no API."""
