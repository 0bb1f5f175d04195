"""Streams of JSON and XML, of files of any size."""
