"""Text as clients write it."""


def safe_text(text: str) -> str:
    """Return a text that the database can compare with: nothing is named with a NUL or half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
