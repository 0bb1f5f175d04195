"""Readership: reads by page and hour, without any data about readers."""
