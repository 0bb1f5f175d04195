"""Paths on the public website as readers and editors write them, in the one form in which they are compared.

Slashes that lack or are doubled, percent-encoding, a fragment and the Unicode form (composed or decomposed) make no
difference. Capital letters do.
"""

import re
from unicodedata import normalize
from urllib.parse import unquote

_ENCODED_DOT = re.compile("%2e", re.IGNORECASE)


def composed(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), the form of slugs: macOS, for one, writes names decomposed."""
    return text if text.isascii() else normalize("NFC", text)


def canonical_path(path: str) -> str:
    """Return a path in the form of `url_path`: decoded, composed, with single slashes, without query and fragment.

    An encoded slash stays encoded, as it is part of a segment and no slug holds one.
    """
    segments = path.partition("#")[0].partition("?")[0].split("/")
    named = [composed(unquote(segment)).replace("/", "%2F") for segment in segments if segment]
    return "/".join(["", *named, ""]) if named else "/"


def single_slashes(path: str) -> str:
    """Return a path, with its query if it has one, that has one slash at its beginning and no doubled one."""
    written, mark, query = path.partition("?")
    ending = "/" if written.endswith("/") else ""
    segments = "/".join(segment for segment in written.split("/") if segment)
    return (f"/{segments}{ending}" if segments else "/") + mark + query


def as_browsers_ask(path: str) -> str:
    """Return the path that browsers ask for by a link: they turn backslashes and resolve the segments “.” and “..”.

    Args:
        path: a path that begins with a slash, with its query and fragment if it has them.
    """
    written = re.split("[?#]", path, maxsplit=1)[0]
    rest = path[len(written) :]
    segments = _ENCODED_DOT.sub(".", written.replace("\\", "/")).split("/")
    if not {".", ".."} & set(segments):
        return "/".join(segments) + rest
    found: list[str] = []
    for segment in segments:
        if segment == "..":
            del found[-1:]
        elif segment not in ("", "."):
            found.append(segment)
    ending = "/" if found and segments[-1] in ("", ".", "..") else ""
    return f"/{'/'.join(found)}{ending}{rest}"
