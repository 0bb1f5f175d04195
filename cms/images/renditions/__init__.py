"""The sizes that are made of a picture, and how."""
