"""The example of docs/extending.md: an app that brings a page type and a block."""
