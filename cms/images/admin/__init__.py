"""The library of pictures in Wagtail's admin."""
